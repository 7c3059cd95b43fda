"""Entries for programs: the verbs of the pages as JSON."""

from typing import Any

from contest.submissions.api import (
    alike,
    deadlines,
    entries,
    files,
    history,
    plan,
    rounds,
    screening,
    shared,
    sharing,
    teams,
    translations,
)

ROUTES: list[Any] = [
    *entries.ROUTES,
    *files.ROUTES,
    *history.ROUTES,
    *teams.ROUTES,
    *screening.ROUTES,
    *rounds.ROUTES,
    *alike.ROUTES,
    *plan.ROUTES,
    *deadlines.ROUTES,
    *translations.ROUTES,
    *sharing.ROUTES,
    *shared.ROUTES,
]
