"""The day: who is in the house, and the clock of the pitches, which is the server's."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.judging import service as judging
from contest.judging.rules import pitching
from contest.judging.rules.pitching import Moments
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.roadshow import queries
from contest.roadshow.queries import Event, Running, event_to_run


async def mark_here(*, actor: Actor, round_id: UUID, party_person_id: UUID, is_here: bool, now: datetime) -> None:
    """Somebody has come into the house, or was marked by mistake."""
    _facts, event = await event_to_run(actor=actor, round_id=round_id)
    shown = {one.id for one in await queries.parties_of(actor=actor, event_id=event.id)}
    party = await db.fetchval("select party from party_person where id = $1 and event = $2", party_person_id, event.id)
    if party not in shown:
        raise NotFound
    await db.execute(
        "update party_person set here_at = case when $2::bool then coalesce(here_at, $3) end where id = $1",
        party_person_id, is_here, now,
    )  # fmt: skip
    await record(
        actor=actor, action="roadshow.here", thing="party", thing_id=party,
        data={"person": party_person_id, "here": is_here},
    )  # fmt: skip


async def start_pitch(*, actor: Actor, round_id: UUID, pitch_id: UUID, now: datetime) -> None:
    """A pitch begins now: its clock runs, and the one that ran is over. One that was begun before begins anew."""
    event, order, _one = await _held(actor, round_id, pitch_id)
    for other in order:
        if other.id != pitch_id and other.moments is not None and _runs(other.moments, now):
            await _write(other.id, pitching.cut(other.moments, now=now))
    begun = pitching.begin(event.minutes, now=now)
    await _write(pitch_id, begun)
    await _show(actor, round_id, pitch_id, begun, now)
    await record(actor=actor, action="roadshow.start_pitch", thing="round", thing_id=round_id, data={"pitch": pitch_id})


async def turn_clock(*, actor: Actor, round_id: UUID, pitch_id: UUID, to: str, now: datetime) -> None:
    """Hold the clock of a pitch (`hold`), let it go on (`resume`), or begin its next stage at once (`next`)."""
    event, _order, one = await _held(actor, round_id, pitch_id)
    if one.moments is None:
        raise Conflict(N_("This pitch has not begun."))
    if to == "hold":
        made = pitching.hold(one.moments, now=now)
    elif to == "resume":
        made = pitching.resume(one.moments, now=now)
    elif to == "next":
        made = pitching.go_on(one.moments, event.minutes, now=now)
    else:
        raise NotFound
    await _write(pitch_id, made)
    await _show(actor, round_id, pitch_id, made, now)
    data = {"pitch": pitch_id, "to": to}
    await record(actor=actor, action="roadshow.turn_clock", thing="round", thing_id=round_id, data=data)


def _runs(moments: Moments, now: datetime) -> bool:
    return moments.held_at is not None or now < moments.over_at


async def _held(actor: Actor, round_id: UUID, pitch_id: UUID) -> tuple[Event, list[Running], Running]:
    _facts, event = await event_to_run(actor=actor, round_id=round_id)
    await db.execute("select 1 from roadshow_event where id = $1 for no key update", event.id)
    order = await queries.running_order(event.id)
    one = next((line for line in order if line.id == pitch_id), None)
    if one is None:
        raise NotFound
    return event, order, one


async def _show(actor: Actor, round_id: UUID, pitch_id: UUID, clock: Moments, now: datetime) -> None:
    """The screens of the judges follow, where the round is judged live."""
    entry = await db.fetchval(
        "select pa.submission from pitch t join party pa on pa.id = t.party where t.id = $1", pitch_id
    )
    if entry is not None:
        await judging.show_pitch(actor=actor, round_id=round_id, submission_id=entry, clock=clock, now=now)


async def _write(pitch_id: UUID, moments: Moments) -> None:
    await db.execute(
        "update pitch set begun_at = $2, questions_at = $3, change_at = $4, over_at = $5, held_at = $6 where id = $1",
        pitch_id, *msgspec.structs.astuple(moments),
    )  # fmt: skip
