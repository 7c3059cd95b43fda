"""How an event is laid out: its slots, tables and numbers."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy

MOST_SLOTS, MOST_TABLES = 60, 400


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
    faults: dict[str, Lazy | str] = {}
    for name, least, most in (
        ("slots", 1, MOST_SLOTS),
        ("minutes", 5, 120),
        ("gap", 0, 60),
        ("run", 0, MOST_SLOTS),
        ("pause", 0, 240),
        ("walk_minutes", 0, 120),
        ("floor", 0, MOST_SLOTS),
        ("most", 1, MOST_SLOTS),
        ("musts", 1, 100),
    ):
        if not least <= getattr(plan, name) <= most:
            faults[name] = N_("Give a number from %(least)s to %(most)s.", least=least, most=most)
    if sum(plan.rooms.values()) > MOST_TABLES or any(count < 0 for count in plan.rooms.values()):
        faults["rooms"] = N_("Give at most %(most)s tables.", most=MOST_TABLES)
    if plan.floor > plan.most:
        faults.setdefault("floor", N_("No more can be promised than each takes at most."))
    if plan.starts_at <= now:
        faults["starts_on"] = N_("The meetings begin in the future.")
    if plan.wishes_close_at >= plan.starts_at:
        faults["close_on"] = N_("Wishes close before the meetings begin.")
    if faults:
        raise Invalid(fields=faults)
