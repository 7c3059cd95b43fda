"""The desk for programs: its figures, its search, what is done to many, who works there, what happened, who is told."""

from typing import Any

from contest.desk.api import (
    backups,
    bulk,
    home,
    jobs,
    letters,
    messages,
    record,
    reminders,
    roles,
    saved,
    search,
    setup,
    webhooks,
)

ROUTES: list[Any] = [
    *home.ROUTES,
    *search.ROUTES,
    *saved.ROUTES,
    *bulk.ROUTES,
    *reminders.ROUTES,
    *roles.ROUTES,
    *record.ROUTES,
    *jobs.ROUTES,
    *backups.ROUTES,
    *setup.ROUTES,
    *webhooks.ROUTES,
    *messages.ROUTES,
    *letters.ROUTES,
]
