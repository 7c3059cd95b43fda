"""Verbs on prizes: promised under conditions, and settled or lapsed. The system records; it does not pay."""

from datetime import date, datetime
from uuid import UUID

from contest.audit.service import record
from contest.incubator import queries
from contest.incubator.rules.prizes import LONGEST_REASON, PrizePlan, met_faults, prize_faults, settle_faults
from contest.incubator.service.holding import checked_files, hold_led, today_of
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


async def promise_prize(*, actor: Actor, venture_id: UUID, plan: PrizePlan, now: datetime) -> UUID:
    """A prize of a venture with its conditions; its id."""
    found = await hold_led(actor, venture_id)
    if faults := prize_faults(plan, awarded_on=found.awarded_on):
        raise Invalid(fields=faults)
    made = uuid7()
    await db.execute(
        "insert into prize (id, venture, name_en, name_zh, amount, currency, settle_by, reason, created_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, '', $8)",
        made, venture_id, plan.name_en, plan.name_zh, plan.amount, plan.currency, plan.settle_by, now,
    )  # fmt: skip
    await db.connection().executemany(
        "insert into prize_condition (id, prize, position, text) values ($1, $2, $3, $4)",
        [(uuid7(), made, place, text) for place, text in enumerate(plan.conditions, 1)],
    )
    data = {"prize": made, "amount": plan.amount and str(plan.amount), "settle_by": plan.settle_by}
    await record(actor=actor, action="prize.promise", thing="venture", thing_id=venture_id, data=data)
    return made


async def meet_condition(
    *, actor: Actor, prize_id: UUID, condition_id: UUID, met_on: date, evidence: UUID | None, now: datetime
) -> None:
    """A condition is met, with the document that shows it."""
    prize, found = await _open(actor, prize_id)
    if condition_id not in {one.id for one in prize.conditions}:
        raise NotFound
    files, today = await checked_files(found.id), today_of(found, now)
    if faults := met_faults(met_on, evidence, awarded_on=found.awarded_on, today=today, files=files):
        raise Invalid(fields=faults)
    await db.execute(
        "update prize_condition set met_on = $2, evidence = $3 where id = $1", condition_id, met_on, evidence
    )
    data = {"prize": prize_id, "condition": condition_id, "evidence": evidence, "on": met_on}
    await record(actor=actor, action="prize.meet", thing="venture", thing_id=found.id, data=data)


async def settle_prize(*, actor: Actor, prize_id: UUID, settled_on: date, now: datetime) -> None:
    """A prize was handed over: only when all its conditions are met."""
    prize, found = await _open(actor, prize_id)
    met = [one.met_on for one in prize.conditions]
    if faults := settle_faults(settled_on, awarded_on=found.awarded_on, today=today_of(found, now), met=met):
        raise Invalid(fields=faults)
    await db.execute("update prize set settled_on = $2 where id = $1", prize_id, settled_on)
    data = {"prize": prize_id, "on": settled_on}
    await record(actor=actor, action="prize.settle", thing="venture", thing_id=found.id, data=data)


async def lapse_prize(*, actor: Actor, prize_id: UUID, reason: str, now: datetime) -> None:
    """A prize is not given after all, for a reason."""
    _prize, found = await _open(actor, prize_id)
    if not reason:
        raise Invalid(N_("Say why."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Use at most %(most)s characters.", most=LONGEST_REASON), field="reason")
    await db.execute(
        "update prize set lapsed_on = $2, reason = $3 where id = $1", prize_id, today_of(found, now), reason
    )
    data, texts = {"prize": prize_id}, {"reason": reason}
    await record(actor=actor, action="prize.lapse", thing="venture", thing_id=found.id, data=data, texts=texts)


async def _open(actor: Actor, prize_id: UUID) -> tuple[queries.Prize, queries.Venture]:
    venture_id = await db.fetchval("select venture from prize where id = $1 for update", prize_id)
    if venture_id is None:
        raise NotFound
    found = await hold_led(actor, venture_id)
    prize, _venture = await queries.prize(actor=actor, prize_id=prize_id)
    if prize.settled_on is not None or prize.lapsed_on is not None:
        raise Conflict(N_("This prize was settled or has lapsed."))
    return prize, found
