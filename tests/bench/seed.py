"""A contest of the usual size and more, copied straight into tables: 1,000 entries, 5,000 reviews, 50 judges."""

import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from msgspec import Struct

from contest.challenge.queries import form_for
from contest.challenge.rules.forms import default_form
from contest.challenge.service.forms import give_default_forms
from contest.lib import db
from contest.lib.ids import uuid7
from contest.submissions import rules
from tests.bench.around import Around, surround
from tests.bench.copying import copy

SCENES = [
    ("energy", "能源"),
    ("transport", "交通"),
    ("building", "建筑"),
    ("circular_economy", "循环经济"),
    ("industry", "产业"),
]
CRITERIA = [("climate", 25), ("fit", 20), ("innovation", 20), ("business", 15), ("team", 10), ("cobenefits", 10)]
WORDS = ("rainforest", "microgrid", "storage", "cooling", "bamboo", "biochar", "shuttle", "membrane", "county", "hotel")
APPLICANTS = 400
LONG = ("problem", "solution", "novelty", "impact", "landing", "risks")


class Seeded(Struct, kw_only=True):
    """Ids that the bench asks for."""

    round: UUID
    organiser: UUID
    chief: UUID
    judge: UUID
    applicant: UUID
    winner: UUID
    codes: list[str]
    draft_codes: list[str]
    review_ids: list[UUID]
    criteria: dict[str, UUID]
    edition: UUID
    taking: UUID
    rubric: UUID
    around: Around


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."


async def seed(
    *, entries: int = 1000, reviews: int = 5000, judges: int = 50, drafts: int = 600, number: int = 1
) -> Seeded:
    """Fill an empty database; the same `number` makes the same contest.

    One round is being judged and holds the entries; another is open and holds the drafts, complete but not handed in.
    """
    chance = random.Random(number)
    now = datetime.now(UTC)
    edition, judged, taking, rubric, judging = (uuid7() for _ in range(5))
    scenes = [uuid7() for _ in SCENES]
    people = [uuid7() for _ in range(1 + judges + APPLICANTS)]
    organiser, panel, applicants = people[0], people[1 : 1 + judges], people[1 + judges :]
    async with db.work():
        await copy(
            "edition",
            [
                {
                    "id": edition, "slug": "bench", "code_prefix": "BN26", "name_en": "Climate Challenge",
                    "name_zh": "气候挑战赛", "purpose_en": "Solutions that land.", "purpose_zh": "让方案落地。",
                    "state": "open", "entries_numbered": entries + drafts, "is_demo": False, "created_at": now,
                }
            ],
        )  # fmt: skip
        await copy(
            "scene",
            [
                {"id": scenes[i], "edition": edition, "key": key, "name_en": key.title(), "name_zh": zh, "position": i}
                for i, (key, zh) in enumerate(SCENES)
            ],
        )
        await copy(
            "round",
            [
                {
                    "id": id_, "edition": edition, "city": None, "slug": slug, "name_en": f"Online round, {slug}",
                    "name_zh": "线上赛区", "stage": "online", "state": state, "time_zone": "Asia/Shanghai",
                    "opens_at": now - timedelta(days=9), "closes_at": now + timedelta(days=days),
                    "reviews_due_at": now + timedelta(days=39), "notice_days": 5, "is_blind": False,
                    "kinds": ["project", "solution", "product", "talent"], "quota": 20, "created_at": now,
                }
                for id_, slug, state, days in ((judged, "first", "judging", -1), (taking, "second", "open", 9))
            ],
        )  # fmt: skip
        await copy(
            "person",
            [
                {
                    "id": id_, "email": f"p{i}@example.org", "email_confirmed_at": now, "name": f"Person {i}",
                    "locale": "en", "time_zone": "Europe/Paris", "country": "FR", "organisation": None,
                    "password_hash": None, "epoch": 0, "is_demo": False, "created_at": now,
                }
                for i, id_ in enumerate(people)
            ],
        )  # fmt: skip
        await copy(
            "role_grant",
            [
                {
                    "id": uuid7(), "person": id_, "role": "judge" if id_ in panel else "programme_organiser",
                    "edition_id": None if id_ == applicants[-1] else edition,
                    "round_id": judged if id_ in panel else None, "reason": "bench",
                    "granted_by": None, "created_at": now, "expires_at": None, "revoked_at": None,
                }
                for id_ in [organiser, *panel, applicants[-1]]
            ],
        )  # fmt: skip
        await give_default_forms(edition_id=edition, now=now)
        entered = await _entries(chance, now, edition, judged, scenes, applicants, range(1, entries + 1))
        versions = await _hand_in(now, judged, entered)
        begun = range(entries + 1, entries + drafts + 1)
        drafted = await _entries(chance, now, edition, taking, scenes, applicants[:1], begun)
        await _files(now, drafted)
        criteria = await _judging(chance, now, edition, judged, rubric, judging, panel)
        around = await surround(now, edition, organiser, versions)
        review_ids = await _reviews(chance, now, judging, rubric, criteria, panel, versions, reviews)
    await db.execute("vacuum analyze")  # else it would come by itself, and fall into a measurement
    return Seeded(
        round=judged,
        organiser=organiser,
        chief=applicants[-1],
        judge=panel[0],
        applicant=applicants[0],
        winner=versions[0]["submitted_by"],
        codes=[row["code"] for row in entered],
        draft_codes=[row["code"] for row in drafted],
        review_ids=review_ids,
        criteria={key: id_ for id_, (key, _) in zip(criteria, CRITERIA, strict=True)},
        edition=edition,
        taking=taking,
        rubric=rubric,
        around=around,
    )


async def _entries(
    chance: random.Random,
    now: datetime,
    edition: UUID,
    round_: UUID,
    scenes: list[UUID],
    owners: list[UUID],
    numbers: range,
) -> list[dict[str, Any]]:  # fmt: skip
    """Drafts with every answer that handing in asks for."""
    form, rows = await form_for(edition_id=edition, kind="project"), []
    for number in numbers:
        answers = {key: _text(chance, 60) for key in LONG}
        answers |= {"applicant_type": "company", "contact_name": "Person 1", "trl": "6", "ask": _text(chance, 6)}
        rows.append(
            {
                "id": uuid7(), "edition": edition, "round": round_, "owner": owners[number % len(owners)],
                "organisation": None, "scene": chance.choice(scenes), "code": f"BN26-{number:04d}",
                "kind": "project", "form": form, "state": "draft", "country": "CN",
                "title_en": _text(chance, 6), "title_zh": "雨林村落微网与储能一体化",
                "summary_en": _text(chance, 20), "summary_zh": "为雨林边缘村落提供全天候清洁供电。",
                "organisation_name": "Rainforest Energy Ltd", "answers": json.dumps(answers), "revision": 3,
                "is_demo": False, "created_at": now, "saved_at": now, "submitted_at": None,
            }
        )  # fmt: skip
    await copy("submission", rows)
    return rows


async def _hand_in(now: datetime, round_: UUID, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    versions = []
    for row in entries:
        answers = json.loads(row["answers"])
        values = {name: row[name] for name in rules.COLUMNS} | {"scene": "energy"} | answers
        frozen = rules.freeze(
            code=row["code"], form_id=row["form"], form=default_form(row["kind"]), values=values, files=[], agreed=[]
        )
        content = json.dumps(frozen)
        versions.append(
            {
                "id": uuid7(), "submission": row["id"], "number": 1, "content": content,
                "sha256": sha256(content.encode()).hexdigest(), "submitted_by": row["owner"], "submitted_at": now,
            }
        )  # fmt: skip
    await copy("submission_version", versions)
    await copy(
        "standing",
        [
            {
                "id": uuid7(), "submission": version["submission"], "round": round_, "version": version["id"],
                "state": "in_review", "reason": None, "screened_by": None, "changed_at": now,
            }
            for version in versions
        ],
    )  # fmt: skip
    await db.execute("update submission set state = 'submitted', submitted_at = $1 where round = $2", now, round_)
    return versions


async def _files(now: datetime, drafts: list[dict[str, Any]]) -> None:
    files = [
        {
            "id": uuid7(), "owner_id": row["owner"], "purpose": "submission", "name": "deck.pdf",
            "key": f"bench/{row['code']}", "declared_size": 90_000, "size": 90_000, "sha256": "0" * 64,
            "content_type": "application/pdf", "pages": 9, "state": "checked", "reason": None, "is_demo": False,
            "announced_at": now, "uploaded_at": now, "checked_at": now,
        }
        for row in drafts
    ]  # fmt: skip
    await copy("file", files)
    await copy(
        "submission_file",
        [
            {
                "id": uuid7(), "submission": row["id"], "file": file["id"], "field": "pitch_deck", "added_at": now,
                "removed_at": None,
            }
            for row, file in zip(drafts, files, strict=True)
        ],
    )  # fmt: skip


async def _judging(
    chance: random.Random, now: datetime, edition: UUID, round_: UUID, rubric: UUID, judging: UUID, judges: list[UUID]
) -> list[UUID]:
    criteria = [uuid7() for _ in CRITERIA]
    anchors = [{"points": str(n), "en": f"Level {n}", "zh": f"{n} 级"} for n in (0, 3, 5, 7, 9, 10)]
    await copy(
        "rubric",
        [
            {
                "id": rubric, "edition": edition, "key": "entry", "version": 1, "name_en": "Entries", "name_zh": "项目",
                "highest": Decimal(10), "step": Decimal("0.5"), "anchors": json.dumps(anchors), "created_at": now,
            }
        ],
    )  # fmt: skip
    await copy(
        "criterion",
        [
            {
                "id": criteria[i], "rubric": rubric, "key": key, "position": i, "name_en": key.title(), "name_zh": key,
                "guide_en": _text(chance, 12), "guide_zh": "基准情景合理", "weight": weight,
                "anchors": json.dumps(
                    [{"points": str(n), "en": _text(chance, 12), "zh": "各项输入有出处"} for n in (0, 3, 5, 7, 9, 10)]
                ),
            }
            for i, (key, weight) in enumerate(CRITERIA)
        ],
    )  # fmt: skip
    await copy(
        "judging_round",
        [
            {
                "id": judging, "round": round_, "rubric": rubric, "talent_rubric": None, "rule": "trimmed",
                "reviews_each": 5, "least_valid": 3, "opened_at": now, "created_at": now,
            }
        ],
    )  # fmt: skip
    await copy(
        "panel_member",
        [
            {
                "id": uuid7(), "judging_round": judging, "person": judge, "scenes": "[]", "most": 200,
                "is_lead": False, "invited_at": now, "declared_at": now, "left_at": None,
            }
            for judge in judges
        ],
    )  # fmt: skip
    return criteria


async def _reviews(
    chance: random.Random, now: datetime, judging: UUID, rubric: UUID, criteria: list[UUID],
    judges: list[UUID], versions: list[dict[str, Any]], many: int,
) -> list[UUID]:  # fmt: skip
    """The ids of the first judge's reviews, of which none is signed."""
    each = many // len(versions)
    reviews, scores = [], []
    for position, version in enumerate(versions):
        for turn in range(each):
            judge = judges[(position * each + turn) % len(judges)]
            is_signed = judge != judges[0] and chance.random() < 0.5
            points = {criterion: Decimal(chance.randrange(0, 21)) / 2 for criterion in criteria}
            total = sum(
                (Decimal(weight) * points[c] / 10 for c, (_, weight) in zip(criteria, CRITERIA, strict=True)), Decimal()
            )
            review = uuid7()
            reviews.append(
                {
                    "id": review, "judging_round": judging, "submission": version["submission"],
                    "version": version["id"], "judge": judge, "rubric": rubric,
                    "state": "signed" if is_signed else "assigned", "comment_applicant": "",
                    "comment_panel": "", "reason": None,
                    "total": total if is_signed else None, "revision": 1, "assigned_at": now,
                    "saved_at": None, "signed_at": now if is_signed else None,
                }
            )  # fmt: skip
            if is_signed:
                scores += [{"id": uuid7(), "review": review, "criterion": c, "points": p} for c, p in points.items()]
    # Every fifth entry has a judge who is too close to it, and therefore does not review it.
    await copy(
        "tie",
        [
            {
                "id": uuid7(), "submission": version["submission"], "person": judges[position * each % len(judges) - 1],
                "kind": "organisation", "source": "found", "reason": "", "created_at": now,
            }
            for position, version in enumerate(versions) if position % 5 == 0
        ],
    )  # fmt: skip
    await copy("review", reviews)
    await copy("score", scores)
    return [review["id"] for review in reviews if review["judge"] == judges[0]]
