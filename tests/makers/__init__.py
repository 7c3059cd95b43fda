"""Rows for tests, by name and without surprises: what a test does not say is plain and fixed."""

from tests.makers.accounts import actor_for, agree, grant, make_organisation, make_person, make_token
from tests.makers.challenge import NOW, make_city, make_edition, make_round, make_scene
from tests.makers.submissions import (
    make_extension,
    make_late_code,
    make_standing,
    make_submission,
    make_version,
)

__all__ = [
    "NOW",
    "actor_for",
    "agree",
    "grant",
    "make_city",
    "make_edition",
    "make_extension",
    "make_late_code",
    "make_organisation",
    "make_person",
    "make_round",
    "make_scene",
    "make_standing",
    "make_submission",
    "make_token",
    "make_version",
]
