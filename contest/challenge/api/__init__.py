"""Rounds, forms and partners for programs: the verbs of the pages as JSON."""

from typing import Any

from contest.challenge.api import forms, partners, rounds

ROUTES: list[Any] = [*rounds.ROUTES, *forms.ROUTES, *partners.ROUTES]
