"""Pages of entries."""

from typing import Any

from contest.submissions.routes import autosave, drafts, hand_in, impact, reading, staff, uploads

ROUTES: list[Any] = [
    *drafts.ROUTES,
    *autosave.ROUTES,
    *impact.ROUTES,
    *uploads.ROUTES,
    *hand_in.ROUTES,
    *reading.ROUTES,
    *staff.ROUTES,
]
