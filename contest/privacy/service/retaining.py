"""What has been kept for as long as was promised goes by itself, batch by batch; a dispute holds it back."""

from datetime import datetime
from uuid import UUID

from contest.audit import service as audit
from contest.certificates import service as certificates
from contest.files import service as files
from contest.lib import clock, db, outbox, personal
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.notifications import service as notifications
from contest.privacy import queries
from contest.privacy.queries import retention as reads
from contest.privacy.rules import retention as rules
from contest.submissions import service as submissions
from contest.submissions.queries.personal import FILES_OF_ENTRIES

_SET = """
insert into retention_rule (kind, months, started_at, set_by, set_at) values ($1, $2, $3, $4, $5)
on conflict (kind) do update set months = $2, set_by = $4, set_at = $5,
   started_at = case when $3::timestamptz is null then null else coalesce(retention_rule.started_at, $3) end
"""


async def keep_for(*, actor: Actor, kind: str, months: int, starts: bool, now: datetime) -> None:
    """Say for how many months a kind of data is kept, and whether what is older goes by itself."""
    if not rules.may_keep(actor) or kind not in rules.KINDS:
        raise NotFound
    if not rules.FEWEST <= months <= rules.MOST:
        raise Invalid(
            N_("Choose from %(fewest)s to %(most)s months.", fewest=rules.FEWEST, most=rules.MOST), field="months"
        )
    await db.execute(_SET, kind, months, now if starts else None, actor.person_id, now)
    data = {"kind": kind, "months": months, "starts": starts}
    await audit.record(actor=actor, action="retention.set", thing="retention", thing_id=None, data=data)


async def hold(*, actor: Actor, code: str, reason: str, now: datetime) -> None:
    """Hold an entry back while a dispute lasts: nothing of it goes, and nobody of its team is erased."""
    if not rules.may_keep(actor):
        raise NotFound
    entry = await db.fetchval(
        "select id from submission where code in ($1::text, upper($1::text)) and erased_at is null for update",
        code.strip(),
    )
    if entry is None:
        raise Invalid(N_("There is no entry with this code."), field="code")
    if not reason or len(reason) > rules.LONGEST:
        raise Invalid(N_("Give the reason, in at most %(most)s characters.", most=rules.LONGEST), field="reason")
    if await db.fetchval("select true from retention_hold where submission = $1 and lifted_at is null", entry):
        raise Invalid(N_("This entry is held back already."), field="code")
    await db.execute(
        "insert into retention_hold (id, submission, reason, set_by, set_at) values ($1, $2, $3, $4, $5)",
        *(uuid7(), entry, reason, actor.person_id, now),
    )
    await audit.record(
        actor=actor, action="retention.hold", thing="submission", thing_id=entry, texts={"reason": reason}
    )


async def lift(*, actor: Actor, hold_id: UUID, now: datetime) -> None:
    """Let an entry go again as its kind goes."""
    if not rules.may_keep(actor):
        raise NotFound
    entry = await db.fetchval(
        "update retention_hold set lifted_at = $2, lifted_by = $3 where id = $1 and lifted_at is null"
        " returning submission",
        *(hold_id, now, actor.person_id),
    )
    if entry is None:
        raise Conflict(N_("This entry is held back no more."))
    await audit.record(actor=actor, action="retention.lift", thing="submission", thing_id=entry)


async def retain() -> int:
    """Let a batch of each started kind go; how many things. Runs by itself, inside a `work()`."""
    now, went = clock.now(), 0
    for row in await db.fetch("select kind, months from retention_rule where started_at is not null order by kind"):
        until = rules.months_before(now, row["months"])
        things = await (_letters(until) if row["kind"] == rules.MAILS else _entries(row["kind"], until, now))
        if things:
            await db.execute(
                'insert into retention_run (id, kind, at, until, "rows", things) values ($1, $2, $3, $4, $5, $6)',
                *(uuid7(), row["kind"], now, until, len(things), things),
            )
            data = {"kind": row["kind"], "until": until, "rows": len(things)}
            await audit.record(actor=SYSTEM, action="retention.run", thing="retention", thing_id=None, data=data)
        went += len(things)
    return went


async def _letters(until: datetime) -> list[UUID]:
    held = [row["person"] for row in await db.fetch(reads.HELD_PEOPLE)]
    return await notifications.forget_letters(until=until, most=rules.BATCH, besides=held)


async def _entries(kind: str, until: datetime, now: datetime) -> list[UUID]:
    """Empty entries as an erasure does, their people left as they are."""
    found = await db.fetch(
        f"select s.id, s.owner from ({reads.ENTRIES}) s join submission locked on locked.id = s.id"  # noqa: S608
        f" where s.kind = $1 and s.ended_at < $2 order by s.ended_at, s.id limit {rules.BATCH}"
        " for update of locked skip locked",
        *(kind, until),
    )
    entries = [row["id"] for row in found]
    if not entries:
        return []
    its_files = [row["file"] for row in await db.fetch(FILES_OF_ENTRIES, entries)]
    keys = await submissions.empty_entries(actor=SYSTEM, entry_ids=entries, now=now)
    await personal.erase(queries.OF_ENTRIES, *{row["owner"] for row in found})
    if kind == rules.AWARDED:
        await certificates.forget_of_entries(actor=SYSTEM, entry_ids=entries, now=now)
    kept = [row["file"] for row in await db.fetch(queries.FILES_IN_USE)]
    await files.forget(owner_id=None, besides=its_files, kept=kept)
    await outbox.emit("entries.emptied", keys=keys)
    return entries
