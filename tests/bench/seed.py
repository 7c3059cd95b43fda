"""A contest of the usual size and more, copied straight into tables: 1,000 entries, 5,000 reviews, 50 judges."""

import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from msgspec import Struct

from contest.lib import db
from contest.lib.ids import uuid7

SCENES = [
    ("energy", "能源"),
    ("transport", "交通"),
    ("building", "建筑"),
    ("circular_economy", "循环经济"),
    ("industry", "产业"),
]
CRITERIA = [("climate", 25), ("fit", 20), ("innovation", 20), ("business", 15), ("team", 10), ("cobenefits", 10)]
WORDS = [
    "rainforest",
    "microgrid",
    "storage",
    "cooling",
    "bamboo",
    "biochar",
    "shuttle",
    "membrane",
    "county",
    "hotel",
    "island",
    "carbon",
    "heat",
    "pump",
]


class Seeded(Struct, kw_only=True):
    """Ids that the bench asks for."""

    edition: UUID
    round: UUID
    organiser: UUID
    judge: UUID
    owner: UUID
    codes: list[str]
    draft_codes: list[str]
    draft_ids: list[UUID]
    scene: UUID
    review_ids: list[UUID]
    criteria: list[UUID]


async def _copy(table: str, rows: list[dict[str, Any]]) -> None:
    columns = list(rows[0])
    await db.connection().copy_records_to_table(
        table, columns=columns, records=[tuple(row[column] for column in columns) for row in rows]
    )


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."


async def seed(
    *, entries: int = 1000, reviews: int = 5000, judges: int = 50, drafts: int = 300, number: int = 1
) -> Seeded:
    """Fill an empty database; the same `number` makes the same contest."""
    chance = random.Random(number)
    now = datetime.now(UTC)
    edition, round_, rubric, judging = uuid7(), uuid7(), uuid7(), uuid7()
    scenes = [uuid7() for _ in SCENES]
    people = [uuid7() for _ in range(judges + 2)]
    organiser, owner = people[0], people[1]
    async with db.work():
        await _copy(
            "edition",
            [
                {
                    "id": edition, "slug": "bench", "code_prefix": "BN26", "name_en": "Climate Challenge",
                    "name_zh": "气候挑战赛", "purpose_en": "Solutions that land.", "purpose_zh": "让方案落地。",
                    "state": "open", "entries_numbered": entries + drafts, "is_demo": False, "created_at": now,
                }
            ],
        )  # fmt: skip
        await _copy(
            "scene",
            [
                {"id": scenes[i], "edition": edition, "key": key, "name_en": key.title(), "name_zh": zh, "position": i}
                for i, (key, zh) in enumerate(SCENES)
            ],
        )
        await _copy(
            "round",
            [
                {
                    "id": round_, "edition": edition, "city": None, "slug": "online", "name_en": "Online round",
                    "name_zh": "线上赛区", "stage": "online", "state": "open", "time_zone": "Asia/Shanghai",
                    "opens_at": now - timedelta(days=9), "closes_at": now + timedelta(days=9),
                    "reviews_due_at": now + timedelta(days=39), "notice_days": 5, "is_blind": False,
                    "kinds": ["project", "solution", "product", "talent"], "quota": 20, "created_at": now,
                }
            ],
        )  # fmt: skip
        await _copy(
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
        await _copy(
            "role_grant",
            [
                {
                    "id": uuid7(), "person": id_, "role": "programme_organiser" if i == 0 else "judge",
                    "edition_id": edition, "round_id": None if i == 0 else round_, "reason": "bench",
                    "granted_by": None, "created_at": now, "expires_at": None, "revoked_at": None,
                }
                for i, id_ in enumerate(people) if i != 1
            ],
        )  # fmt: skip
        seeded = await _entries(chance, now, edition, round_, scenes, owner, entries, drafts)
        criteria = await _judging(chance, now, edition, round_, rubric, judging, people[2:])
        review_ids = await _reviews(chance, now, judging, rubric, criteria, people[2:], seeded, reviews)
    await db.execute("analyze")
    return Seeded(
        edition=edition,
        round=round_,
        organiser=organiser,
        judge=people[2],
        owner=owner,
        codes=[row["code"] for row in seeded["submitted"]],
        draft_codes=[row["code"] for row in seeded["drafts"]],
        draft_ids=[row["id"] for row in seeded["drafts"]],
        scene=scenes[0],
        review_ids=review_ids,
        criteria=criteria,
    )


async def _entries(
    chance: random.Random,
    now: datetime,
    edition: UUID,
    round_: UUID,
    scenes: list[UUID],
    owner: UUID,
    many: int,
    drafts: int,
) -> dict[str, list[dict[str, Any]]]:
    rows, versions, standings = [], [], []
    for number in range(1, many + drafts + 1):
        is_draft = number > many
        answers = {key: _text(chance, 60) for key in ("problem", "solution", "novelty", "landing_plan", "ask")}
        row = {
            "id": uuid7(), "edition": edition, "round": round_, "owner": owner, "organisation": None,
            "scene": chance.choice(scenes), "code": f"BN26-{number:04d}", "kind": "project",
            "state": "draft" if is_draft else "submitted", "country": "CN",
            "title_en": _text(chance, 6), "title_zh": "雨林村落微网与储能一体化",
            "summary_en": _text(chance, 20), "summary_zh": "为雨林边缘村落提供全天候清洁供电。",
            "organisation_name": "Rainforest Energy Ltd", "answers": json.dumps(answers), "revision": 3,
            "is_demo": False, "created_at": now, "saved_at": now, "submitted_at": None if is_draft else now,
        }  # fmt: skip
        rows.append(row)
        if is_draft:
            continue
        shown = ("code", "kind", "title_en", "title_zh", "summary_en", "summary_zh", "organisation_name", "country")
        content = json.dumps({key: row[key] for key in shown} | {"scene": "energy", "answers": answers, "files": []})
        version = uuid7()
        versions.append(
            {
                "id": version, "submission": row["id"], "number": 1, "content": content,
                "sha256": sha256(content.encode()).hexdigest(), "submitted_by": owner, "submitted_at": now,
            }
        )  # fmt: skip
        standings.append(
            {
                "id": uuid7(), "submission": row["id"], "round": round_, "version": version, "state": "in_review",
                "reason": None, "screened_by": None, "changed_at": now,
            }
        )  # fmt: skip
    await _copy("submission", rows)
    await _copy("submission_version", versions)
    await _copy("standing", standings)
    return {"submitted": rows[:many], "drafts": rows[many:], "versions": versions}


async def _judging(
    chance: random.Random, now: datetime, edition: UUID, round_: UUID, rubric: UUID, judging: UUID, judges: list[UUID]
) -> list[UUID]:
    criteria = [uuid7() for _ in CRITERIA]
    anchors = [{"score": str(n), "en": f"Level {n}", "zh": f"{n} 级"} for n in (0, 3, 5, 7, 9, 10)]
    await _copy(
        "rubric",
        [
            {
                "id": rubric, "edition": edition, "key": "entry", "version": 1, "name_en": "Entries", "name_zh": "项目",
                "highest": Decimal(10), "step": Decimal("0.5"), "anchors": json.dumps(anchors), "created_at": now,
            }
        ],
    )  # fmt: skip
    await _copy(
        "criterion",
        [
            {
                "id": criteria[i], "rubric": rubric, "key": key, "position": i, "name_en": key.title(), "name_zh": key,
                "guide_en": _text(chance, 12), "guide_zh": "基准情景合理", "weight": weight,
            }
            for i, (key, weight) in enumerate(CRITERIA)
        ],
    )  # fmt: skip
    await _copy(
        "judging_round",
        [
            {
                "id": judging, "round": round_, "rubric": rubric, "talent_rubric": None, "rule": "trimmed",
                "reviews_each": 5, "least_valid": 3, "opened_at": now, "created_at": now,
            }
        ],
    )  # fmt: skip
    await _copy(
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
    judges: list[UUID], seeded: dict[str, list[dict[str, Any]]], many: int,
) -> list[UUID]:  # fmt: skip
    each = many // len(seeded["submitted"])
    reviews, scores = [], []
    for position, (entry, version) in enumerate(zip(seeded["submitted"], seeded["versions"], strict=True)):
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
                    "id": review, "judging_round": judging, "submission": entry["id"], "version": version["id"],
                    "judge": judge, "rubric": rubric, "state": "signed" if is_signed else "assigned",
                    "comment_applicant": "", "comment_panel": "", "reason": None,
                    "total": total if is_signed else None, "revision": 1, "assigned_at": now,
                    "saved_at": None, "signed_at": now if is_signed else None,
                }
            )  # fmt: skip
            if is_signed:
                scores += [{"id": uuid7(), "review": review, "criterion": c, "points": p} for c, p in points.items()]
    await _copy("review", reviews)
    await _copy("score", scores)
    return [review["id"] for review in reviews if review["judge"] == judges[0]]
