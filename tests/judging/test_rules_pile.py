"""Which review comes next, and how long the rest will take."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from contest.judging.rules.pile import Place, minutes_left, next_open
from tests.makers import NOW


def pile(*states: str, signed: dict[int, int] | None = None, skipped: dict[int, int] | None = None) -> list[Place]:
    """Reviews 0, 1, 2 ...; `signed` and `skipped` give minutes after noon by number."""

    def at(minutes: dict[int, int] | None, number: int) -> datetime | None:
        return None if number not in (minutes or {}) else NOW + timedelta(minutes=(minutes or {})[number])

    return [
        Place(id=UUID(int=number), state=state, signed_at=at(signed, number), skipped_at=at(skipped, number))
        for number, state in enumerate(states)
    ]


@pytest.mark.parametrize(
    ("given", "current", "expected"),
    [
        (pile("draft", "assigned", "assigned"), 0, 1),
        (pile("draft", "signed", "reopened"), 0, 2),
        (pile("assigned", "signed", "draft"), 2, 0),
        (pile("assigned", "assigned", "assigned", skipped={1: 5}), 0, 2),
        (pile("assigned", "assigned", "assigned", skipped={0: 5, 1: 9}), 2, 0),
        (pile("assigned", "assigned", "assigned", skipped={0: 9, 1: 5}), 2, 1),
        (pile("signed", "draft", "signed"), 1, None),
        (pile(), 1, None),
    ],
)
def test_the_next_open_review(given: list[Place], current: int, expected: int | None) -> None:
    assert next_open(given, UUID(int=current)) == (None if expected is None else UUID(int=expected))


def test_skipping_every_review_comes_round_to_each() -> None:
    places, current, seen = pile(*["assigned"] * 4), UUID(int=0), []
    for turn in range(8):
        places = [
            Place(id=one.id, state=one.state, signed_at=None, skipped_at=NOW + timedelta(minutes=turn))
            if one.id == current
            else one
            for one in places
        ]
        found = next_open(places, current)
        assert found is not None
        current = found
        seen.append(found.int)
    assert seen == [1, 2, 3, 0, 1, 2, 3, 0]


def test_minutes_follow_the_reckoning_and_then_ones_own_pace() -> None:
    assert minutes_left(pile(*["assigned"] * 4), each=20) == 80
    quick = pile(*["signed"] * 4, *["assigned"] * 2, signed={0: 0, 1: 8, 2: 16, 3: 24})
    assert minutes_left(quick, each=20) == round(2 * (3 * 20 + 3 * 8) / 6)
    broken = pile(*["signed"] * 3, "assigned", signed={0: 0, 1: 10, 2: 24 * 60})
    assert minutes_left(broken, each=20) == round((3 * 20 + 10) / 4)
    assert minutes_left(pile("signed", signed={0: 0}), each=20) == 0
