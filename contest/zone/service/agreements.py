"""Verbs on the register of agreements."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from uuid import UUID

from asyncpg import UniqueViolationError
from msgspec import structs

from contest.audit.service import record
from contest.files import rules as file_rules
from contest.files import service as files
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.zone import queries, rules
from contest.zone.rules.agreements import AgreementPlan, Signatory, agreement_faults

KINDS = ("pdf", "image")
TAKEN = N_("There is one with this reference already.")
MOST_BYTES = 20 * file_rules.MEGABYTE

_SAVE = """
insert into agreement (id, edition_id, reference, kind, title_en, title_zh, fields, signed_on, confidentiality, is_demo,
                       recorded_by, recorded_at, round_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (id) do update set reference = $3, kind = $4, title_en = $5, title_zh = $6, fields = $7, signed_on = $8,
                               confidentiality = $9
"""

_PARTIES = """
insert into agreement_party (id, agreement, place, name_en, name_zh, organisation)
select p.id, $1, p.place, p.name_en, p.name_zh, p.organisation
  from unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[]) with ordinality
    as p(id, name_en, name_zh, organisation, place)
"""


async def save_agreement(
    *,
    actor: Actor,
    edition_id: UUID,
    plan: AgreementPlan,
    agreement_id: UUID | None = None,
    wrong: Mapping[str, Lazy | str] | None = None,
    now: datetime,
) -> UUID:
    """An agreement of the register, new or changed; by who keeps it. A new one is of a round that the actor organises,
    or, of who organises the edition, of none. `Invalid` names everything that is wrong, `wrong` (what could not even
    be read) with it."""
    if not rules.may_read(actor, edition_id=edition_id):
        raise NotFound
    found = None if agreement_id is None else await agreement_to_keep(actor=actor, agreement_id=agreement_id)
    if found is not None and found.edition_id != edition_id:
        raise NotFound
    parties, faults = await _parties(actor, edition_id, plan, found)
    faults |= {} if found is not None else await _round_faults(actor, edition_id, plan.round_id)
    made = agreement_id or uuid7()
    faults |= await _reference_faults(edition_id, plan.reference, made)
    faults = agreement_faults(structs.replace(plan, parties=parties), today=now.date()) | faults | dict(wrong or {})
    if faults:
        raise Invalid(fields=faults)
    try:
        await db.execute(
            _SAVE, made, edition_id, plan.reference.strip(), plan.kind, plan.title_en.strip(), plan.title_zh.strip(),
            plan.fields, plan.signed_on, plan.confidentiality, actor.is_demo, actor.person_id, now, plan.round_id,
        )  # fmt: skip
    except UniqueViolationError as error:  # recorded by somebody else at the same moment
        raise Invalid(fields={"reference": TAKEN}) from error
    await db.execute("delete from agreement_party where agreement = $1", made)
    columns = ([getattr(one, name) for one in parties] for name in ("name_en", "name_zh", "organisation"))
    await db.execute(_PARTIES, made, [uuid7() for _ in parties], *columns)
    data = {"edition": edition_id, "kind": plan.kind, "confidentiality": plan.confidentiality}
    texts = {name: text for name in ("title_en", "title_zh") if (text := getattr(plan, name))}
    await record(actor=actor, action="agreement.save", thing="agreement", thing_id=made, data=data, texts=texts)
    return made


async def _reference_faults(edition_id: UUID, reference: str, agreement_id: UUID) -> dict[str, Lazy | str]:
    taken = await db.fetchval(
        "select exists (select from agreement where edition_id = $1 and reference = $2 and id <> $3)",
        edition_id,
        reference.strip(),
        agreement_id,
    )
    return {"reference": TAKEN} if taken else {}


async def agreement_to_keep(*, actor: Actor, agreement_id: UUID) -> queries.Agreement:
    """An agreement that the actor may change; else, as to a party, `NotFound`."""
    found = await queries.agreement(actor=actor, agreement_id=agreement_id)
    if not found.is_kept_by(actor):
        raise NotFound
    return found


async def _parties(
    actor: Actor, edition_id: UUID, plan: AgreementPlan, before: queries.Agreement | None
) -> tuple[list[Signatory], dict[str, Lazy | str]]:
    """The parties, each counterpart that was only chosen with its own names; one that is none here is a fault."""
    known = {one.organisation: one for one in await queries.counterparts(actor=actor, edition_id=edition_id)}
    kept = {one.organisation for one in before.parties} if before is not None else set()  # of one that left too
    made = []
    for one in plan.parties:
        body = None if one.organisation is None else known.get(one.organisation)
        if one.organisation is not None and body is None and one.organisation not in kept:
            return plan.parties, {"parties": N_("Choose one of the answers offered.")}
        is_named = bool(one.name_en or one.name_zh)
        made.append(one if is_named or body is None else Signatory(
            name_en=body.name_en, name_zh=body.name_zh, organisation=body.organisation
        ))  # fmt: skip
    return made, {}


async def _round_faults(actor: Actor, edition_id: UUID, round_id: UUID | None) -> dict[str, Lazy | str]:
    is_there = round_id is None or await db.fetchval(
        "select exists (select from round where id = $1 and edition = $2)", round_id, edition_id
    )
    if is_there and rules.organises_round(actor, edition_id=edition_id, round_id=round_id):
        return {}
    return {"round": N_("Choose a round that you organise.")}


async def place_agreement(*, actor: Actor, agreement_id: UUID, round_id: UUID) -> None:
    """An agreement was signed at this round, which the caller has asked for: its organisers keep it from now on."""
    await agreement_to_keep(actor=actor, agreement_id=agreement_id)
    await db.execute("update agreement set round_id = $2 where id = $1", agreement_id, round_id)


async def add_agreement_file(
    *, actor: Actor, agreement_id: UUID, name: str, declared_size: int, chunks: AsyncIterator[bytes], now: datetime
) -> None:
    """The signed document; it takes the place of an earlier one. Opens its own `work()`s, around the bytes."""
    async with db.work():
        found = await agreement_to_keep(actor=actor, agreement_id=agreement_id)
        terms = file_rules.Terms(
            kinds=file_rules.kinds_of(KINDS), most_bytes=MOST_BYTES, is_scan_waived=found.is_scan_waived
        )
        announced = await files.announce(
            actor=actor, purpose="agreement", name=name, declared_size=declared_size, terms=terms, now=now
        )
        await db.execute("update agreement set file = $2 where id = $1", agreement_id, announced.id)
        data = {"file": announced.id}
        await record(actor=actor, action="agreement.file", thing="agreement", thing_id=agreement_id, data=data)
    await files.receive(actor=actor, file_id=announced.id, chunks=chunks, now=now, exact_size=False)
