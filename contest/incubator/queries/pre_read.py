"""Where a venture stands on one page: what its mentor reads before they meet."""

from datetime import date, datetime

import msgspec

from contest.incubator.queries.hours import Hour, venture_hours
from contest.incubator.queries.landing import LandingStep, landing_steps
from contest.incubator.queries.mentors import pairings
from contest.incubator.queries.milestones import Milestone, milestones
from contest.incubator.queries.reports import Report, Value, last_values, reports
from contest.incubator.queries.sessions import Session, sessions
from contest.incubator.queries.ventures import Member, Venture, members
from contest.lib.actor import Actor


class PreRead(msgspec.Struct, frozen=True, kw_only=True):
    """`hours`: booked; `report`: the last that said something; `values`: the latest figures by indicator; `milestones`,
    `blocked`, `open_steps`: what is open; `last`: the last session; `is_mentor`: whether the reader is theirs now."""

    is_mentor: bool
    members: list[Member]
    hours: list[Hour]
    report: Report | None
    values: dict[str, Value]
    milestones: list[Milestone]
    blocked: list[LandingStep]
    open_steps: list[Session]
    last: Session | None


async def pre_read(*, actor: Actor, venture: Venture, today: date, now: datetime) -> PreRead:
    """The same, less the notes that the reader may not read. The caller has found the venture for the actor."""
    of = venture.id
    held = await sessions(actor=actor, venture=venture)
    said = [one for one in await reports(venture_id=of) if one.sent_at is not None and (one.news or one.trouble)]
    return PreRead(
        is_mentor=any(one.is_of(actor, today) for one in await pairings(venture_id=of)),
        members=await members(venture_id=of),
        hours=[one for one in await venture_hours(venture_id=of, now=now, today=today) if one.venture_id == of],
        report=said[0] if said else None,
        values=await last_values(venture_id=of),
        milestones=[one for one in await milestones(venture_id=of) if one.state not in ("accepted", "dropped")],
        blocked=[one for one in await landing_steps(venture_id=of) if one.blocker],
        open_steps=[one for one in held if one.next_step and one.done_on is None],
        last=held[0] if held else None,
    )
