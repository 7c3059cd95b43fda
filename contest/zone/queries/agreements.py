"""The register of agreements, as far as each reader may know of them."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.zone import rules
from contest.zone.queries.counterparts import acts_for_sql
from contest.zone.rules.agreements import Signatory


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement of the register. `file_state` is empty where there is no file."""

    id: UUID
    edition_id: UUID
    reference: str
    kind: str
    title_en: str
    title_zh: str
    fields: list[str]
    signed_on: date
    confidentiality: str
    file: UUID | None
    file_name: str
    file_state: str
    is_demo: bool
    is_scan_waived: bool
    parties: list[Signatory]


_PARTIES = """
(select coalesce(json_agg(json_build_object('name_en', p.name_en, 'name_zh', p.name_zh) order by p.place), '[]')
   from agreement_party p where p.agreement = a.id)
"""
_AGREEMENT = f"""
select a.id, a.edition_id, a.reference, a.kind, a.title_en, a.title_zh, a.fields, a.signed_on, a.confidentiality,
       a.file, coalesce(f.name, '') as file_name, coalesce(f.state, '') as file_state, a.is_demo,
       e.scan_waiver <> '' as is_scan_waived, {_PARTIES} as parties
  from agreement a join edition e on e.id = a.edition_id left join file f on f.id = a.file
"""  # noqa: S608 - no value is in it

# $1, $2: the editions whose register the reader reads whole; $3: the reader. Parties read their own, unless closed.
_OWN = acts_for_sql("$3", "a.edition_id", "p.organisation")
_VISIBLE = (
    "($1::bool or a.edition_id = any($2::uuid[]) or (a.confidentiality <> 'organisers' and exists"
    f" (select from agreement_party p where p.agreement = a.id and p.organisation is not null and {_OWN})))"
)


def _read(row: Any) -> Agreement:
    return Agreement(**{**row, "parties": msgspec.json.decode(row["parties"], type=list[Signatory])})


async def agreements(*, actor: Actor, edition_id: UUID) -> list[Agreement]:
    """The agreements of an edition that the actor may know of, the newest first."""
    its = rules.editions_read(actor)
    rows = await db.fetch(
        f"{_AGREEMENT} where {_VISIBLE} and a.edition_id = $4 order by a.signed_on desc, a.reference",
        its.everywhere, its.ids, actor.person_id, edition_id,
    )  # fmt: skip
    return [_read(row) for row in rows]


async def my_agreements(*, actor: Actor) -> list[Agreement]:
    """The agreements of the organisations for which the actor acts, the newest first."""
    rows = await db.fetch(
        f"{_AGREEMENT} where {_VISIBLE} order by a.signed_on desc, a.reference", False, [], actor.person_id
    )
    return [_read(row) for row in rows]


async def agreement(*, actor: Actor, agreement_id: UUID) -> Agreement:
    """One of them; else `NotFound`."""
    its = rules.editions_read(actor)
    row = await db.fetchrow(
        f"{_AGREEMENT} where {_VISIBLE} and a.id = $4", its.everywhere, its.ids, actor.person_id, agreement_id
    )
    if row is None:
        raise NotFound
    return _read(row)


INVARIANTS: dict[str, str] = {
    "an agreement has two parties or more": """
        select a.id from agreement a where (select count(*) from agreement_party p where p.agreement = a.id) < 2""",
    "an agreement belongs to an edition": """
        select a.id from agreement a where not exists (select 1 from edition e where e.id = a.edition_id)""",
}
