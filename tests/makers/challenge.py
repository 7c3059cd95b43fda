"""Editions and rounds. `NOW` lies in the middle of the open round."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from contest.challenge.service.forms import give_default_forms
from contest.challenge.tables import City, Edition, Round, RulesText, Scene

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)

_next = count(1)


async def make_edition(**values: Any) -> UUID:
    n = next(_next)
    plain = {
        "slug": f"baoting-{n}",
        "code_prefix": f"T{n}",
        "name_en": "Climate Challenge (Hainan Baoting)",
        "name_zh": "气候挑战赛（海南保亭专场）",
        "purpose_en": "Climate solutions that land in Hainan.",
        "purpose_zh": "让气候方案落地海南。",
        "state": "open",
        "scan_waiver": "No scanner in this small world.",
        "scan_waived_at": NOW,
    }
    row = Edition(**(plain | values))
    await row.save()
    await give_default_forms(edition_id=UUID(str(row.id)), now=NOW)
    await RulesText(edition=row.id, number=1, body_en="Be fair.", body_zh="公平竞赛。", published_at=NOW).save()
    return UUID(str(row.id))


async def make_city(name: str = "Paris", zh: str = "巴黎", tz: str = "Europe/Paris", country: str = "FR") -> UUID:
    row = City(key=f"{name.lower()}-{next(_next)}", name_en=name, name_zh=zh, country=country, time_zone=tz)
    await row.save()
    return UUID(str(row.id))


async def make_scene(edition_id: UUID, key: str = "energy", en: str = "Energy", zh: str = "能源") -> UUID:
    row = Scene(edition=edition_id, key=key, name_en=en, name_zh=zh)
    await row.save()
    return UUID(str(row.id))


async def make_round(edition_id: UUID, **values: Any) -> UUID:
    plain = {
        "edition": edition_id,
        "slug": f"round-{next(_next)}",
        "name_en": "Paris round",
        "name_zh": "巴黎赛区",
        "state": "open",
        "time_zone": "Europe/Paris",
        "opens_at": NOW - timedelta(days=30),
        "closes_at": NOW + timedelta(days=14),
        "reviews_due_at": NOW + timedelta(days=44),
        "kinds": ["project", "solution", "product", "talent"],
    }
    row = Round(**(plain | values))
    await row.save()
    return UUID(str(row.id))
