"""Editions, rounds, forms and partners for programs: the verbs of the pages as JSON."""

from typing import Any

from contest.challenge.api import editions, forms, partners, rounds

ROUTES: list[Any] = [*editions.ROUTES, *rounds.ROUTES, *forms.ROUTES, *partners.ROUTES]
