"""Everything that decides who meets whom and when. For who organises the round, and the job."""

from hashlib import sha256

import msgspec

from contest.lib import db
from contest.roadshow.queries.events import Event, Slot, Table, slots_of, tables_of
from contest.roadshow.queries.programme import items_of, pitch_times, running_order
from contest.roadshow.rules import meetings
from contest.roadshow.rules.meetings import Case, Pair, value
from contest.roadshow.rules.programme import PitchTime, overlap

_PARTY_ROWS = """
select p.id, p.submission is not null as is_entry, p.absent_at is not null as is_absent, p.is_remote, p.least, p.most,
       (select coalesce(array_agg(a.slot order by a.slot), '{}') from party_away a where a.party = p.id) as away
  from party p
  join roadshow_event e on e.id = p.event
  left join submission s on s.id = p.submission
  left join standing st on st.submission = s.id and st.round = e.round
  left join counterpart c on c.id = p.counterpart
  left join sharing_consent k on k.submission = s.id
 where (s.id is null or k.level <> 'none') and p.event = $1 and p.joined_at is not null and p.left_at is null
   and (s.id is null or (s.state = 'submitted' and st.gone = '')) and (c.id is null or c.left_at is null)
   and exists (select from party_person pp where pp.party = p.id)
 order by p.id
"""

_WISHES = """
select w.party, w.about, w.mark, p.submission is not null as is_entry from wish w join party p on p.id = w.party
 where p.event = $1 and w.mark <> 'open' order by w.party, w.about
"""

# An entry and a counterpart one of whose people is too close to it.
_TIED = """
select distinct e.id as entry, o.id as other from party e
  join party o on o.event = e.event and o.counterpart is not null
  join party_person pp on pp.party = o.id
  join submission s on s.id = e.submission
 where e.event = $1 and (s.owner = pp.person
    or exists (select from tie t where t.submission = e.submission and t.person = pp.person))
 order by 1, 2
"""

_FITS = "select entry, other, score from meeting_fit where event = $1 order by entry, other"


async def case_of(*, event: Event) -> tuple[Case, list[Slot], list[Table]]:
    """What a plan is worked out from; slots by their order. Asks nobody who is looking."""
    slots, tables = await slots_of(event.id), await tables_of(event.id)
    number = {slot.id: at for at, slot in enumerate(slots)}
    rows = await db.fetch(_PARTY_ROWS, event.id)
    pitches = await _pitching(event)
    entries, others = (
        [
            meetings.Party(
                key=str(row["id"]),
                free=frozenset[int]()
                if row["is_absent"]
                else frozenset(range(len(slots)))
                - {number[slot] for slot in row["away"]}
                - {number[slot.id] for slot in slots if _is_pitching(pitches.get(str(row["id"])), slot)},
                floor=event.floor if is_entry else 0,
                least=row["least"],
                most=event.most if row["most"] is None else row["most"],
                is_remote=row["is_remote"],
            )
            for row in rows
            if row["is_entry"] == is_entry
        ]
        for is_entry in (True, False)
    )
    wishes = await _wishes(event)
    barred = frozenset(await _pairs(_TIED, event))
    fits = {(str(row["entry"]), str(row["other"])): row["score"] for row in await db.fetch(_FITS, event.id)}
    rooms = sorted({table.room for table in tables})
    case = Case(
        entries=entries,
        others=others,
        worths={pair: worth for pair, worth in value.wished(wishes, fits).items() if pair not in barred},
        slots=[_minutes(slot, slots[0]) for slot in slots],
        tables=[meetings.Table(key=str(table.id), room=table.room) for table in tables],
        walks={(one, other): event.walk_minutes for one in rooms for other in rooms if one < other},
        entry_musts=frozenset(pair for pair, marks in wishes.items() if marks[0] == value.MUST),
        other_musts=frozenset(pair for pair, marks in wishes.items() if marks[1] == value.MUST),
        never=frozenset(pair for pair, marks in wishes.items() if value.NEVER in marks),
        barred=barred,
    )
    return case, slots, tables


async def _pitching(event: Event) -> dict[str, PitchTime]:
    """When each party pitches: it meets nobody then."""
    order = await running_order(event.id)
    times, _over = pitch_times(event, await items_of(event.id), order) if order else ([], None)
    return {one.party: one for one in times}


def _is_pitching(pitch: PitchTime | None, slot: Slot) -> bool:
    return pitch is not None and overlap((pitch.starts_at, pitch.ends_at), (slot.starts_at, slot.ends_at))


def _minutes(slot: Slot, first: Slot) -> meetings.Slot:
    start, end = ((at - first.starts_at).total_seconds() / 60 for at in (slot.starts_at, slot.ends_at))
    return meetings.Slot(start=int(start), end=int(end))


async def _wishes(event: Event) -> dict[Pair, tuple[str, str]]:
    marks: dict[Pair, list[str]] = {}
    for row in await db.fetch(_WISHES, event.id):
        pair = (row["party"], row["about"]) if row["is_entry"] else (row["about"], row["party"])
        key = str(pair[0]), str(pair[1])
        marks.setdefault(key, [value.OPEN, value.OPEN])[0 if row["is_entry"] else 1] = row["mark"]
    return {pair: (ours, theirs) for pair, (ours, theirs) in marks.items()}


async def _pairs(statement: str, event: Event) -> list[Pair]:
    return [(str(row["entry"]), str(row["other"])) for row in await db.fetch(statement, event.id)]


def mark_of(case: Case) -> str:
    """The same for the same wishes, times, tables and parties."""
    sets = [sorted(getattr(case, name)) for name in ("entry_musts", "other_musts", "never", "barred")]
    parties = [
        (one.key, sorted(one.free), one.floor, one.least, one.most, one.is_remote)
        for one in (*case.entries, *case.others)
    ]
    told = (sets, parties, sorted(case.worths.items()), case.slots, case.tables, sorted(case.walks.items()))
    return sha256(msgspec.json.encode(told)).hexdigest()
