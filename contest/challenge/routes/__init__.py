"""The organisers' pages of editions, cities and rounds."""

from typing import Any

from contest.challenge.routes import editions, rounds, texts

ROUTES: list[Any] = [*editions.ROUTES, *rounds.ROUTES, *texts.ROUTES]
