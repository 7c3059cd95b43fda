"""The roadmap of the bench: three nodes, towards each of which 100 published ventures with figures count."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts.rules.consents import PUBLIC_PAGE
from contest.impact.rules import Inputs, Ranged, Side, record
from contest.impact.service import shipped_factors
from contest.lib import db
from contest.lib.ids import uuid7
from tests.bench.copying import copy

LINKED = 100


async def draw_roadmap(now: datetime, edition: UUID, ventures: list[dict[str, Any]]) -> UUID:
    """The rows of it; the id of one node."""
    first, nodes = ventures[:LINKED], [uuid7() for _ in range(3)]
    await copy(
        "roadmap_node",
        [
            {"id": node, "edition": edition, "year": year, "title_en": "A node", "title_zh": "节点", "about_en": "",
             "about_zh": "", "created_at": now}
            for node, year in zip(nodes, (now.year, now.year + 2, 2040), strict=True)
        ],
    )  # fmt: skip
    await copy(
        "node_venture",
        [
            {"id": uuid7(), "node": node, "venture": one["id"], "linked_by": None, "linked_at": now}
            for node in nodes
            for one in first
        ],
    )
    await copy(
        "venture_place",
        [
            {"id": uuid7(), "venture": one["id"], "kind": "landed", "place_en": f"Town {place % 10}", "place_zh": "镇",
             "country": "CN", "latitude": Decimal("18.60") + Decimal(place % 10) / 100, "longitude": Decimal("109.70"),
             "partner_en": "", "partner_zh": "", "names_partner": False, "since_on": date(now.year, 1, 1),
             "evidence": None, "added_by": None, "added_at": now}
            for place, one in enumerate(first)
        ],
    )  # fmt: skip
    await copy(
        "venture_publicity",
        [
            {"id": uuid7(), "venture": one["id"], "shows_place": True, "shows_figures": True, "said_by": None,
             "said_at": now}
            for one in first
        ],
    )  # fmt: skip
    await _figures([one["version"] for one in first])
    await _agree(now, [one["submission"] for one in first])
    return nodes[1]


async def _figures(versions: list[UUID]) -> None:
    """Each entry planned something else, as entries do."""
    factors = shipped_factors()
    for place, version in enumerate(versions):
        inputs = Inputs(
            baseline=Side(other_kgco2e=Ranged.within(890 + place, 0.1)),
            solution=Side(other_kgco2e=Ranged.within(610, 0.2)), units_added_by_year=(100.0,) * 5, lifetime_years=10,
        )  # fmt: skip
        kept = record(inputs, factors, factor_set="bench", place="CN-HI", country="CN")
        await db.execute(
            "update submission_version set content = jsonb_set(content, '{impact}', $2::jsonb) where id = $1",
            version, msgspec.json.encode(kept).decode(),
        )  # fmt: skip


async def _agree(now: datetime, submissions: list[UUID]) -> None:
    text = uuid7()
    await db.execute(
        "insert into consent_text (id, purpose, number, body_en, body_zh, reason_en, reason_zh, ends_earlier,"
        " created_at, published_at) values ($1, $2, 1, 'x', 'x', '', '', false, $3, $3)",
        text, PUBLIC_PAGE, now,
    )  # fmt: skip
    people = await db.fetch("select distinct owner from submission where id = any($1::uuid[])", submissions)
    await copy(
        "consent",
        [
            {"id": uuid7(), "person": row["owner"], "purpose": PUBLIC_PAGE, "place": "", "version": text,
             "locale": "en", "origin": "", "given_at": now, "ended_at": None, "ended_by": ""}
            for row in people
        ],
    )  # fmt: skip
