"""The public pages: the contest, its calls, their rules, their results."""

from typing import Any

from contest.site.routes import before, calls, first_page, needs, texts

ROUTES: list[Any] = [*first_page.ROUTES, *calls.ROUTES, *before.ROUTES, *texts.ROUTES, *needs.ROUTES]
