"""Entries for programs: the verbs of the pages as JSON."""

from typing import Any

from contest.submissions.api import entries, files, screening

ROUTES: list[Any] = [*entries.ROUTES, *files.ROUTES, *screening.ROUTES]
