"""How an event is laid out: its slots, tables and numbers."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy

MOST_SLOTS, MOST_TABLES = 60, 400
NUMBERS = {"slots": (1, MOST_SLOTS), "minutes": (5, 120), "gap": (0, 60), "run": (0, MOST_SLOTS), "pause": (0, 240)}
PROMISES = {"walk_minutes": (0, 120), "floor": (0, MOST_SLOTS), "most": (1, MOST_SLOTS), "musts": (1, 100)}


class EventPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What an organiser says of an event. Slots of `minutes` follow each other with `gap` minutes between them, and a
    break of `pause` minutes after every `run` of them (0: none). `rooms`: the tables of each room."""

    venue_en: str = ""
    venue_zh: str = ""
    starts_at: datetime
    slots: int
    minutes: int
    gap: int
    run: int = 0
    pause: int = 0
    rooms: Mapping[str, int]
    walk_minutes: int = 0
    wishes_close_at: datetime
    floor: int = 2
    most: int = 8
    musts: int = 5


class EventEdit(msgspec.Struct, frozen=True, kw_only=True):
    """What may change of an event that is laid out; its times and tables are added and taken away one by one.
    `seats` are for the audience; None asks nobody to come."""

    venue_en: str = ""
    venue_zh: str = ""
    walk_minutes: int = 0
    wishes_close_at: datetime
    floor: int = 2
    most: int = 8
    musts: int = 5
    seats: int | None = None
    visa_days: int = 30


def slots_of(plan: EventPlan) -> list[tuple[datetime, datetime]]:
    """When each slot starts and ends."""
    made = []
    at = plan.starts_at
    for number in range(1, plan.slots + 1):
        ends = at + timedelta(minutes=plan.minutes)
        made.append((at, ends))
        is_last_of_run = plan.run > 0 and number % plan.run == 0
        at = ends + timedelta(minutes=plan.pause if is_last_of_run else plan.gap)
    return made


def tables_of(plan: EventPlan) -> list[tuple[str, str]]:
    """Name and room of each table, numbered through."""
    rooms = [room for room, count in plan.rooms.items() for _ in range(count)]
    return [(str(number), room) for number, room in enumerate(rooms, start=1)]


def check_event(plan: EventPlan, *, now: datetime) -> None:
    """`Invalid` names every number that makes no event."""
    faults = _number_faults(plan, NUMBERS) | _promise_faults(plan, first_at=plan.starts_at)
    if sum(plan.rooms.values()) > MOST_TABLES or any(count < 0 for count in plan.rooms.values()):
        faults["rooms"] = N_("Give at most %(most)s tables.", most=MOST_TABLES)
    if plan.starts_at <= now:
        faults["starts_on"] = N_("The meetings begin in the future.")
    if faults:
        raise Invalid(fields=faults)


def check_edit(plan: EventEdit, *, first_at: datetime | None) -> None:
    """`Invalid` names every number that makes no event; `first_at` is when the first meeting begins, if any does."""
    if faults := _promise_faults(plan, first_at=first_at):
        raise Invalid(fields=faults)


def check_slot(
    starts_at: datetime, minutes: int, *, others: Sequence[tuple[datetime, datetime]], now: datetime
) -> None:
    """`Invalid` where a time for meetings is over, too long, or overlaps another: nobody can be at both."""
    faults: dict[str, Lazy | str] = {}
    if not 5 <= minutes <= 120:
        faults["minutes"] = N_("Give a number from %(least)s to %(most)s.", least=5, most=120)
    elif any(starts_at < end and start < starts_at + timedelta(minutes=minutes) for start, end in others):
        faults["starts_time"] = N_("It overlaps another time for meetings.")
    if starts_at <= now:
        faults["starts_on"] = N_("The meetings begin in the future.")
    if len(others) >= MOST_SLOTS:
        faults["starts_on"] = N_("There are as many times as an event can have.")
    if faults:
        raise Invalid(fields=faults)


def _number_faults(plan: msgspec.Struct, numbers: Mapping[str, tuple[int, int]]) -> dict[str, Lazy | str]:
    return {
        name: N_("Give a number from %(least)s to %(most)s.", least=least, most=most)
        for name, (least, most) in numbers.items()
        if not least <= getattr(plan, name) <= most
    }


def _promise_faults(plan: EventPlan | EventEdit, *, first_at: datetime | None) -> dict[str, Lazy | str]:
    faults = _number_faults(plan, PROMISES)
    if plan.floor > plan.most:
        faults.setdefault("floor", N_("No more can be promised than each takes at most."))
    if first_at is not None and plan.wishes_close_at >= first_at:
        faults["close_on"] = N_("Wishes close before the meetings begin.")
    return faults
