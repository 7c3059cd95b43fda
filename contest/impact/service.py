"""Verbs on sets of emission factors."""

from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from contest.audit.service import record as write_down
from contest.impact import queries
from contest.impact.rules import COLUMNS, Factor, host_factor, may_publish, read_sheet
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7

SHIPPED = Path(__file__).with_name("factors.csv")
SHIPPED_HOST = "CN-HI"

_BEGIN = """
insert into factor_set (id, number, host, reason_en, reason_zh, published_at)
select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 from factor_set returning number
"""

_FILL = """
insert into emission_factor (id, factor_set, key, place, year, value, unit, boundary, about, publisher, published,
                             status, licence)
select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::float8[], $7::text[], $8::text[],
                     $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
"""


@cache
def shipped_factors() -> list[Factor]:
    """The factors that come with the system, each with its source."""
    return read_sheet(SHIPPED.read_text(encoding="utf-8")).factors


async def set_in_force(*, now: datetime) -> UUID:
    """The newest set; where there is none yet, the shipped one becomes the first. Part of the verb that freezes it."""
    found = await queries.newest_set()
    if found is not None:
        return found
    await db.execute("select pg_advisory_xact_lock(hashtext('factor_set'))")
    return await queries.newest_set() or await _write(SHIPPED_HOST, shipped_factors(), "", "", now)


async def publish_factors(
    *, actor: Actor, sheet: str, host: str, reason_en: str, reason_zh: str, now: datetime
) -> UUID:
    """The next set. Rounds that opened keep theirs. Only who organises the whole installation publishes one."""
    if not may_publish(actor):
        raise NotFound
    read = read_sheet(sheet)
    errors: dict[str, Lazy | str] = {}
    if read.faults:
        row, text = read.faults[0]
        errors["sheet"] = N_("Row %(row)s: %(text)s", row=row, text=text)
    elif host_factor(read.factors, host) is None:
        errors["host"] = N_("The set holds no average for this place.")
    if not reason_en.strip() and not reason_zh.strip():
        errors["reason_en"] = N_("Say why, in one language at least.")
    if errors:
        raise Invalid(fields=errors)
    await set_in_force(now=now)
    await db.execute("select pg_advisory_xact_lock(hashtext('factor_set'))")
    set_id = await _write(host, read.factors, reason_en.strip(), reason_zh.strip(), now)
    await write_down(
        actor=actor,
        action="factors.publish",
        thing="factor_set",
        thing_id=set_id,
        data={"host": host, "factors": len(read.factors)},
    )
    return set_id


async def _write(host: str, factors: list[Factor], reason_en: str, reason_zh: str, now: datetime) -> UUID:
    set_id = uuid7()
    await db.fetchval(_BEGIN, set_id, host, reason_en, reason_zh, now)
    columns = [[getattr(one, name) for one in factors] for name in COLUMNS]
    await db.execute(_FILL, [uuid7() for _ in factors], [set_id] * len(factors), *columns)
    return set_id
