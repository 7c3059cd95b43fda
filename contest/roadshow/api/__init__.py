"""Events for programs: of a party that takes part, and of an event for who organises it."""

from typing import Any

from contest.roadshow.api import house, layout, meetings, own, programme

ROUTES: list[Any] = [*meetings.ROUTES, *own.ROUTES, *layout.ROUTES, *programme.ROUTES, *house.ROUTES]
