"""The pages of judging."""

from typing import Any

from contest.judging.routes import decisions, letters, reviews, rounds, rubrics

ROUTES: list[Any] = [*reviews.ROUTES, *letters.ROUTES, *rounds.ROUTES, *rubrics.ROUTES, *decisions.ROUTES]
