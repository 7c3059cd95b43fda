"""Milestones: none waits for itself, none moves without a reason, none is accepted before what it comes after."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.incubator.rules.milestones import (
    MilestonePlan,
    Move,
    decide_faults,
    drop_faults,
    is_circular,
    move_faults,
    plan_faults,
    state_of,
    submit_faults,
)

DAY = date(2026, 6, 30)
ONE, TWO, THREE, MATE = (UUID(int=number) for number in range(1, 5))


@pytest.mark.parametrize(
    ("state", "days", "shown"),
    [
        ("planned", 15, "planned"),
        ("planned", 14, "due"),
        ("planned", 0, "due"),
        ("planned", -1, "late"),
        ("returned", 3, "returned"),
        ("returned", -1, "late"),
        ("submitted", -9, "submitted"),
        ("accepted", -9, "accepted"),
    ],
)
def test_a_state_is_told_by_the_day(state: str, days: int, shown: str) -> None:
    assert state_of(state, DAY + timedelta(days=days), DAY) == shown


@given(
    st.dictionaries(st.integers(0, 9), st.one_of(st.none(), st.integers(0, 9))), st.integers(0, 9), st.integers(0, 9)
)
def test_what_would_wait_for_itself_is_found(links: dict[int, int | None], own: int, after: int) -> None:
    others = {UUID(int=one): None if two is None else UUID(int=two) for one, two in links.items() if one != own}
    found = is_circular(UUID(int=own), UUID(int=after), others)
    at: UUID | None = UUID(int=after)
    walked = []
    while at is not None and at not in walked and at != UUID(int=own):
        walked.append(at)
        at = others.get(at)
    assert found == (at is not None)


def test_a_plan_holds_together() -> None:
    plan = MilestonePlan(title="Pilot runs", due_on=DAY, owner=MATE, after=TWO)
    kept = {"own": ONE, "awarded_on": DAY, "people": {MATE}}
    assert plan_faults(plan, others={TWO: None}, **kept) == {}  # type: ignore[arg-type]
    for after, others in ((ONE, {}), (TWO, {TWO: ONE}), (TWO, {TWO: THREE, THREE: ONE}), (THREE, {TWO: None})):
        found = plan_faults(
            MilestonePlan(title="x", due_on=DAY, after=after), others=others, **kept,  # type: ignore[arg-type]
        )  # fmt: skip
        assert set(found) == {"after"}
    wrong = MilestonePlan(title="", deliverable="x" * 2001, due_on=DAY - timedelta(days=1), owner=THREE)
    assert set(plan_faults(wrong, others={}, **kept)) == {"title", "deliverable", "due_on", "owner"}  # type: ignore[arg-type]
    long = MilestonePlan(title="x" * 201, due_on=DAY)
    assert set(plan_faults(long, others={}, **kept)) == {"title"}  # type: ignore[arg-type]


def test_a_move_has_a_reason_and_one_way() -> None:
    assert move_faults(Move(to=DAY, reason="Rain.")) == move_faults(Move(days=-7, reason="Early.")) == {}
    assert Move(days=-7).from_day(DAY) == date(2026, 6, 23)
    assert Move(to=DAY).from_day(date(2020, 1, 1)) == DAY
    assert set(move_faults(Move(to=DAY))) == {"reason"}
    for move in (Move(reason="x"), Move(to=DAY, days=1, reason="x")):
        assert set(move_faults(move)) == {"to"}
    for days in (0, 3651, -3651):
        assert set(move_faults(Move(days=days, reason="x"))) == {"days"}
    assert set(drop_faults("")) == set(drop_faults("x" * 1001)) == {"reason"}


def test_it_is_handed_in_with_own_documents_and_accepted_after_what_comes_before() -> None:
    assert submit_faults([ONE], {ONE}, "") == {}
    for documents in ([], [TWO], [ONE, TWO]):
        assert set(submit_faults(documents, {ONE}, "")) == {"documents"}
    assert set(submit_faults([ONE], {ONE}, "x" * 2001)) == {"note"}
    assert decide_faults("accepted", "", waits_for=None) == decide_faults("returned", "No figure.", waits_for="A") == {}
    assert set(decide_faults("returned", "", waits_for=None)) == {"reason"}
    assert (
        set(decide_faults("accepted", "", waits_for="A")) == set(decide_faults("x", "", waits_for=None)) == {"verdict"}
    )
