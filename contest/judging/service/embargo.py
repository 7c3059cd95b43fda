"""A decision that is published by itself at one moment: everywhere at once, whatever clocks show there."""

from datetime import datetime
from uuid import UUID

from contest.accounts import queries as accounts
from contest.audit.service import record
from contest.challenge.rules.local_time import moment_of
from contest.judging.queries import decisions
from contest.judging.queries.rounds import hold_round, round_to_run
from contest.judging.service.decisions import publish_decision
from contest.lib import clock, db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_


async def embargo_decision(
    *, actor: Actor, decision_id: UUID, day: str, time: str, seen: str, now: datetime
) -> datetime:
    """Have a draft published at a local time of its round, as it is: `seen` as for `publish_decision`. The moment."""
    held = await _drafted(actor, decision_id)
    facts = await round_to_run(actor=actor, round_id=held.round_id)
    at = moment_of(day, time, facts.time_zone)
    if at is None:
        raise Invalid(N_("Write a day and a time, as 2026-10-08 and 18:00."), field="publish_time")
    if not isinstance(at, datetime):
        raise Invalid(N_("Clocks there show this time twice, or not at all: choose another."), field="publish_time")
    if at <= now:
        raise Invalid(N_("This moment is past."), field="publish_on")
    if facts.state != "deliberation":
        raise Conflict(N_("Judging of this round goes on: draft its decision again before you publish it."))
    if seen != decisions.beside(facts, held, await decisions.decision_items(decision_id=decision_id)):
        raise Invalid(N_("What is published has changed since you opened this page. Look at it again, on every page."))
    await db.execute(
        "update decision set publish_at = $2, publish_by = $3, publish_seen = $4 where id = $1",
        *(decision_id, at, actor.person_id, seen),
    )
    await record(actor=actor, action="decision.embargo", thing="decision", thing_id=decision_id, data={"until": at})
    return at


async def lift_embargo(*, actor: Actor, decision_id: UUID) -> None:
    """Publish a draft by hand again, and not by itself."""
    await _drafted(actor, decision_id)
    await db.execute(
        "update decision set publish_at = null, publish_by = null, publish_seen = '' where id = $1", decision_id
    )
    await record(actor=actor, action="decision.lift_embargo", thing="decision", thing_id=decision_id)


async def _drafted(actor: Actor, decision_id: UUID) -> decisions.DecisionFacts:
    found = await decisions.decision_facts(decision_id=decision_id)
    if found is None:
        raise NotFound
    await hold_round(found.round_id)
    await round_to_run(actor=actor, round_id=found.round_id)
    await decisions.refuse_tied(actor=actor, round_id=found.round_id)
    if found.state != "drafted":
        raise Conflict(N_("This decision has taken that step already, or cannot take it now."))
    return found


async def lift_embargoes() -> None:
    """Ask for the publication of what is due, once each, in the caller's `work()`."""
    rows = await db.fetch(
        "update decision d set publish_seen = '' from (select id, publish_seen from decision where state = 'drafted'"
        " and publish_at <= $1 and publish_seen <> '' for update skip locked) due where d.id = due.id"
        " returning d.id, d.publish_by, due.publish_seen as seen",
        clock.now(),
    )
    for row in rows:
        await outbox.emit("decision.due", decision_id=row["id"], by=row["publish_by"], seen=row["seen"])


async def publish_scheduled(*, decision_id: UUID, by: UUID, seen: str, now: datetime) -> None:
    """What the job does: publish it as its organiser would now, with the roles that they have now."""
    actor = await accounts.actor(person_id=by, epoch=None, now=now)
    if actor is None:
        raise NotAllowed
    await publish_decision(actor=actor, decision_id=decision_id, seen=seen, now=now)
