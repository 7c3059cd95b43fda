"""Judging live: an entry is put before the judges, its clock is turned, its scores are revealed."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.judging.queries import decisions, live
from contest.judging.queries.rounds import hold_round, judging_of, round_to_run
from contest.judging.queries.sealed import LIVE
from contest.judging.rules import pitching
from contest.judging.rules.pitching import Minutes, Moments
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

_SHOW = """
insert into live_pitch (id, judging_round, submission, begun_at, questions_at, change_at, over_at, held_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (judging_round, submission) do update
   set begun_at = $4, questions_at = $5, change_at = $6, over_at = $7, held_at = $8
"""

_CUT = """
update live_pitch set questions_at = least(questions_at, $3), change_at = least(change_at, $3),
       over_at = least(over_at, $3), held_at = null
 where judging_round = $1 and submission <> $2 and over_at > $3
"""


async def show_pitch(*, actor: Actor, round_id: UUID, submission_id: UUID, clock: Moments, now: datetime) -> bool:
    """Put an entry before the judges with the clock that whoever runs the pitches has, or tell them how it stands now.

    False, and nothing is done, where the round is not judged live, or the entry is not among those that are: an event
    may have pitches that nobody scores. What ran before is over.
    """
    await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_of(round_id=round_id)
    if judging is None or judging.stage != LIVE or not await _is_in(judging.id, submission_id):
        return False
    await db.execute(_CUT, judging.id, submission_id, now)
    await db.execute(_SHOW, uuid7(), judging.id, submission_id, *msgspec.structs.astuple(clock))
    return True


async def _is_in(judging_id: UUID, submission_id: UUID) -> bool:
    found: bool = await db.fetchval(
        "select exists (select from review rv join judging_round jr on jr.id = rv.judging_round"
        " join round r on r.id = jr.round and r.state = 'judging'"
        " where jr.id = $1 and rv.submission = $2 and rv.stage = 'live')",
        judging_id,
        submission_id,
    )
    return found


async def _line(actor: Actor, round_id: UUID, submission_id: UUID, now: datetime) -> live.PitchLine:
    await hold_round(round_id)
    found = await live.pitches_page(actor=actor, round_id=round_id, now=now)
    line = next((one for one in found.lines if one.submission_id == submission_id), None)
    if line is None:
        raise NotFound
    if found.round.state != "judging":
        raise Conflict(N_("Judging of this round is over."))
    return line


async def start_pitch(*, actor: Actor, round_id: UUID, submission_id: UUID, now: datetime) -> None:
    """An entry pitches now: it comes to the screens of its judges, with 8 minutes, 7 for questions, 2 to change."""
    await _line(actor, round_id, submission_id, now)
    moments = pitching.begin(Minutes(), now=now)
    if not await show_pitch(actor=actor, round_id=round_id, submission_id=submission_id, clock=moments, now=now):
        raise Conflict(N_("This entry has no judges for the live stage: assign them first."))
    data = {"submission": submission_id}
    await record(actor=actor, action="judging.start_pitch", thing="round", thing_id=round_id, data=data)


async def turn_pitch(*, actor: Actor, round_id: UUID, submission_id: UUID, to: str, now: datetime) -> None:
    """Hold the clock of a pitch (`hold`), let it go on (`resume`), or begin its next stage at once (`next`)."""
    line = await _line(actor, round_id, submission_id, now)
    if line.moments is None:
        raise Conflict(N_("This pitch has not begun."))
    if to == "hold":
        made = pitching.hold(line.moments, now=now)
    elif to == "resume":
        made = pitching.resume(line.moments, now=now)
    elif to == "next":
        made = pitching.go_on(line.moments, Minutes(), now=now)
    else:
        raise NotFound
    await show_pitch(actor=actor, round_id=round_id, submission_id=submission_id, clock=made, now=now)
    data = {"submission": submission_id, "to": to}
    await record(actor=actor, action="judging.turn_pitch", thing="round", thing_id=round_id, data=data)


async def reveal_scores(*, actor: Actor, round_id: UUID, submission_id: UUID, now: datetime) -> None:
    """Show the live scores of an entry, once every judge of it has signed, or was waived. It cannot be taken back."""
    await decisions.refuse_tied(actor=actor, round_id=round_id)
    line = await _line(actor, round_id, submission_id, now)
    if line.revealed_at is not None:
        raise Conflict(N_("These scores are shown already."))
    if not line.may_reveal:
        raise Conflict(
            N_("%(signed)s of %(judges)s judges have signed: scores are sealed until all have.",
               signed=line.signed, judges=line.judges)
        )  # fmt: skip
    await db.execute(
        "insert into live_pitch (id, judging_round, submission, revealed_at, revealed_by)"
        " select $1, jr.id, $3, $4, $5 from judging_round jr where jr.round = $2"
        " on conflict (judging_round, submission) do update set revealed_at = $4, revealed_by = $5",
        uuid7(),
        round_id,
        submission_id,
        now,
        actor.person_id,
    )
    data = {"submission": submission_id}
    await record(actor=actor, action="judging.reveal", thing="round", thing_id=round_id, data=data)
