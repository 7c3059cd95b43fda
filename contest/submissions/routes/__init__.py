"""Pages of entries."""

from typing import Any

from contest.submissions.routes import drafts, hand_in, reading, staff, uploads

ROUTES: list[Any] = [*drafts.ROUTES, *uploads.ROUTES, *hand_in.ROUTES, *reading.ROUTES, *staff.ROUTES]
