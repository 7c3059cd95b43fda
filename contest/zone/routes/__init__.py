"""Pages of the register of needs, of its counterparts, and of what was signed."""

from typing import Any

from contest.zone.routes import agreements, counterparts, importing, joining, lists, needs, scenes
from contest.zone.routes.shared import edition_facts, edition_rounds

__all__ = ["ROUTES", "edition_facts", "edition_rounds"]

ROUTES: list[Any] = [
    *needs.ROUTES,
    *scenes.ROUTES,
    *importing.ROUTES,
    *counterparts.ROUTES,
    *joining.ROUTES,
    *agreements.ROUTES,
    *lists.ROUTES,
]
