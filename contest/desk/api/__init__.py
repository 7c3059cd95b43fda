"""The desk for programs: its figures, its search, what is done to many, who works there, what happened, who is told."""

from typing import Any

from contest.desk.api import bulk, home, jobs, messages, record, reminders, roles, saved, search, webhooks

ROUTES: list[Any] = [
    *home.ROUTES,
    *search.ROUTES,
    *saved.ROUTES,
    *bulk.ROUTES,
    *reminders.ROUTES,
    *roles.ROUTES,
    *record.ROUTES,
    *jobs.ROUTES,
    *webhooks.ROUTES,
    *messages.ROUTES,
]
