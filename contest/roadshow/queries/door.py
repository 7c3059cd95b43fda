"""Who is let in at an event, what the screen of the house shows, and what somebody may keep for a dead line."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, round_facts
from contest.challenge.rules import may_organise
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.web import signing
from contest.roadshow.queries.events import Event, PartyFacts, Slot, event_of, event_to_run, parties_of, slots_of
from contest.roadshow.queries.programme import items_of, last_release
from contest.roadshow.queries.wishes import MyParty, my_parties, my_party
from contest.roadshow.rules import day, programme
from contest.roadshow.rules.programme import Item

_CODE = 12


def code_of(who: UUID) -> str:
    """What the QR code of a pass says of who carries it."""
    return signing.mac("event pass", str(who))[:_CODE].upper()


def guest_key(guest_id: UUID) -> str:
    """The secret in the address of a guest's own page."""
    return signing.seal("event guest", str(guest_id))


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who comes: for a party, or of the audience, where `party` is None. `photos` is empty until they say."""

    id: UUID
    party: PartyFacts | None
    name: str
    body: str
    photos: str
    is_walk_in: bool
    here_at: datetime | None

    @property
    def code(self) -> str:
        return code_of(self.id)


class DoorPage(msgspec.Struct, frozen=True, kw_only=True):
    """The door of an event as who lets people in sees it."""

    round: RoundFacts
    event: Event
    arrivals: list[Arrival]

    @property
    def here(self) -> int:
        return sum(one.here_at is not None for one in self.arrivals)

    @property
    def audience(self) -> int:
        return sum(one.party is None for one in self.arrivals)


_PEOPLE = """
select pp.id, pp.party, pe.name, '' as body, pp.photos, false as is_walk_in, pp.here_at
  from party_person pp join person pe on pe.id = pp.person where pp.event = $1
union all
select g.id, null, g.name, g.body, g.photos, g.is_walk_in, g.here_at from event_guest g
 where g.event = $1 and g.gone_at is null and g.name <> ''
 order by 3, 1
"""


async def door_page(*, actor: Actor, round_id: UUID) -> DoorPage:
    """Who comes to a round's event, for who organises it; less those of entries that ties hide."""
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    parties = {one.id: one for one in await parties_of(actor=actor, event_id=event.id) if one.joined_at is not None}
    rows = [row for row in await db.fetch(_PEOPLE, event.id) if row["party"] is None or row["party"] in parties]
    arrivals = [
        Arrival(party=parties.get(row["party"]), **{name: row[name] for name in row.keys() if name != "party"})  # noqa: SIM118
        for row in rows
    ]
    return DoorPage(round=facts, event=event, arrivals=arrivals)


class AtTable(msgspec.Struct, frozen=True, kw_only=True):
    """Who meets at a table, or by video where `table` is empty. A party that ties hide is not told."""

    table: str
    room: str
    entry: PartyFacts | None
    other: PartyFacts | None


class NowPage(msgspec.Struct, frozen=True, kw_only=True):
    """What takes place now and next; the slot of each with its meetings."""

    round: RoundFacts
    event: Event
    running: list[Item]
    following: list[Item]
    slot: Slot | None
    next_slot: Slot | None
    tables: list[AtTable]
    next_tables: list[AtTable]
    now: datetime


_TABLES = """
select m.slot, m.entry, m.other, coalesce(t.name, '') as "table", coalesce(t.room, '') as room
  from meeting m left join meeting_table t on t.id = m.seat
 where m.slot = any($1::uuid[]) and m.state in ('accepted', 'published')
 order by t.name is null, length(t.name), t.name, m.id
"""


async def now_page(*, actor: Actor, round_id: UUID, now: datetime) -> NowPage:
    """The screen of the house, for who organises the event: the programme as released, the meetings as they are."""
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    slots, release = await slots_of(event.id), await last_release(event.id)
    blocks = programme.blocks([(slot.starts_at, slot.ends_at) for slot in slots])
    items = release.content.items if release is not None else [*await items_of(event.id), *blocks]
    running, following = day.at_once(items, now=now)
    slot = next((one for one in slots if one.starts_at <= now < one.ends_at), None)
    next_slot = next((one for one in slots if one.starts_at > now), None)
    names = {one.id: one for one in await parties_of(actor=actor, event_id=event.id)}
    tables: dict[UUID, list[AtTable]] = {}
    for row in await db.fetch(_TABLES, [one.id for one in (slot, next_slot) if one is not None]):
        tables.setdefault(row["slot"], []).append(
            AtTable(table=row["table"], room=row["room"], entry=names.get(row["entry"]), other=names.get(row["other"]))
        )
    return NowPage(
        round=facts,
        event=event,
        running=running,
        following=following,
        slot=slot,
        next_slot=next_slot,
        tables=[] if slot is None else tables.get(slot.id, []),
        next_tables=[] if next_slot is None else tables.get(next_slot.id, []),
        now=now,
    )


class Pass(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody shows at the door for a party; `id` is theirs at the event."""

    party: MyParty
    id: UUID
    photos: str

    @property
    def code(self) -> str:
        return code_of(self.id)


async def my_pass(*, actor: Actor, party_id: UUID) -> Pass:
    """The actor's own pass for one of their parties, once it takes part; else `NotFound`."""
    party = await my_party(actor=actor, party_id=party_id)
    row = await db.fetchrow(
        "select id, photos from party_person where party = $1 and person = $2", party_id, actor.person_id
    )
    if row is None or party.joined_at is None or party.left_at is not None:
        raise NotFound
    return Pass(party=party, **row)


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the audience and where they come to; `gone_at` once they said that they do not."""

    id: UUID
    name: str
    photos: str
    gone_at: datetime | None
    round_id: UUID
    round_en: str
    round_zh: str
    time_zone: str
    venue_en: str
    venue_zh: str
    starts_at: datetime | None
    edition_en: str
    edition_zh: str
    is_demo: bool

    @property
    def code(self) -> str:
        return code_of(self.id)


async def guest_of(*, key: str) -> Guest:
    """The guest of a secret address; `NotFound` where it is none, or they are forgotten."""
    found = signing.unseal("event guest", key)
    row = await db.fetchrow(
        """select g.id, g.name, g.photos, g.gone_at, r.id as round_id, r.name_en as round_en, r.name_zh as round_zh,
                  r.time_zone, e.venue_en, e.venue_zh, ed.name_en as edition_en, ed.name_zh as edition_zh, ed.is_demo,
                  least((select min(i.starts_at) from programme_item i where i.event = e.id),
                        (select min(sl.starts_at) from meeting_slot sl where sl.event = e.id)) as starts_at
             from event_guest g join roadshow_event e on e.id = g.event join round r on r.id = e.round
             join edition ed on ed.id = r.edition
            where g.id::text = $1 and g.name <> ''""",
        found or "",
    )
    if row is None:
        raise NotFound
    return Guest(**row)


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """An event to which the public may come. `is_over`, `is_full`: why nobody else can say so."""

    round: RoundFacts
    event: Event
    starts_at: datetime | None
    is_over: bool
    is_full: bool


async def invitation(*, round_id: UUID, now: datetime) -> Invitation:
    """Where the public is asked to come; else `NotFound`. Public."""
    event = await event_of(round_id=round_id)
    row = await db.fetchrow(
        """select e.state <> 'draft' and r.state <> 'cancelled' as is_shown,
                  (select count(*) from event_guest g where g.event = v.id and g.gone_at is null) as coming,
                  (select min(x.at) from (select min(starts_at) as at from programme_item where event = v.id
                     union all select min(starts_at) from meeting_slot where event = v.id) x) as starts_at,
                  (select max(x.at) from (select max(ends_at) as at from programme_item where event = v.id
                     union all select max(ends_at) from meeting_slot where event = v.id) x) as ends_at
             from roadshow_event v join round r on r.id = v.round join edition e on e.id = r.edition
            where v.round = $1""",
        round_id,
    )
    facts = None if row is None or not row["is_shown"] else await round_facts(round_id=round_id)
    if event is None or event.seats is None or facts is None or row is None:
        raise NotFound
    return Invitation(
        round=facts,
        event=event,
        starts_at=row["starts_at"],
        is_over=row["ends_at"] is None or row["ends_at"] <= now,
        is_full=row["coming"] >= event.seats,
    )


_KEPT = """
select '/roadshow/rounds/' || v.round || '/door' as path, v.round, r.edition
  from roadshow_event v join round r on r.id = v.round
 where (select max(sl.ends_at) from meeting_slot sl where sl.event = v.id) > $1 order by v.round
"""


async def kept_pages(*, actor: Actor, now: datetime) -> list[str]:
    """The addresses that the actor's browser may keep: their meetings and passes, the doors they run."""
    parties = [one for one in await my_parties(actor=actor) if one.joined_at is not None and one.left_at is None]
    doors = [
        row["path"]
        for row in await db.fetch(_KEPT, now - day.LATE)
        if may_organise(actor, edition_id=row["edition"], round_id=row["round"])
    ]
    own = [f"/roadshow/parties/{one.id}{rest}" for one in parties for rest in ("", "/programme", "/pass")]
    return ["/roadshow/meetings", *own, *doors]
