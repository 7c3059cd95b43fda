"""Pages about what is kept of people: their own, and the queue of who answers them."""

from typing import Any

from contest.privacy.routes import breaches, mine, requests, retention

ROUTES: list[Any] = [*mine.ROUTES, *requests.ROUTES, *retention.ROUTES, *breaches.ROUTES]
