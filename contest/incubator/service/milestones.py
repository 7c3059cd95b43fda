"""Verbs on milestones: planned, moved with a reason, handed in with documents, accepted or returned."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.incubator import queries, rules
from contest.incubator.rules.milestones import (
    OPEN,
    MilestonePlan,
    Move,
    decide_faults,
    drop_faults,
    move_faults,
    plan_faults,
    submit_faults,
)
from contest.incubator.service.holding import checked_files, hold, hold_led
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

_MOVED_ON = N_("This milestone has moved on in the meantime: look at it again.")


async def plan_milestones(
    *, actor: Actor, venture_ids: Sequence[UUID], plan: MilestonePlan, now: datetime
) -> list[UUID]:
    """The same milestone for each of these ventures, or for none where one cannot have it; their ids."""
    if not venture_ids:
        raise Invalid(N_("Choose a venture first."), field="ventures")
    made = []
    for venture_id in sorted(set(venture_ids)):
        found, own = await hold_led(actor, venture_id), uuid7()
        await _check(found, own, plan, owned_by=None)
        await db.execute(
            "insert into milestone (id, venture, title, deliverable, due_on, owner, after, state, note, created_at,"
            " changed_at) values ($1, $2, $3, $4, $5, $6, $7, 'planned', '', $8, $8)",
            own, venture_id, plan.title, plan.deliverable, plan.due_on, plan.owner, plan.after, now,
        )  # fmt: skip
        await _note(actor, venture_id, own, "planned", now)
        made.append(own)
    return made


async def change_milestone(*, actor: Actor, milestone_id: UUID, plan: MilestonePlan, now: datetime) -> None:
    """What is to be delivered, by whom and after what; its day stays: that moves with a reason."""
    line, found = await _hold(actor, milestone_id)
    if line.state not in OPEN:
        raise Conflict(_MOVED_ON)
    plan = msgspec.structs.replace(plan, due_on=line.due_on)
    await _check(found, milestone_id, plan, owned_by=line.owner)
    await db.execute(
        "update milestone set title = $2, deliverable = $3, owner = $4, after = $5, changed_at = $6 where id = $1",
        milestone_id, plan.title, plan.deliverable, plan.owner, plan.after, now,
    )  # fmt: skip
    data = {"milestone": milestone_id, "owner": plan.owner, "after": plan.after}
    texts = {"title": plan.title} | ({"deliverable": plan.deliverable} if plan.deliverable else {})
    await record(actor=actor, action="milestone.change", thing="venture", thing_id=found.id, data=data, texts=texts)


async def move_milestones(*, actor: Actor, milestone_ids: Sequence[UUID], move: Move, now: datetime) -> None:
    """Open milestones go to another day, all of them or none."""
    if faults := move_faults(move):
        raise Invalid(fields=faults)
    for line, found in await _hold_all(actor, milestone_ids):
        to = move.from_day(line.due_on)
        if line.state not in OPEN:
            raise Conflict(_MOVED_ON)
        if to is None:
            raise Invalid(N_("This is beyond the last day that there is."), field="days")
        if to < found.awarded_on:
            day = found.awarded_on.isoformat()
            raise Invalid(N_("This is before the award of %(day)s.", day=day), field="to")
        if to != line.due_on:
            await db.execute("update milestone set due_on = $2, changed_at = $3 where id = $1", line.id, to, now)
            await _note(actor, found.id, line.id, "moved", now, move.reason, (line.due_on, to))


async def submit_milestone(
    *, actor: Actor, milestone_id: UUID, documents: Sequence[UUID], note: str, now: datetime
) -> None:
    """A venture's people hand a milestone in, with the documents that show it in place of those of before."""
    await db.fetchval("select id from milestone where id = $1 for update", milestone_id)
    line, found = await queries.milestone(actor=actor, milestone_id=milestone_id)
    if not found.is_team:
        raise NotFound
    if line.state not in OPEN:
        raise Conflict(_MOVED_ON)
    if faults := submit_faults(documents, await checked_files(found.id), note):
        raise Invalid(fields=faults)
    await db.execute("delete from milestone_document where milestone = $1", milestone_id)
    await db.connection().executemany(
        "insert into milestone_document (id, milestone, evidence) values ($1, $2, $3)",
        [(uuid7(), milestone_id, one) for one in sorted(set(documents))],
    )
    await db.execute(
        "update milestone set state = 'submitted', note = $2, changed_at = $3 where id = $1", milestone_id, note, now
    )
    await _note(actor, found.id, milestone_id, "submitted", now)


async def decide_milestones(
    *, actor: Actor, milestone_ids: Sequence[UUID], verdict: str, reason: str, now: datetime
) -> None:
    """What was handed in is `accepted`, or `returned` with a reason; all of them or none."""
    for line, found in await _hold_all(actor, milestone_ids):
        if line.state != "submitted":
            raise Conflict(_MOVED_ON)
        again, _venture = await queries.milestone(actor=actor, milestone_id=line.id)  # the one before it, as of now
        if faults := decide_faults(verdict, reason, waits_for=again.waits_for):
            raise Invalid(fields=faults)
        await db.execute("update milestone set state = $2, changed_at = $3 where id = $1", line.id, verdict, now)
        await _note(actor, found.id, line.id, verdict, now, reason)


async def drop_milestones(*, actor: Actor, milestone_ids: Sequence[UUID], reason: str, now: datetime) -> None:
    """Open milestones are given up, for a reason; all of them or none."""
    if faults := drop_faults(reason):
        raise Invalid(fields=faults)
    for line, found in await _hold_all(actor, milestone_ids):
        if line.state not in OPEN:
            raise Conflict(_MOVED_ON)
        await db.execute("update milestone set state = 'dropped', changed_at = $2 where id = $1", line.id, now)
        await _note(actor, found.id, line.id, "dropped", now, reason)


async def _check(found: queries.Venture, own: UUID, plan: MilestonePlan, *, owned_by: UUID | None) -> None:
    people = {one.id for one in await queries.owners(venture_id=found.id, edition_id=found.edition_id)}
    if owned_by is not None:
        people.add(owned_by)  # who has left stays named until somebody else is
    others = {one.id: one.after for one in await queries.milestones(venture_id=found.id)}
    if faults := plan_faults(plan, own=own, awarded_on=found.awarded_on, people=people, others=others):
        raise Invalid(fields=faults)


async def _hold(actor: Actor, milestone_id: UUID) -> tuple[queries.Milestone, queries.Venture]:
    """A milestone, held with its venture until the transaction ends, for who leads the venture."""
    _line, found = await queries.milestone(actor=actor, milestone_id=milestone_id)
    await hold(actor, found.id)
    if found.is_team or not rules.may_run(actor, edition_id=found.edition_id):
        raise NotFound
    return (await queries.milestone(actor=actor, milestone_id=milestone_id))[0], found


async def _hold_all(actor: Actor, milestone_ids: Sequence[UUID]) -> list[tuple[queries.Milestone, queries.Venture]]:
    if not milestone_ids:
        raise Invalid(N_("Choose a milestone first."), field="milestones")
    found = [await _hold(actor, one) for one in sorted(set(milestone_ids))]
    return sorted(found, key=lambda one: (one[0].due_on, one[0].id))


async def _note(
    actor: Actor,
    venture_id: UUID,
    milestone_id: UUID,
    what: str,
    now: datetime,
    reason: str = "",
    days: tuple[date | None, date | None] = (None, None),
) -> None:
    """A line in the milestone's own history, and in the audit."""
    await db.execute(
        "insert into milestone_event (id, milestone, what, reason, from_on, to_on, by, at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        uuid7(), milestone_id, what, reason, *days, actor.person_id, now,
    )  # fmt: skip
    data = {"milestone": milestone_id, "from": days[0], "to": days[1]}
    await record(
        actor=actor, action=f"milestone.{what}", thing="venture", thing_id=venture_id, data=data,
        texts={"reason": reason} if reason else {},
    )  # fmt: skip
