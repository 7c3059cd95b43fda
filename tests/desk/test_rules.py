"""Who looks after the machinery."""

from uuid import UUID

import pytest

from contest.desk import rules
from contest.lib.actor import Actor, Grant


@pytest.mark.parametrize(
    ("grants", "may"),
    [
        ((Grant("programme_organiser"),), True),
        ((Grant("programme_organiser", edition_id=UUID(int=1)),), False),
        ((Grant("round_organiser"),), False),
        ((), False),
    ],
)
def test_jobs_are_for_organisers_of_the_whole_programme(grants: tuple[Grant, ...], may: bool) -> None:
    assert rules.may_see_jobs(Actor(person_id=UUID(int=9), grants=grants)) is may
