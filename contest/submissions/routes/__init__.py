"""Pages of entries."""

from typing import Any

from contest.submissions.routes import (
    answering,
    autosave,
    drafts,
    hand_in,
    history,
    impact,
    plan,
    reading,
    screening,
    staff,
    uploads,
)

ROUTES: list[Any] = [
    *drafts.ROUTES,
    *autosave.ROUTES,
    *impact.ROUTES,
    *uploads.ROUTES,
    *hand_in.ROUTES,
    *history.ROUTES,
    *answering.ROUTES,
    *reading.ROUTES,
    *staff.ROUTES,
    *screening.ROUTES,
    *plan.ROUTES,
]
