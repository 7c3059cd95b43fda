"""The product of a venture under two sets of rules, and what was checked of its wording."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.impact import queries as impact
from contest.impact.rules import Factor
from contest.impact.rules.footprints import Inventory
from contest.impact.service import shipped_factors
from contest.lib import db

MOST = 20


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """The newest version of an inventory."""

    number: int
    inventory: Inventory
    maker: str
    made_at: datetime


class ClaimLine(msgspec.Struct, frozen=True, kw_only=True):
    """A text that was checked, and what came of it."""

    text: str
    market: str
    audience: str
    uses_offsets: bool
    verdict: str
    made_at: datetime


class ClaimReview(msgspec.Struct, frozen=True, kw_only=True):
    """Who reviewed a rule last."""

    rule: str
    person: str
    note: str
    at: datetime


async def factors() -> dict[str, Factor]:
    """The factors that a footprint may be computed with, and those that are refused for it, by key."""
    newest = await impact.set_for(None)
    found = shipped_factors() if newest is None else newest.factors
    return {one.key: one for one in found if one.value is not None}


async def product(*, venture_id: UUID) -> Product | None:
    """The inventory of a venture; None where it has none. The caller has found the venture for the actor."""
    row = await db.fetchrow(
        "select i.number, i.content, coalesce(p.name, '') as maker, i.made_at from product_inventory i"
        " left join person p on p.id = i.made_by where i.venture = $1 order by i.number desc limit 1",
        venture_id,
    )
    if row is None:
        return None
    kept = msgspec.json.decode(row["content"], type=Inventory, strict=False)
    return Product(number=row["number"], inventory=kept, maker=row["maker"], made_at=row["made_at"])


async def claim_checks(*, venture_id: UUID) -> list[ClaimLine]:
    """What was checked of a venture's wording, the newest first. As above."""
    rows = await db.fetch(
        "select text, market, audience, uses_offsets, verdict, made_at from claim_check where venture = $1"
        " order by made_at desc, id desc limit $2",
        venture_id,
        MOST,
    )
    return [ClaimLine(**row) for row in rows]


async def claim_reviews(*, edition_id: UUID) -> dict[str, ClaimReview]:
    """By rule, who of an edition's organisers reviewed it last. For who sees a venture of it, or runs it."""
    rows = await db.fetch(
        "select distinct on (r.rule) r.rule, p.name as person, r.note, r.at from claim_review r"
        " join person p on p.id = r.person where r.edition = $1 order by r.rule, r.at desc",
        edition_id,
    )
    return {row["rule"]: ClaimReview(**row) for row in rows}
