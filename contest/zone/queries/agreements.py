"""The register of agreements, as far as each reader may know of them."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.zone import rules
from contest.zone.queries.counterparts import acts_for_sql
from contest.zone.rules.agreements import CLOSED, Signatory


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement of the register. `file_state` is empty where there is no file."""

    id: UUID
    edition_id: UUID
    round_id: UUID | None
    recorded_by: UUID | None
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

    def is_kept_by(self, actor: Actor) -> bool:
        """Whether the actor may change it: a party only reads it."""
        return rules.may_keep(
            actor, edition_id=self.edition_id, round_id=self.round_id, recorded_by=self.recorded_by,
            is_closed=self.confidentiality == CLOSED,
        )  # fmt: skip


_PARTIES = """
(select coalesce(json_agg(json_build_object('name_en', p.name_en, 'name_zh', p.name_zh,
                                            'organisation', p.organisation) order by p.place), '[]')
   from agreement_party p where p.agreement = a.id)
"""
_AGREEMENT = f"""
select a.id, a.edition_id, a.round_id, a.recorded_by, a.reference, a.kind, a.title_en, a.title_zh, a.fields,
       a.signed_on, a.confidentiality, a.file, a.is_demo, coalesce(f.name, '') as file_name,
       coalesce(f.state, '') as file_state, e.scan_waiver <> '' as is_scan_waived, {_PARTIES} as parties
  from agreement a join edition e on e.id = a.edition_id left join file f on f.id = a.file
"""  # noqa: S608 - no value is in it

# $1 to $5: what `rules.agreements_kept` says of the reader $6. Parties, by the organisation for which they act, read
# their own unless it is closed.
_KEPT = f"""
($1::bool or a.edition_id = any($2::uuid[]) or (a.edition_id = any($5::uuid[]) and a.recorded_by = $6)
 or (a.confidentiality <> '{CLOSED}' and (a.round_id = any($3::uuid[])
                                          or (a.round_id is not null and a.edition_id = any($4::uuid[])))))
"""
_OWN = (
    f"(a.confidentiality <> '{CLOSED}' and exists (select from agreement_party p where p.agreement = a.id"
    f" and p.organisation is not null and {acts_for_sql('$6', 'a.edition_id', 'p.organisation')}))"
)


_NAMES = _PARTIES.replace("p.organisation", "null")


_KNOWN = f"""
select a.id, a.kind, a.title_en, a.title_zh, a.fields, a.signed_on, {_NAMES} as parties from agreement a
"""  # noqa: S608 - no value is in it


def _signatories(text: str) -> list[Signatory]:
    return msgspec.json.decode(text, type=list[Signatory])


def _read(row: Any) -> Agreement:
    return Agreement(**{**row, "parties": _signatories(row["parties"])})


def _reader(actor: Actor) -> tuple[bool, list[UUID], list[UUID], list[UUID], list[UUID], UUID | None]:
    its = rules.agreements_kept(actor)
    return its.everywhere, its.editions, its.rounds, its.rounds_of, its.own_in, actor.person_id


async def agreements(*, actor: Actor, edition_id: UUID) -> list[Agreement]:
    """The agreements of an edition that the actor keeps or is a party of, the newest first."""
    rows = await db.fetch(
        f"{_AGREEMENT} where ({_KEPT} or {_OWN}) and a.edition_id = $7 order by a.signed_on desc, a.reference",
        *_reader(actor),
        edition_id,
    )
    return [_read(row) for row in rows]


async def my_agreements(*, actor: Actor) -> list[Agreement]:
    """The agreements of the organisations for which the actor acts, the newest first."""
    rows = await db.fetch(
        f"{_AGREEMENT} where {_KEPT} or {_OWN} order by a.signed_on desc, a.reference",
        False, [], [], [], [], actor.person_id,
    )  # fmt: skip
    return [_read(row) for row in rows]


async def agreements_of_parties(*, ids: Collection[UUID]) -> list[Agreement]:
    """Those that are not closed, the newest first. Asks nobody: the caller's slice has found the reader among the
    people of a party that is no counterpart."""
    rows = await db.fetch(
        f"{_AGREEMENT} where a.id = any($1::uuid[]) and a.confidentiality <> '{CLOSED}'"
        " order by a.signed_on desc, a.reference",
        list(ids),
    )
    return [_read(row) for row in rows]


async def agreement(*, actor: Actor, agreement_id: UUID) -> Agreement:
    """One of them; else `NotFound`."""
    row = await db.fetchrow(f"{_AGREEMENT} where ({_KEPT} or {_OWN}) and a.id = $7", *_reader(actor), agreement_id)
    if row is None:
        raise NotFound
    return _read(row)


class KnownAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody may know of an agreement; its document is for its parties and the organisers."""

    id: UUID
    kind: str
    title_en: str
    title_zh: str
    fields: list[str]
    signed_on: date
    parties: list[Signatory]


async def known_agreements(*, of: UUID) -> list[KnownAgreement]:
    """The agreements of which everybody may know, `of` an edition or signed at a round, the newest first. Public."""
    rows = await db.fetch(
        f"{_KNOWN} where $1 in (a.edition_id, a.round_id) and a.confidentiality = 'public'"
        " order by a.signed_on desc, a.reference",
        of,
    )
    return [KnownAgreement(**{**row, "parties": _signatories(row["parties"])}) for row in rows]


INVARIANTS: dict[str, str] = {
    "an agreement has two parties or more": """
        select a.id from agreement a where (select count(*) from agreement_party p where p.agreement = a.id) < 2""",
    "an agreement belongs to an edition": """
        select a.id from agreement a where not exists (select 1 from edition e where e.id = a.edition_id)""",
}
