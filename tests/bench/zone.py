"""A register of the bench: 60 needs and 40 counterparts, each with somebody who acts for it."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from contest.lib.ids import uuid7
from tests.bench.copying import copy

NEEDS, COUNTERPARTS = 60, 40
SCENES = ("energy", "transport", "building", "circular", "industry")


class Register(Struct, kw_only=True):
    """Ids that the bench asks for."""

    need: UUID
    counterpart: UUID


async def keep_register(now: datetime, edition: UUID) -> Register:
    """Rows of the register of an edition."""
    await copy(
        "zone_scene",
        [
            {"id": uuid7(), "edition_id": edition, "key": key, "name_en": key.title(), "name_zh": "场景", "same_as": [],
             "position": place}
            for place, key in enumerate(SCENES)
        ],
    )  # fmt: skip
    bodies = [uuid7() for _ in range(COUNTERPARTS)]
    await copy(
        "organisation",
        [
            {"id": body, "name_en": f"Counterpart {n}", "name_zh": f"对接方{n}", "country": "FR", "email_domain": "",
             "is_demo": False, "created_at": now}
            for n, body in enumerate(bodies)
        ],
    )  # fmt: skip
    counterparts = [
        {"id": uuid7(), "edition_id": edition, "organisation": body, "kind": "investor", "about_en": "", "about_zh": "",
         "languages": ["en"], "is_named": True, "is_demo": False, "created_at": now, "left_at": None}
        for body in bodies
    ]  # fmt: skip
    await copy("counterpart", counterparts)
    needs = [_need(now, edition, bodies[place % COUNTERPARTS], place) for place in range(NEEDS)]
    await copy("need", needs)
    return Register(need=needs[0]["id"], counterpart=counterparts[0]["id"])  # type: ignore[arg-type]


def _need(now: datetime, edition: UUID, owner: UUID, place: int) -> dict[str, object]:
    return {
        "id": uuid7(), "edition_id": edition, "reference": f"N-{place:02d}", "owner": owner, "kind": "thesis",
        "title_en": f"Cooling {place}", "title_zh": f"制冷{place}", "about_en": "We look for cooling.", "about_zh": "",
        "scenes": [SCENES[place % 5]], "entry_kinds": ["project"], "least_trl": 4 + place % 4,
        "least_cny": Decimal(1_000_000), "most_cny": Decimal(20_000_000), "invested_cny": None, "place_en": "",
        "place_zh": "", "countries": [], "languages": ["en"], "keywords": ["cooling", "制冷"], "exclusions": [],
        "within_months": 12, "capacity": None, "state": "open", "publicity": "named", "shows_money": True,
        "due_on": None, "is_demo": False, "created_at": now, "changed_at": now, "opened_at": now,
    }  # fmt: skip
