"""Verbs on grants and their tranches: fixed at the award, approved by two, recorded when released."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from contest.audit.service import record
from contest.incubator import queries
from contest.incubator.rules.money import shares
from contest.incubator.rules.tranches import GrantPlan, approval_fault, grant_faults, release_faults
from contest.incubator.service.holding import hold_led, today_of
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


async def fix_grant(*, actor: Actor, venture_id: UUID, plan: GrantPlan, now: datetime) -> None:
    """What a venture is given, in which currency, at the rate of its award, and after which milestones; for good."""
    found = await hold_led(actor, venture_id)
    if await queries.grant(venture_id=venture_id, today=today_of(found, now)) is not None:
        raise Conflict(N_("The grant of this venture is fixed already: its currency and rate stay."))
    lines = await queries.milestones(venture_id=venture_id)
    if faults := grant_faults(plan, milestones={one.id for one in lines if one.state != "dropped"}):
        raise Invalid(fields=faults)
    made = uuid7()
    await db.execute(
        "insert into venture_grant (id, venture, amount, currency, rate, fixed_on, created_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        made, venture_id, plan.amount, plan.currency, plan.rate, found.awarded_on, now,
    )  # fmt: skip
    amounts = shares(plan.amount, [part.percent for part in plan.parts])
    await db.connection().executemany(
        "insert into tranche (id, venture_grant, position, milestone, amount, reference)"
        " values ($1, $2, $3, $4, $5, '')",
        [
            (uuid7(), made, place, part.milestone, amount)
            for place, (part, amount) in enumerate(zip(plan.parts, amounts, strict=True), 1)
        ],
    )
    data = {"amount": str(plan.amount), "currency": plan.currency, "rate": str(plan.rate), "parts": len(plan.parts)}
    await record(actor=actor, action="grant.fix", thing="venture", thing_id=venture_id, data=data)


async def approve_tranche(*, actor: Actor, tranche_id: UUID, now: datetime) -> None:
    """One of the two who approve a release; only when its milestone is accepted and no report is overdue."""
    tranche, found = await _hold(actor, tranche_id, now)
    if actor.person_id is None:
        raise NotFound
    if (fault := approval_fault(tranche.standing, actor.person_id)) is not None:
        raise Conflict(fault)
    await db.execute(
        "insert into tranche_approval (id, tranche, person, at) values ($1, $2, $3, $4)",
        uuid7(), tranche_id, actor.person_id, now,
    )  # fmt: skip
    data = {"tranche": tranche_id}
    await record(actor=actor, action="tranche.approve", thing="venture", thing_id=found.id, data=data)


async def release_tranche(*, actor: Actor, tranche_id: UUID, released_on: date, reference: str, now: datetime) -> None:
    """Record that a tranche was paid, and where. Nothing is paid here."""
    tranche, found = await _hold(actor, tranche_id, now)
    if tranche.released_on is not None:
        raise Conflict(N_("This tranche is released already."))
    days = [one.at.astimezone(ZoneInfo(found.time_zone)).date() for one in tranche.approvals]
    faults = release_faults(
        tranche.standing,
        released_on=released_on,
        reference=reference,
        last_on=max(days, default=found.awarded_on),
        today=today_of(found, now),
    )
    if faults:
        raise Invalid(fields=faults)
    await db.execute(
        "update tranche set released_on = $2, released_by = $3, reference = $4 where id = $1",
        tranche_id, released_on, actor.person_id, reference,
    )  # fmt: skip
    data = {"tranche": tranche_id, "on": released_on}
    await record(
        actor=actor, action="tranche.release", thing="venture", thing_id=found.id, data=data,
        texts={"reference": reference},
    )  # fmt: skip


async def _hold(actor: Actor, tranche_id: UUID, now: datetime) -> tuple[queries.Tranche, queries.Venture]:
    """A tranche, held with its venture until the transaction ends, for who leads the venture."""
    found = await hold_led(actor, (await queries.tranche_venture(actor=actor, tranche_id=tranche_id)).id)
    grant = await queries.grant(venture_id=found.id, today=today_of(found, now))
    if grant is None:
        raise NotFound
    return next(one for one in grant.tranches if one.id == tranche_id), found
