"""The organisers' pages of editions, cities, rounds and forms."""

from typing import Any

from contest.challenge.routes import (
    checks,
    days,
    editions,
    forms,
    lists,
    partners,
    public_pages,
    questions,
    rehearsal,
    rounds,
    sections,
    texts,
)

ROUTES: list[Any] = [
    *editions.ROUTES,
    *rounds.ROUTES,
    *forms.ROUTES,
    *questions.ROUTES,
    *sections.ROUTES,
    *rehearsal.ROUTES,
    *texts.ROUTES,
    *checks.ROUTES,
    *days.ROUTES,
    *partners.ROUTES,
    *lists.ROUTES,
    *public_pages.ROUTES,
]
