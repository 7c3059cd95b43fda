"""Running a batch: stopped, taken up again, issued anew in another design."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.certificates.queries import batches
from contest.certificates.rules import issue, kinds
from contest.certificates.service.issuing import ask_files
from contest.challenge.rules import may_organise
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import secret_code, uuid7


async def choose_kinds(*, actor: Actor, edition_id: UUID, chosen: list[str], now: datetime) -> None:
    """Say which kinds the final decisions of an edition issue from now on; awards are always issued."""
    if not may_organise(actor, edition_id=edition_id):
        raise NotFound
    if not set(chosen) <= set(kinds.BY_DECISION):
        raise Invalid(field="kinds", message=N_("Choose among these."))
    await db.execute(
        "insert into edition_certificates (edition, kinds, changed_by, changed_at) values ($1, $2, $3, $4)"
        " on conflict (edition) do update set kinds = excluded.kinds, changed_by = $3, changed_at = $4",
        edition_id,
        chosen,
        actor.person_id,
        now,
    )
    await record(actor=actor, action="certificate.kinds", thing="edition", thing_id=edition_id, data={"kinds": chosen})


async def stop_batch(*, actor: Actor, batch_id: UUID, now: datetime) -> None:
    """Make no more of its files: what is being made in this moment is still kept."""
    await batches.batch_to_run(actor=actor, batch_id=batch_id)
    await db.execute("update issued_batch set stopped_at = $2 where id = $1 and stopped_at is null", batch_id, now)
    await record(actor=actor, action="certificate.stop", thing="issued_batch", thing_id=batch_id)


async def resume_batch(*, actor: Actor, batch_id: UUID) -> None:
    """Make what is not made yet, and try again what could not be."""
    await batches.batch_to_run(actor=actor, batch_id=batch_id)
    await db.execute("update issued_batch set stopped_at = null, warned_at = null where id = $1", batch_id)
    rows = await db.fetch(
        "update certificate set trouble = '' where batch = $1 and sha256 is null and state = 'issued'"
        " and erased_at is null"
        " returning id, recipient_id, number",
        batch_id,
    )
    rows.sort(key=lambda row: row["number"])
    await ask_files([row["id"] for row in rows], [row["recipient_id"] for row in rows])
    await record(actor=actor, action="certificate.resume", thing="issued_batch", thing_id=batch_id)


_OUTDATED = """
select c.id, c.recipient_id from certificate c
 where c.batch = $1 and c.state = 'issued' and c.erased_at is null and c.design is distinct from
       (select g.id from edition_design g where g.edition = c.edition order by g.version desc limit 1)
 order by c.number for update
"""

_AGAIN = """
with gone as (
    update certificate c set state = 'replaced', ended_at = $2 from unnest($3::uuid[]) as o (id)
     where c.id = o.id returning c.id)
insert into certificate
    (id, code, number, version, edition, round, batch, basis_id, item, submission, recipient_id, kind, is_team, state,
     data, key, is_demo, issued_at, design)
select n.id, n.code, c.number, c.version + 1, c.edition, c.round, $1, c.basis_id, c.item, c.submission, c.recipient_id,
       c.kind, c.is_team, 'issued', c.data, n.key, c.is_demo, $2,
       (select g.id from edition_design g where g.edition = c.edition order by g.version desc limit 1)
  from gone join unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[]) as n (old, id, code, key) on n.old = gone.id
  join certificate c on c.id = n.old
"""


async def reissue_batch(*, actor: Actor, batch_id: UUID, now: datetime) -> UUID:
    """Replace each certificate of a batch that holds and is in an older design by one in the newest, as a new batch.

    Numbers stay, versions go up, every holder is told. `Conflict` where none is in an older design.
    """
    found = await batches.batch_to_run(actor=actor, batch_id=batch_id)
    if not may_organise(actor, edition_id=found.edition_id):
        raise NotFound
    rows = await db.fetch(_OUTDATED, batch_id)
    if not rows:
        raise Conflict(N_("All certificates of this batch that hold are in the newest design already."))
    made = uuid7()
    await db.execute(
        "insert into issued_batch (id, edition, round, cause, made_by, made_at) values ($1, $2, $3, 'reissue', $4, $5)",
        made,
        found.edition_id,
        found.round_id,
        actor.person_id,
        now,
    )
    ids, codes = [uuid7() for _ in rows], [secret_code(issue.CODE_LETTERS) for _ in rows]
    keys = [issue.storage_key(code) for code in codes]
    await db.execute(_AGAIN, made, now, [row["id"] for row in rows], ids, codes, keys)
    data = {"from": batch_id, "certificates": ids}
    await record(actor=actor, action="certificate.reissue", thing="issued_batch", thing_id=made, data=data)
    await ask_files(ids, [row["recipient_id"] for row in rows])
    return made
