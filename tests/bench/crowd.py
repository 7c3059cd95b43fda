"""A second contest of 10,000 entries beside the first, with people of its own: whether a list stays as quick."""

import random
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from contest.challenge.service.forms import give_default_forms
from contest.lib.ids import uuid7
from tests.bench.copying import copy
from tests.bench.entries import SCENES, draft_entries, hand_in_all

ENTRIES, APPLICANTS = 10_000, 100


class Crowd(Struct, kw_only=True):
    """Its round, who organises it, and some of its people who could read for it."""

    edition: UUID
    round: UUID
    organiser: UUID
    judges: list[UUID]


async def crowd(chance: random.Random, now: datetime) -> Crowd:
    """Inside a `work()`."""
    edition, round_, scenes = uuid7(), uuid7(), [uuid7() for _ in SCENES]
    people = [uuid7() for _ in range(APPLICANTS + 1)]
    await copy(
        "edition",
        [
            {
                "id": edition, "slug": "crowd", "code_prefix": "CR26", "name_en": "Large Challenge",
                "name_zh": "大型挑战赛", "purpose_en": "Solutions that land.", "purpose_zh": "让方案落地。",
                "state": "open", "entries_numbered": ENTRIES, "is_demo": False, "created_at": now,
            }
        ],
    )  # fmt: skip
    named = zip(scenes, SCENES, strict=True)
    await copy(
        "scene",
        [
            {"id": id_, "edition": edition, "key": key, "name_en": key.title(), "name_zh": zh, "position": place}
            for place, (id_, (key, zh)) in enumerate(named)
        ],
    )
    await copy(
        "round",
        [
            {
                "id": round_, "edition": edition, "city": None, "slug": "crowd", "name_en": "Large round",
                "name_zh": "大型赛区", "stage": "online", "state": "screening", "time_zone": "Asia/Shanghai",
                "opens_at": now - timedelta(days=9), "closes_at": now - timedelta(days=1),
                "reviews_due_at": now + timedelta(days=39), "notice_days": 5,
                "blindness": "none", "judges_known": "signed", "publicity": "listed", "language": "both",
                "kinds": ["project", "solution", "product", "talent"], "quota": 20, "created_at": now,
            }
        ],
    )  # fmt: skip
    await copy(
        "person",
        [
            {
                "id": id_, "email": f"c{i}@example.org", "email_confirmed_at": now, "name": f"Person {i}",
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
                "id": uuid7(), "person": people[0], "role": "programme_organiser", "edition_id": edition,
                "round_id": None, "reason": "bench", "granted_by": None, "created_at": now, "expires_at": None,
                "revoked_at": None,
            }
        ],
    )  # fmt: skip
    await give_default_forms(edition_id=edition, now=now)
    numbers = range(10_001, 10_001 + ENTRIES)
    entered = await draft_entries(chance, now, edition, round_, scenes, people[1:], numbers)
    await hand_in_all(now, round_, entered, standing="entered")
    return Crowd(edition=edition, round=round_, organiser=people[0], judges=people[51:])
