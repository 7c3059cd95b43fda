"""Pages of the register of needs and of its counterparts."""

from typing import Any

from contest.zone.routes import counterparts, importing, joining, needs, scenes
from contest.zone.routes.shared import edition_facts

__all__ = ["ROUTES", "edition_facts"]

ROUTES: list[Any] = [
    *needs.ROUTES,
    *scenes.ROUTES,
    *importing.ROUTES,
    *counterparts.ROUTES,
    *joining.ROUTES,
]
