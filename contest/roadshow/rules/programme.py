"""The programme of an event: what takes place when, when each entry pitches, and what a version changes for whom."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from contest.judging.rules.pitching import Minutes
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy

KINDS: dict[str, Lazy] = {"session": N_("Session"), "pitches": N_("Pitches"), "break": N_("Break")}
MEETINGS = "meetings"
MOST_ITEMS = 100
LONGEST = timedelta(hours=14)

T = TypeVar("T")


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the programme for everybody; of the kind `meetings` are the blocks of meeting slots."""

    id: str
    kind: str
    title_en: str = ""
    title_zh: str = ""
    room: str = ""
    starts_at: datetime
    ends_at: datetime


class PitchTime(msgspec.Struct, frozen=True, kw_only=True):
    """When and where an entry pitches, in which session; `moved_because` says why not where it was drawn."""

    party: str
    session: str
    code: str
    place: int
    room: str
    starts_at: datetime
    ends_at: datetime
    moved_because: str = ""


class MeetingTime(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting that both accepted: of which parties, when, and where; without a table it is by video."""

    id: str
    entry: str
    other: str
    table: str
    room: str
    starts_at: datetime
    ends_at: datetime


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    """A draw of the running order, with all that is needed to repeat it."""

    number: int
    seed: str
    source: str
    codes: list[str]
    reason: str
    drawn_at: datetime


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """All of a version. Only `items`, `pitches` and `draws` are for everybody: a meeting is for those who have it."""

    items: list[Item] = []
    pitches: list[PitchTime] = []
    meetings: list[MeetingTime] = []
    draws: list[Draw] = []
    minutes: Minutes = Minutes()

    def days(self, zone: str) -> list[tuple[date, list[Item]]]:
        """The items by the days of a zone."""
        found: dict[date, list[Item]] = {}
        for one in self.items:
            found.setdefault(one.starts_at.astimezone(ZoneInfo(zone)).date(), []).append(one)
        return list(found.items())


class ItemPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What an organiser says of an item."""

    kind: str
    title_en: str = ""
    title_zh: str = ""
    room: str = ""
    starts_at: datetime
    ends_at: datetime


def check_item(plan: ItemPlan) -> None:
    """`Invalid` names what makes no item."""
    faults: dict[str, Lazy | str] = {}
    if plan.kind not in KINDS:
        faults["kind"] = N_("Choose one of the answers offered.")
    if plan.kind == "session" and not (plan.title_en or plan.title_zh):
        faults["title_en"] = N_("Give a title in one language at least.")
    if plan.ends_at <= plan.starts_at:
        faults["ends_time"] = N_("It ends before it starts.")
    elif plan.ends_at - plan.starts_at > LONGEST:
        faults["ends_time"] = N_("It lasts longer than a day of work: make two of it.")
    if faults:
        raise Invalid(fields=faults)


def check_minutes(minutes: Minutes) -> None:
    """`Invalid` names each length that no pitch has."""
    faults: dict[str, Lazy | str] = {}
    for name, least, most in (("pitch", 1, 60), ("questions", 0, 60), ("change", 0, 30)):
        if not least <= getattr(minutes, name) <= most:
            faults[name] = N_("Give a number from %(least)s to %(most)s.", least=least, most=most)
    if faults:
        raise Invalid(fields=faults)


def blocks(slots: Sequence[tuple[datetime, datetime]]) -> list[Item]:
    """The meeting slots as lines of the programme: a new one after each gap that is longer than the usual one."""
    if not slots:
        return []
    gaps = [after[0] - before[1] for before, after in pairwise(slots)]
    usual = min(gaps, default=timedelta())
    made: list[Item] = []
    begun = slots[0][0]
    for at, (_, ends_at) in enumerate(slots):
        if at == len(gaps) or gaps[at] > usual:
            made.append(Item(id=f"{MEETINGS} {len(made) + 1}", kind=MEETINGS, starts_at=begun, ends_at=ends_at))
            begun = slots[min(at + 1, len(gaps))][0]
    return made


def pitch_times(
    sessions: Sequence[Item], order: Sequence[tuple[str, str, str]], minutes: Minutes
) -> tuple[list[PitchTime], timedelta]:
    """When each of `order` (party, code, why it was moved) pitches, and how long they run past the last session.

    The sessions are filled one after the other. After the last pitch of a session nobody needs to change.
    """
    made: list[PitchTime] = []
    sessions = sorted(sessions, key=lambda one: (one.starts_at, one.id))
    lasts = timedelta(minutes=minutes.pitch + minutes.questions)
    left = list(order)
    for number, session in enumerate(sessions, start=1):
        at = session.starts_at
        while left and (number == len(sessions) or at + lasts <= session.ends_at):
            party, code, because = left.pop(0)
            made.append(
                PitchTime(
                    party=party, session=session.id, code=code, place=len(made) + 1, room=session.room, starts_at=at,
                    ends_at=at + lasts, moved_because=because,
                )
            )  # fmt: skip
            at += timedelta(minutes=minutes.whole)
    over = made[-1].ends_at - sessions[-1].ends_at if made else timedelta()
    return made, max(over, timedelta())


def clashes(items: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Items that are in the same room at the same time."""
    rooms: dict[str, list[Item]] = {}
    for one in sorted(items, key=lambda item: (item.starts_at, item.id)):
        if one.room and one.kind != MEETINGS:
            rooms.setdefault(one.room.casefold(), []).append(one)
    return [
        (first, second)
        for here in rooms.values()
        for at, first in enumerate(here)
        for second in here[at + 1 :]
        if second.starts_at < first.ends_at
    ]


def overlap(first: tuple[datetime, datetime], second: tuple[datetime, datetime]) -> bool:
    """Whether two times have a moment in common."""
    return first[0] < second[1] and second[0] < first[1]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a version changes. `what`: item, pitch, meeting; `how`: new, changed, off; times where there are some."""

    what: str
    how: str
    title_en: str = ""
    title_zh: str = ""
    kind: str = ""
    was: datetime | None = None
    starts_at: datetime | None = None
    room: str = ""


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What changes for everybody, and for single parties."""

    common: list[Change]
    own: dict[str, list[Change]]

    def of(self, party: str) -> list[Change]:
        """What a party is told, in the order of the day."""
        return sorted([*self.common, *self.own.get(party, [])], key=lambda one: str(one.starts_at or one.was))

    def affected(self, parties: Collection[str]) -> list[str]:
        """Those of `parties` for whom something changes, in their order."""
        return [party for party in parties if self.of(party)]

    @property
    def is_nothing(self) -> bool:
        return not self.common and not any(self.own.values())


def changes(before: Programme, after: Programme) -> Changes:
    """What a version changes against the one before it. A draw, or a reason, that moves nobody concerns nobody."""
    own: dict[str, list[Change]] = {}

    def tell(party: str, change: Change) -> None:
        own.setdefault(party, []).append(change)

    for party, was, now in _both({one.party: one for one in before.pitches}, {one.party: one for one in after.pitches}):
        if was is None or now is None or (was.starts_at, was.room) != (now.starts_at, now.room):
            tell(party, _change("pitch", was, now))
    for _, met, meets in _both({one.id: one for one in before.meetings}, {one.id: one for one in after.meetings}):
        one = meets or met
        if one is not None and (met is None or meets is None or _place(met) != _place(meets)):
            for party in (one.entry, one.other):
                tell(party, _change("meeting", met, meets))
    common = [
        _change("item", was, now)
        for _, was, now in _both({one.id: one for one in before.items}, {one.id: one for one in after.items})
        if was != now
    ]
    return Changes(common=common, own=own)


def _place(one: MeetingTime) -> tuple[datetime, str, str]:
    return one.starts_at, one.table, one.room


def _both(before: Mapping[str, T], after: Mapping[str, T]) -> list[tuple[str, T | None, T | None]]:
    return [(key, before.get(key), after.get(key)) for key in dict.fromkeys([*after, *before])]


def _change(
    what: str, was: Item | PitchTime | MeetingTime | None, now: Item | PitchTime | MeetingTime | None
) -> Change:
    one = now or was
    titles = (one.title_en, one.title_zh, one.kind) if isinstance(one, Item) else ("", "", "")
    return Change(
        what=what,
        how="new" if was is None else "off" if now is None else "changed",
        title_en=titles[0],
        title_zh=titles[1],
        kind=titles[2],
        was=None if was is None else was.starts_at,
        starts_at=None if now is None else now.starts_at,
        room=one.room if one is not None else "",
    )
