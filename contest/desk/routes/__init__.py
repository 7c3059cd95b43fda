"""The desk's pages."""

from typing import Any

from contest.desk.routes import (
    audit,
    backups,
    bulk,
    hooks,
    letters,
    lists,
    machinery,
    reminders,
    roles,
    search,
    security,
    setup,
    viewing,
    webhooks,
)

ROUTES: list[Any] = [
    *machinery.ROUTES,
    *roles.ROUTES,
    *search.ROUTES,
    *audit.ROUTES,
    *bulk.ROUTES,
    *letters.ROUTES,
    *reminders.ROUTES,
    *hooks.ROUTES,
    *webhooks.ROUTES,
    *setup.ROUTES,
    *viewing.ROUTES,
    *backups.ROUTES,
    *lists.ROUTES,
    *security.ROUTES,
]
