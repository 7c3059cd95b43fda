"""Pages of an incubator."""

from typing import Any

from contest.incubator.routes import boards, cohorts, landing, ventures

ROUTES: list[Any] = [*boards.ROUTES, *cohorts.ROUTES, *ventures.ROUTES, *landing.ROUTES]
