"""An open round with drafts for a deadline rush: complete, each with its file, and nothing handed in yet."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from contest.challenge.service.forms import give_default_forms
from contest.lib import clock, db
from contest.lib.ids import uuid7
from contest.lib.web import session, signing
from tests.bench.copying import copy
from tests.bench.entries import SCENES, draft_entries, give_files

APPLICANTS = 200


class Applicant(Struct, kw_only=True):
    """A person with a session, and the drafts that they hand in one after the other."""

    person_id: UUID
    cookie: str
    token: str
    drafts: list[tuple[str, str]]


async def seed_rush(*, number: int, drafts_each: int) -> list[Applicant]:
    """Fill an empty database; the applicants with their drafts as (code, what is saved at `risks`)."""
    chance, now = random.Random(number), datetime.now(UTC)
    edition, round_ = uuid7(), uuid7()
    scenes, people = [uuid7() for _ in SCENES], [uuid7() for _ in range(APPLICANTS)]
    async with db.work():
        await _call(now, edition, round_, scenes)
        await copy("person", [_person(now, id_, place) for place, id_ in enumerate(people)])
        await give_default_forms(edition_id=edition, now=now)
        numbers = range(1, APPLICANTS * drafts_each + 1)
        rows = await draft_entries(chance, now, edition, round_, scenes, people, numbers, _vocabulary(chance))
        await give_files(now, rows)
    await db.execute("vacuum analyze")
    return [await _applicant(id_, rows) for id_ in people]


def _vocabulary(chance: random.Random) -> list[str]:
    """So many words that no two entries are alike by chance: finding likenesses is work that the rush leaves."""
    return ["".join(chance.choice("bcdfghklmnprstvw") + chance.choice("aeiou") for _ in range(3)) for _ in range(3000)]


async def _call(now: datetime, edition: UUID, round_: UUID, scenes: list[UUID]) -> None:
    await copy(
        "edition",
        [
            {
                "id": edition, "slug": "rush", "code_prefix": "RU26", "name_en": "Climate Challenge",
                "name_zh": "气候挑战赛", "purpose_en": "Solutions that land.", "purpose_zh": "让方案落地。",
                "state": "open", "entries_numbered": 0, "is_demo": False, "created_at": now,
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
                "id": round_, "edition": edition, "city": None, "slug": "last-minute", "name_en": "Online round",
                "name_zh": "线上赛区", "stage": "online", "state": "open", "time_zone": "Asia/Shanghai",
                "opens_at": now - timedelta(days=30), "closes_at": now + timedelta(hours=1),
                "reviews_due_at": now + timedelta(days=30), "notice_days": 5,
                "blindness": "none", "judges_known": "signed", "publicity": "listed", "language": "both",
                "kinds": ["project", "solution", "product", "talent"], "quota": 20, "created_at": now,
            }
        ],
    )  # fmt: skip


def _person(now: datetime, id_: UUID, place: int) -> dict[str, Any]:
    return {
        "id": id_, "email": f"p{place}@example.org", "email_confirmed_at": now, "name": f"Person {place}",
        "locale": "zh" if place % 2 else "en", "time_zone": "Europe/Paris", "country": "FR", "organisation": None,
        "password_hash": None, "epoch": 0, "is_demo": False, "created_at": now,
    }  # fmt: skip


async def _applicant(person_id: UUID, rows: list[dict[str, Any]]) -> Applicant:
    scope: Any = {"state": {"session": session.Sessions()}}
    await session.begin(scope, person_id=person_id, epoch=0, now=clock.now().timestamp())
    cookie = session.of(scope).id or ""
    own = [(row["code"], _risks(row)) for row in rows if row["owner"] == person_id]
    return Applicant(person_id=person_id, cookie=cookie, token=signing.mac("csrf", cookie), drafts=own)


def _risks(row: dict[str, Any]) -> str:
    return str(json.loads(row["answers"])["risks"])
