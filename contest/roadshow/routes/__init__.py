"""Pages of roadshows: the organiser's event, and what each party sees of it."""

from typing import Any

from contest.roadshow.routes import events, wishes

ROUTES: list[Any] = [*events.ROUTES, *wishes.ROUTES]
