"""The pages of judging."""

from typing import Any

from contest.judging.routes import (
    advancing,
    assignment,
    closeness,
    decisions,
    inviting,
    joining,
    letters,
    panels,
    planning,
    reviews,
    rounds,
    rubrics,
    waiving,
    wishes,
)

ROUTES: list[Any] = [
    *reviews.ROUTES,
    *letters.ROUTES,
    *joining.ROUTES,
    *rounds.ROUTES,
    *panels.ROUTES,
    *inviting.ROUTES,
    *closeness.ROUTES,
    *planning.ROUTES,
    *rubrics.ROUTES,
    *assignment.ROUTES,
    *advancing.ROUTES,
    *decisions.ROUTES,
    *waiving.ROUTES,
    *wishes.ROUTES,
]
