"""The public pages: the contest, its calls, their rules, their results."""

from typing import Any

from contest.site.routes import (
    about,
    before,
    calls,
    editions,
    first_page,
    flaws,
    gallery,
    needs,
    programme,
    roadmap,
    texts,
)

ROUTES: list[Any] = [
    *first_page.ROUTES,
    *calls.ROUTES,
    *editions.ROUTES,
    *before.ROUTES,
    *texts.ROUTES,
    *needs.ROUTES,
    *programme.ROUTES,
    *about.ROUTES,
    *gallery.ROUTES,
    *flaws.ROUTES,
    *roadmap.ROUTES,
]
