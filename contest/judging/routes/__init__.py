"""The pages of judging."""

from typing import Any

from contest.judging.routes import decisions, reviews, rounds, rubrics

ROUTES: list[Any] = [*reviews.ROUTES, *rounds.ROUTES, *rubrics.ROUTES, *decisions.ROUTES]
