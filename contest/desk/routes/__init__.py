"""The desk's pages."""

from typing import Any

from contest.desk.routes import machinery, search

ROUTES: list[Any] = [*machinery.ROUTES, *search.ROUTES]
