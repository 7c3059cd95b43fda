"""Pages of entries."""

from typing import Any

from contest.submissions.routes import (
    answering,
    autosave,
    deadlines,
    drafts,
    exports,
    hand_in,
    history,
    impact,
    importing,
    plan,
    questions,
    reading,
    referees,
    screening,
    sharing,
    staff,
    suggestions,
    teams,
    translations,
    uploads,
)

ROUTES: list[Any] = [
    *deadlines.ROUTES,
    *drafts.ROUTES,
    *autosave.ROUTES,
    *impact.ROUTES,
    *uploads.ROUTES,
    *exports.ROUTES,
    *importing.ROUTES,
    *hand_in.ROUTES,
    *history.ROUTES,
    *answering.ROUTES,
    *teams.ROUTES,
    *questions.ROUTES,
    *referees.ROUTES,
    *sharing.ROUTES,
    *suggestions.ROUTES,
    *reading.ROUTES,
    *staff.ROUTES,
    *screening.ROUTES,
    *plan.ROUTES,
    *translations.ROUTES,
]
