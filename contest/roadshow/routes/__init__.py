"""Pages of roadshows: the organiser's event, its programme and its day, and what each party sees of it."""

from typing import Any

from contest.roadshow.routes import after, assistants, calendars, day, door, editing, events, letters, programme, wishes

ROUTES: list[Any] = [
    *events.ROUTES,
    *editing.ROUTES,
    *programme.ROUTES,
    *day.ROUTES,
    *door.ROUTES,
    *wishes.ROUTES,
    *assistants.ROUTES,
    *calendars.ROUTES,
    *after.ROUTES,
    *letters.ROUTES,
]
