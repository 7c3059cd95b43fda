"""The pages of judging."""

from typing import Any

from contest.judging.routes import assignment, decisions, letters, reviews, rounds, rubrics, waiving

ROUTES: list[Any] = [
    *reviews.ROUTES,
    *letters.ROUTES,
    *rounds.ROUTES,
    *rubrics.ROUTES,
    *assignment.ROUTES,
    *decisions.ROUTES,
    *waiving.ROUTES,
]
