"""Verbs on a round."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import UniqueViolationError

from contest.audit.service import record
from contest.challenge import queries, rules
from contest.challenge.rules import local_time, plans
from contest.challenge.service.editions import fields, hold_edition, illegal, insert, refuse
from contest.challenge.tables import Round, RoundChange
from contest.impact import service as impact
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7

_TAKEN = N_("This is taken already: choose another.")
_WHY = N_("Say why in one language at least: the call shows it.")


async def create_round(*, actor: Actor, edition_id: UUID, plan: plans.RoundPlan, now: datetime) -> UUID:
    """A new round, planned: nobody but its organisers sees it before it opens. Its zone is its city's."""
    edition = await hold_edition(actor, edition_id)
    if edition.state not in {"draft", "open"}:
        raise Conflict(N_("This edition takes no new rounds any more."), edition_id=str(edition_id))
    plan = await _in_its_zone(plan)
    refuse(plans.round_faults(plan) | _passed(plan, now) | await _taken_days(edition_id, None, plan))
    round_id = uuid7()
    await insert(Round(id=round_id, edition=edition_id, state="planned", created_at=now, **_columns(plan)), key="slug")
    await record(actor=actor, action="round.create", thing="round", thing_id=round_id, data=_figures(plan))
    return round_id


async def edit_round(
    *, actor: Actor, round_id: UUID, plan: plans.RoundPlan, reason_en: str = "", reason_zh: str = "", now: datetime
) -> None:
    """Change a round that is planned, or, within what its call has promised, one that is open.

    The deadline of an open round only moves later; the reason is shown on the call page.
    """
    facts = await _hold_round(actor, round_id)
    if facts.state not in {"planned", "open"}:
        stays = N_("A round in the state “%(state)s” stays as it is.", state=rules.STATES[facts.state])
        raise Conflict(stays, round_id=str(round_id))
    before, plan = plan_of(facts), await _in_its_zone(plan)
    faults = plans.round_faults(plan)
    if facts.state == "planned":
        faults |= _passed(plan, now) | await _taken_days(facts.edition_id, round_id, plan)
    else:
        faults |= plans.broken_promises(before, plan, has_reason=bool(reason_en or reason_zh))
    refuse(faults)
    reasons = None
    if facts.state == "open" and plan.closes_at > before.closes_at:
        reasons = {"reason_en": reason_en, "reason_zh": reason_zh}
        change_id = await _tell(round_id, "deadline", reasons, now, was=before.closes_at, becomes=plan.closes_at)
        await outbox.emit("round.extended", change_id=change_id)
    try:
        await Round.update(_columns(plan)).where(Round.id == round_id)
    except UniqueViolationError as error:
        raise Invalid(_TAKEN, field="slug") from error
    await record(actor=actor, action="round.edit", thing="round", thing_id=round_id, data=_figures(plan), texts=reasons)


async def extend_round(
    *, actor: Actor, round_id: UUID, closes_at: datetime | None, reason_en: str = "", reason_zh: str = "", now: datetime
) -> None:
    """Move the deadline of an open round to `closes_at` for everybody; whoever has begun an entry is told by mail.

    Reviews are due when they were, or, where that would come first, as long after the deadline as before.
    """
    facts = await _hold_round(actor, round_id)
    if facts.state != "open":
        raise Conflict(N_("Only the deadline of an open round can be moved."), round_id=str(round_id))
    faults: dict[str, Lazy | str] = {} if reason_en or reason_zh else {"reason_en": _WHY}
    if closes_at is None or closes_at <= now:
        faults["closes_at"] = N_("Choose a moment that is still to come.")
    elif closes_at <= facts.closes_at:
        faults["closes_at"] = N_("The deadline of an open call only moves later.")
    refuse(faults)
    assert closes_at is not None
    due = facts.reviews_due_at
    if due <= closes_at:
        due = closes_at + (due - facts.closes_at)
    plan = msgspec.structs.replace(plan_of(facts), closes_at=closes_at, reviews_due_at=due)
    await edit_round(actor=actor, round_id=round_id, plan=plan, reason_en=reason_en, reason_zh=reason_zh, now=now)


async def step_round(
    *, actor: Actor, round_id: UUID, to: str, reason_en: str = "", reason_zh: str = "", now: datetime
) -> None:
    """Take the round one step on; `judging` calls this too, after its own checks.

    An illegal step, or one that something stands in the way of, is a `Conflict`. To cancel needs a public reason.
    """
    facts = await _hold_round(actor, round_id)
    told = {"round_id": str(round_id), "state": facts.state, "to": to}
    if not rules.is_round_step(facts.state, to):
        raise illegal(facts.state, to, told)
    in_the_way = rules.before_round_step(
        to,
        edition_state=facts.edition_state,
        closes_at=facts.closes_at,
        is_scanned=facts.is_scanned,
        lacks_call=facts.lacks_call,
        now=now,
    )
    if in_the_way:
        raise Conflict(in_the_way[0], **told)
    reasons = None
    if to == "cancelled":
        reasons = {"reason_en": reason_en, "reason_zh": reason_zh}
        if not any(reasons.values()):
            raise Invalid(_WHY, field="reason_en")
        await _tell(round_id, "cancelled", reasons, now)
    factors = await impact.set_in_force(now=now) if to == "open" else None
    await db.execute(
        "update round set state = $2, factor_set = coalesce(factor_set, $3) where id = $1", round_id, to, factors
    )
    await record(
        actor=actor,
        action="round.step",
        thing="round",
        thing_id=round_id,
        data={"from": facts.state, "to": to, "at": now.isoformat()} | ({"factor_set": factors} if factors else {}),
        texts=reasons,
    )
    if to == "open":
        await outbox.emit("round.opened", round_id=round_id)


def plan_of(facts: queries.RoundFacts) -> plans.RoundPlan:
    """The round as a plan, to be changed and given to `edit_round`."""
    return plans.RoundPlan(**{name: getattr(facts, name) for name in plans.RoundPlan.__struct_fields__})


async def _hold_round(actor: Actor, round_id: UUID) -> queries.RoundFacts:
    """The round, held until the end of the transaction, for who organises it; else `NotFound`."""
    # "no key": a hand-in that happens now is not kept waiting
    await db.execute("select 1 from round where id = $1 for no key update", round_id)
    facts = await queries.round_facts(round_id=round_id)
    if facts is None or not rules.may_organise(actor, edition_id=facts.edition_id, round_id=facts.id):
        raise NotFound
    return facts


async def _tell(
    round_id: UUID,
    kind: str,
    reasons: dict[str, str],
    now: datetime,
    *,
    was: datetime | None = None,
    becomes: datetime | None = None,
) -> UUID:
    """Put a change on the call page; its id."""
    change_id = uuid7()
    await RoundChange(
        id=change_id,
        round=round_id,
        kind=kind,
        was=was,
        becomes=becomes,
        reason_en=reasons["reason_en"],
        reason_zh=reasons["reason_zh"],
        changed_at=now,
    ).save()
    return change_id


async def _in_its_zone(plan: plans.RoundPlan) -> plans.RoundPlan:
    if plan.city_id is None:
        return plan
    city = await queries.city(city_id=plan.city_id)
    if city is None:
        raise Invalid(N_("Choose one of the answers offered."), field="city_id")
    return msgspec.structs.replace(plan, time_zone=city.time_zone)


_SAME_DAYS = """
select name_en, name_zh, opens_at, closes_at, time_zone from round
 where edition = $1 and city = $2 and stage = $3 and kinds && $4::varchar[] and state <> 'cancelled'
   and opens_at < $6 and closes_at > $5 and id is distinct from $7
 order by opens_at limit 1
"""


async def _taken_days(edition_id: UUID, round_id: UUID | None, plan: plans.RoundPlan) -> dict[str, Lazy | str]:
    """Whether the same city calls for the same kind of entry at the same time already."""
    if plan.city_id is None:
        return {}
    asked = (edition_id, plan.city_id, plan.stage, plan.kinds, plan.opens_at, plan.closes_at, round_id)
    row = await db.fetchrow(_SAME_DAYS, *asked)
    if row is None:
        return {}
    days = [local_time.local_time(row[name], row["time_zone"]).day for name in ("opens_at", "closes_at")]
    overlap = N_(
        "In this city “%(name)s” takes the same kind of entry then, from %(opens)s to %(closes)s.",
        name=row["name_en"] or row["name_zh"],
        opens=days[0],
        closes=days[1],
    )
    return {"opens_at": overlap}


def _passed(plan: plans.RoundPlan, now: datetime) -> dict[str, Lazy | str]:
    return {"closes_at": N_("This has passed already.")} if plan.closes_at <= now else {}


def _columns(plan: plans.RoundPlan) -> dict[Any, Any]:
    return {"city" if name == "city_id" else name: value for name, value in fields(plan).items()}


def _figures(plan: plans.RoundPlan) -> dict[str, Any]:
    """What the record keeps for ever: the facts of a plan, without its texts."""
    texts = {"name_en", "name_zh", "call_en", "call_zh"}
    figures: dict[str, Any] = msgspec.to_builtins({k: v for k, v in fields(plan).items() if k not in texts})
    return figures
