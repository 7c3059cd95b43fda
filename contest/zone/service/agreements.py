"""Verbs on the register of agreements."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from asyncpg import UniqueViolationError

from contest.audit.service import record
from contest.files import rules as file_rules
from contest.files import service as files
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.zone import queries, rules
from contest.zone.rules.agreements import AgreementPlan, agreement_faults

KINDS = ("pdf", "image")
MOST_BYTES = 20 * file_rules.MEGABYTE

_SAVE = """
insert into agreement (id, edition_id, reference, kind, title_en, title_zh, fields, signed_on, confidentiality, is_demo,
                       recorded_by, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (id) do update set reference = $3, kind = $4, title_en = $5, title_zh = $6, fields = $7, signed_on = $8,
                               confidentiality = $9
"""

# A party is the organisation of a counterpart of this edition that has one of its names.
_PARTIES = """
insert into agreement_party (id, agreement, place, name_en, name_zh, organisation)
select p.id, $1, p.place, p.name_en, p.name_zh,
       (select c.organisation from counterpart c join organisation o on o.id = c.organisation
         where c.edition_id = $2 and ((p.name_en <> '' and lower(o.name_en) = lower(p.name_en))
                                   or (p.name_zh <> '' and o.name_zh = p.name_zh))
         order by c.created_at limit 1)
  from unnest($3::uuid[], $4::text[], $5::text[]) with ordinality as p(id, name_en, name_zh, place)
"""


async def save_agreement(
    *, actor: Actor, edition_id: UUID, plan: AgreementPlan, agreement_id: UUID | None = None, now: datetime
) -> UUID:
    """An agreement of the register, new or changed; by who organises the edition or a round of it."""
    if not rules.may_read(actor, edition_id=edition_id):
        raise NotFound
    if agreement_id is not None:
        found = await queries.agreement(actor=actor, agreement_id=agreement_id)
        if found.edition_id != edition_id:
            raise NotFound
    if faults := agreement_faults(plan, today=now.date()):
        raise Invalid(fields=faults)
    made = agreement_id or uuid7()
    try:
        await db.execute(
            _SAVE, made, edition_id, plan.reference.strip(), plan.kind, plan.title_en.strip(), plan.title_zh.strip(),
            plan.fields, plan.signed_on, plan.confidentiality, actor.is_demo, actor.person_id, now,
        )  # fmt: skip
    except UniqueViolationError as error:
        raise Invalid(N_("There is one with this reference already."), field="reference") from error
    await db.execute("delete from agreement_party where agreement = $1", made)
    await db.execute(
        _PARTIES, made, edition_id, [uuid7() for _ in plan.parties], [one.name_en for one in plan.parties],
        [one.name_zh for one in plan.parties],
    )  # fmt: skip
    data = {"edition": edition_id, "kind": plan.kind, "confidentiality": plan.confidentiality}
    texts = {name: text for name in ("title_en", "title_zh") if (text := getattr(plan, name))}
    await record(actor=actor, action="agreement.save", thing="agreement", thing_id=made, data=data, texts=texts)
    return made


async def add_agreement_file(
    *, actor: Actor, agreement_id: UUID, name: str, declared_size: int, chunks: AsyncIterator[bytes], now: datetime
) -> None:
    """The signed document; it takes the place of an earlier one. Opens its own `work()`s, around the bytes."""
    async with db.work():
        found = await queries.agreement(actor=actor, agreement_id=agreement_id)
        if not rules.may_read(actor, edition_id=found.edition_id):
            raise NotFound
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
