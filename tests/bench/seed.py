"""A contest of the usual size and more, copied straight into tables: 1,000 entries, 5,000 reviews, 50 judges."""

import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

from contest.challenge.service.forms import give_default_forms
from contest.lib import db
from contest.lib.ids import uuid7
from tests.bench.around import Around, surround
from tests.bench.copying import copy
from tests.bench.crowd import Crowd, crowd
from tests.bench.entries import SCENES, draft_entries, give_files, hand_in_all, some_text
from tests.bench.gathering import gather

CRITERIA = [("climate", 25), ("fit", 20), ("innovation", 20), ("business", 15), ("team", 10), ("cobenefits", 10)]
APPLICANTS = 400


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
    crowd: Crowd
    guest: UUID
    party: UUID


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
                    "reviews_due_at": now + timedelta(days=39), "notice_days": 5,
                    "blindness": "none", "judges_known": "signed", "publicity": "listed", "language": "both",
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
        entered = await draft_entries(chance, now, edition, judged, scenes, applicants, range(1, entries + 1))
        versions = await hand_in_all(now, judged, entered)
        begun = range(entries + 1, entries + drafts + 1)
        drafted = await draft_entries(chance, now, edition, taking, scenes, applicants[:1], begun)
        await give_files(now, drafted)
        criteria = await _judging(chance, now, edition, judged, rubric, judging, panel)
        around = await surround(now, edition, organiser, versions)
        many = await crowd(chance, now)
        party = await gather(now, edition, judged, applicants[-2], [version["submission"] for version in versions])
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
        crowd=many,
        guest=applicants[-2],
        party=party,
    )


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
                "guide_en": some_text(chance, 12), "guide_zh": "基准情景合理", "weight": weight,
                "anchors": json.dumps(
                    [{"points": str(n), "en": some_text(chance, 9), "zh": "各项输入有出处"} for n in range(0, 11, 2)]
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
