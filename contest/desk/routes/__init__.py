"""The desk's pages."""

from typing import Any

from contest.desk.routes import machinery

ROUTES: list[Any] = [*machinery.ROUTES]
