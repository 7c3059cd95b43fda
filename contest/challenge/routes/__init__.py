"""The organisers' pages of editions, cities, rounds and forms."""

from typing import Any

from contest.challenge.routes import editions, forms, questions, rehearsal, rounds, texts

ROUTES: list[Any] = [
    *editions.ROUTES,
    *rounds.ROUTES,
    *forms.ROUTES,
    *questions.ROUTES,
    *rehearsal.ROUTES,
    *texts.ROUTES,
]
