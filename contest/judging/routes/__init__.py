"""The pages of judging."""

from typing import Any

from contest.judging.routes import (
    advancing,
    assignment,
    closeness,
    decisions,
    exports,
    inviting,
    joining,
    letters,
    panels,
    planning,
    reviews,
    rounds,
    rubrics,
    stages,
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
    *stages.ROUTES,
    *decisions.ROUTES,
    *exports.ROUTES,
    *waiving.ROUTES,
    *wishes.ROUTES,
]
