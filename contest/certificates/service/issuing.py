"""Issuing what was earned: by a decision, by a role, by landing."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.certificates.queries import earned
from contest.certificates.queries.earned import Earned, Occasion
from contest.certificates.rules import issue
from contest.challenge.rules import may_organise
from contest.lib import db, outbox
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import NotFound
from contest.lib.ids import secret_code, uuid7


async def issue_for_decision(*, actor: Actor = SYSTEM, decision_id: UUID, now: datetime) -> list[UUID]:
    """Issue what a final decision earns, and return the ids of what is new: a second run makes nothing.

    A decision that is not final, or no longer, earns nothing. Call it inside a `work()`.
    """
    state = await db.fetchval("select state from decision where id = $1 for share", decision_id)
    if state != "final":
        return []
    return await _issue(actor, *await earned.by_decision(decision_id=decision_id, at=now), cause="decision", now=now)


async def issue_for_partners(*, actor: Actor, edition_id: UUID, now: datetime) -> list[UUID]:
    """Issue what the partners of an edition have not got yet. `NotFound` for who does not organise all of it."""
    if not may_organise(actor, edition_id=edition_id):
        raise NotFound
    return await _issue(actor, *await earned.by_partnership(edition_id=edition_id, at=now), cause="role", now=now)


async def issue_for_mentors(*, actor: Actor, edition_id: UUID, now: datetime) -> list[UUID]:
    """The same for the mentors of an edition who noted a session."""
    if not may_organise(actor, edition_id=edition_id):
        raise NotFound
    return await _issue(actor, *await earned.by_mentors(edition_id=edition_id, at=now), cause="role", now=now)


async def issue_for_landing(*, actor: Actor = SYSTEM, venture_id: UUID, now: datetime) -> list[UUID]:
    """Issue what a venture earns once it is registered; nothing where it is not, or has it."""
    found = await earned.by_landing(venture_id=venture_id, at=now)
    return [] if found is None else await _issue(actor, *found, cause="landing", now=now)


_TAKEN = """
select basis_id, kind, recipient_id, is_team from certificate where edition = $1 and basis_id = any($2::uuid[])
"""

_BATCH = """
insert into issued_batch (id, edition, round, decision, cause, made_by, made_at)
values ($1, $2, $3, $4, $5, $6, $7)
"""

_NEXT = "select 1 + coalesce(max(substring(number from '[0-9]+$')::int), 0) from certificate where edition = $1"

_INSERT = """
insert into certificate
    (id, code, number, version, edition, round, batch, basis_id, item, submission, recipient_id, kind, is_team, state,
     data, key, is_demo, issued_at, design)
select n.id, n.code, n.number, 1, $1, $2, $3, n.basis_id, n.item, n.submission, n.person, n.kind, n.is_team, 'issued',
       n.data::jsonb, n.key, $4, $5, (select id from edition_design where edition = $1 order by version desc limit 1)
  from unnest($6::uuid[], $7::text[], $8::text[], $9::uuid[], $10::uuid[], $11::uuid[], $12::uuid[], $13::text[],
              $14::bool[], $15::text[], $16::text[])
    as n (id, code, number, basis_id, item, submission, person, kind, is_team, data, key)
"""


async def _issue(actor: Actor, occasion: Occasion, lines: list[Earned], *, cause: str, now: datetime) -> list[UUID]:
    # Numbers of an edition are given one after the other: two rounds may be decided in the same moment.
    await db.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"certificate:{occasion.edition_id}")
    rows = await db.fetch(_TAKEN, occasion.edition_id, list({one.basis_id for one in lines}))
    taken = {tuple(row.values()) for row in rows}
    new = [one for one in lines if (one.basis_id, one.kind, one.person_id, one.is_team) not in taken]
    if not new:
        return []
    batch_id, ids = uuid7(), [uuid7() for _ in new]
    await db.execute(
        _BATCH, batch_id, occasion.edition_id, occasion.round_id, occasion.decision_id, cause, actor.person_id, now
    )
    first = await db.fetchval(_NEXT, occasion.edition_id)
    codes = [secret_code(issue.CODE_LETTERS) for _ in new]
    await db.execute(
        _INSERT,
        occasion.edition_id,
        occasion.round_id,
        batch_id,
        occasion.is_demo,
        now,
        ids,
        codes,
        [issue.number(occasion.code_prefix, first + place) for place in range(len(new))],
        [one.basis_id for one in new],
        [one.item_id for one in new],
        [one.submission_id for one in new],
        [one.person_id for one in new],
        [one.kind for one in new],
        [one.is_team for one in new],
        [msgspec.json.encode(one.award).decode() for one in new],
        [issue.storage_key(code) for code in codes],
    )
    for made in ids:
        await record(
            actor=actor, action="certificate.issue", thing="certificate", thing_id=made, data={"batch": batch_id}
        )
    await ask_files(ids, [one.person_id for one in new])
    return ids


async def ask_files(certificate_ids: list[UUID], holder_ids: list[UUID]) -> None:
    """Have the files of issued certificates made, a series a job."""
    for some in issue.series(holder_ids):
        await outbox.emit("certificates.issued", certificate_ids=certificate_ids[some])
