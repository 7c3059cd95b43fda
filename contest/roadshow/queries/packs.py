"""What is printed for an event: for each person their day, for each table who sits there, lists for the door."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.lib import db
from contest.lib.actor import Actor
from contest.roadshow.queries.door import Arrival, door_page
from contest.roadshow.queries.events import Event, PartyFacts, event_to_run, tables_of
from contest.roadshow.queries.programme import programme_of
from contest.roadshow.rules.day import Printed
from contest.roadshow.rules.programme import Item, PitchTime


class Printable(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting on paper, of two who both accepted."""

    starts_at: datetime
    ends_at: datetime
    table: str
    room: str
    entry: PartyFacts
    other: PartyFacts


class Agenda(msgspec.Struct, frozen=True, kw_only=True):
    """A person's day: their meetings, and their pitch where they have one."""

    who: Arrival
    meetings: list[Printable]
    pitch: PitchTime | None


class TableSheet(msgspec.Struct, frozen=True, kw_only=True):
    """Who sits at a table, by time."""

    name: str
    room: str
    meetings: list[Printable]


class PackContent(msgspec.Struct, frozen=True, kw_only=True):
    """All that is printed."""

    round: RoundFacts
    event: Event
    items: list[Item]
    pitches: list[tuple[PitchTime, PartyFacts]]
    agendas: list[Agenda]
    tables: list[TableSheet]
    arrivals: list[Arrival]


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked to be printed, for who asked."""

    id: UUID
    state: str
    asked_at: datetime
    files: list[Printed]


class PackPage(msgspec.Struct, frozen=True, kw_only=True):
    """The pack that somebody asked for last, if they did."""

    round: RoundFacts
    pack: Pack | None


async def pack_page(*, actor: Actor, round_id: UUID) -> PackPage:
    """The actor's own pack of a round's event: it holds what they may see, and nobody else opens it."""
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    row = await db.fetchrow(
        "select id, state, asked_at, files from venue_pack where event = $1 and asked_by = $2"
        " order by asked_at desc, id desc limit 1",
        event.id, actor.person_id,
    )  # fmt: skip
    if row is None:
        return PackPage(round=facts, pack=None)
    files = msgspec.json.decode(row["files"], type=list[Printed])
    return PackPage(round=facts, pack=Pack(**{**row, "files": files}))


async def pack_content(*, actor: Actor, round_id: UUID) -> PackContent:
    """What is printed for a round's event, less what ties hide from who asked."""
    found = await door_page(actor=actor, round_id=round_id)
    programme, _over = await programme_of(event=found.event)
    parties = {str(one.party.id): one.party for one in found.arrivals if one.party is not None}
    meetings = [
        Printable(
            entry=parties[one.entry],
            other=parties[one.other],
            **{name: getattr(one, name) for name in ("starts_at", "ends_at", "table", "room")},
        )
        for one in programme.meetings
        if one.entry in parties and one.other in parties
    ]
    pitches = {one.party: one for one in programme.pitches}
    return PackContent(
        round=found.round,
        event=found.event,
        items=programme.items,
        pitches=[(one, parties[one.party]) for one in programme.pitches if one.party in parties],
        agendas=[
            Agenda(who=one, meetings=_of(meetings, one.party), pitch=pitches.get(str(one.party.id)))
            for one in found.arrivals
            if one.party is not None
        ],
        tables=[
            TableSheet(
                name=table.name,
                room=table.room,
                meetings=[one for one in meetings if (one.table, one.room) == (table.name, table.room)],
            )
            for table in await tables_of(found.event.id)
        ],
        arrivals=found.arrivals,
    )


def _of(meetings: Iterable[Printable], party: PartyFacts) -> list[Printable]:
    return [one for one in meetings if party.id in (one.entry.id, one.other.id)]
