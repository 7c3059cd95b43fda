"""Issuing what a decision earns."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.certificates import queries
from contest.certificates.queries import Item
from contest.certificates.rules import issue
from contest.lib import db, outbox
from contest.lib.actor import SYSTEM, Actor
from contest.lib.ids import secret_code, uuid7


async def issue_for_decision(*, actor: Actor = SYSTEM, decision_id: UUID, now: datetime) -> list[UUID]:
    """Issue what a final decision earns, and return the ids of what is new: a second run makes nothing.

    A decision that is not final, or no longer, earns nothing. Call it inside a `work()`.
    """
    state = await db.fetchval("select state from decision where id = $1 for share", decision_id)
    if state != "final":
        return []
    made = []
    for item in await queries.items(decision_id=decision_id, issued_at=now):
        # Numbers of an edition are given one after the other: two rounds may be decided in the same moment.
        await db.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"certificate:{item.edition_id}")
        for kind, person_id in issue.recipients(
            outcome=item.outcome,
            submission_state=item.submission_state,
            owner_id=item.owner_id,
            member_ids=[member_id for member_id, _ in item.members],
        ):
            if (new := await _issue(item, kind, person_id, now)) is not None:
                await record(actor=actor, action="certificate.issue", thing="certificate", thing_id=new)
                made.append(new)
    for at in range(0, len(made), issue.SERIES):
        await outbox.emit("certificates.issued", certificate_ids=made[at : at + issue.SERIES])
    return made


_NEXT = """
select 1 + coalesce(max(substring(c.number from '[0-9]+$')::int), 0)
  from certificate c join submission s on s.id = c.submission where s.edition = $1
"""

_INSERT = """
insert into certificate
    (id, code, number, version, item, submission, recipient_id, kind, state, data, key, is_demo, issued_at, design)
values ($1, $2, $3, 1, $4, $5, $6, $7, 'issued', $8::jsonb, $9, $10, $11,
        (select id from edition_design where edition = $12 order by version desc limit 1))
on conflict (item, kind, recipient_id, version) do nothing returning id
"""


async def _issue(item: Item, kind: str, person_id: UUID, now: datetime) -> UUID | None:
    sequence = await db.fetchval(_NEXT, item.edition_id)
    award = msgspec.structs.replace(item.award, name=dict(item.members).get(person_id, item.award.name))
    code = secret_code(issue.CODE_LETTERS)
    new: UUID | None = await db.fetchval(
        _INSERT,
        uuid7(),
        code,
        issue.number(item.code_prefix, sequence),
        item.id,
        item.submission_id,
        person_id,
        kind,
        msgspec.json.encode(award).decode(),
        issue.storage_key(code),
        item.is_demo,
        now,
        item.edition_id,
    )
    return new
