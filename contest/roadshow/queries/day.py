"""The day of an event: who pitches now and next, and who is in the house."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.rules import pitching
from contest.judging.rules.pitching import Stage
from contest.lib import db
from contest.lib.actor import Actor
from contest.roadshow.queries.events import Event, PartyFacts, event_to_run, parties_of
from contest.roadshow.queries.programme import Running, items_of, pitch_times, running_order
from contest.roadshow.rules.programme import PitchTime


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who comes for a party; `here_at` once they are in the house."""

    id: UUID
    party: UUID
    name: str
    here_at: datetime | None


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A pitch on the day. `who` is None where ties hide the entry, `time` where no session is left for it."""

    running: Running
    place: int
    who: PartyFacts | None
    time: PitchTime | None
    stage: Stage | None
    people: int
    here: int


class DayPage(msgspec.Struct, frozen=True, kw_only=True):
    """The day as who runs it sees it; `now` is the server's."""

    round: RoundFacts
    event: Event
    turns: list[Turn]
    parties: list[PartyFacts]
    guests: dict[UUID, list[Guest]]
    now: datetime

    @property
    def current(self) -> Turn | None:
        """The pitch whose clock runs, or is held."""
        return next((one for one in self.turns if one.stage is not None and one.stage.key != pitching.OVER), None)

    @property
    def upcoming(self) -> Turn | None:
        """The first that has not begun."""
        return next((one for one in self.turns if one.stage is None), None)


_GUESTS = """
select pp.id, pp.party, pe.name, pp.here_at from party_person pp join person pe on pe.id = pp.person
 where pp.event = $1 order by pe.name, pp.id
"""


async def day_page(*, actor: Actor, round_id: UUID, now: datetime) -> DayPage:
    """The day of a round's event, for who organises it."""
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    order = await running_order(event.id)
    times, _over = pitch_times(event, await items_of(event.id), order)
    parties = [one for one in await parties_of(actor=actor, event_id=event.id) if one.joined_at is not None]
    names = {str(one.id): one for one in parties}
    guests: dict[UUID, list[Guest]] = {one.id: [] for one in parties}
    for row in await db.fetch(_GUESTS, event.id):
        if row["party"] in guests:
            guests[row["party"]].append(Guest(**row))
    by_party = {one.party: one for one in times}
    turns = [
        _turn(one, place, names.get(one.party), by_party.get(one.party), guests, now)
        for place, one in enumerate(order, start=1)
    ]
    return DayPage(round=facts, event=event, turns=turns, parties=parties, guests=guests, now=now)


def _turn(
    one: Running,
    place: int,
    who: PartyFacts | None,
    time: PitchTime | None,
    guests: dict[UUID, list[Guest]],
    now: datetime,
) -> Turn:
    people = [] if who is None else guests[who.id]
    return Turn(
        running=one,
        place=place,
        who=who,
        time=time,
        stage=None if one.moments is None else pitching.stage_of(one.moments, now=now),
        people=len(people),
        here=sum(guest.here_at is not None for guest in people),
    )
