"""Forms and partners for programs: the verbs of the pages as JSON."""

from typing import Any

from contest.challenge.api import forms, partners

ROUTES: list[Any] = [*forms.ROUTES, *partners.ROUTES]
