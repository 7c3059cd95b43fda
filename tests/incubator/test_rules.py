"""Stages and what a step asks for; who runs an incubator."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.incubator import rules
from contest.incubator.rules import CohortPlan, Facts, StepPlan
from contest.lib.actor import ANONYMOUS, SYSTEM, Actor, Grant

HERE, ELSEWHERE, ROUND, DOCUMENT = (UUID(int=n) for n in (1, 2, 3, 4))
AWARD = date(2026, 7, 1)


def at(stage: str = "matched", **values: object) -> Facts:
    plain = {"stage_on": AWARD + timedelta(days=10), "awarded_on": AWARD, "registered_on": None}
    return Facts(**({"stage": stage, "today": AWARD + timedelta(days=60), "files": [DOCUMENT]} | plain | values))  # type: ignore[arg-type]


def to(stage: str, day: int = 20, **values: object) -> StepPlan:
    return StepPlan(to=stage, happened_on=AWARD + timedelta(days=day), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "plan", "wrong"),
    [
        (at(), to("due_diligence"), set()),
        (at(), to("letter"), {"evidence"}),
        (at(), to("letter", evidence=DOCUMENT), set()),
        (at(), to("letter", evidence=HERE), {"evidence"}),
        (at(), to("due_diligence", evidence=HERE), {"evidence"}),
        (at(), to("due_diligence", day=-1), {"happened_on"}),
        (at(), to("due_diligence", day=9), {"happened_on"}),
        (at(), to("due_diligence", day=60), set()),
        (at(), to("due_diligence", day=61), {"happened_on"}),
        (at(), to("due_diligence", next_on=AWARD), {"next_on"}),
        (at(), to("matched"), {"to"}),
        (at(), to("somewhere"), {"to"}),
        (at(), to("pilot"), {"to"}),
        (at("registered", registered_on=AWARD), to("pilot"), set()),
        (at(), to("shortlisted"), {"reason"}),
        (at(), to("shortlisted", reason="They fell out."), set()),
        (at(), to("failed"), {"reason"}),
        (at("parked"), to("matched"), {"reason"}),
        (at("parked"), to("matched", reason="Money came."), set()),
        (at("parked"), to("parked", reason="Again."), {"to"}),
        (at(), to("failed", reason="x" * 1001), {"reason"}),
    ],
)
def test_a_step_is_taken_in_order_on_a_day_that_was_and_with_its_document(
    facts: Facts, plan: StepPlan, wrong: set[str]
) -> None:
    assert set(rules.step_faults(facts, plan)) == wrong


STAGES = st.sampled_from(list(rules.WORDS))


@given(STAGES, STAGES, st.booleans())
def test_nobody_is_registered_or_past_it_without_a_licence(stage: str, to_stage: str, is_registered: bool) -> None:
    facts = at(stage, registered_on=AWARD if is_registered else None)
    plan = to(to_stage, reason="Why.")
    past = {"registered", "pilot", "commercial", "graduated", "alumni"}
    if not rules.step_faults(facts, plan) and to_stage in past:
        assert to_stage != "registered" and is_registered
    if not rules.step_faults(facts, plan):
        is_there = rules.registered_after(facts, plan) is not None
        assert is_there or to_stage not in past
        assert not is_there or to_stage in past | set(rules.EXITS)


def test_a_new_licence_counts_from_its_own_day() -> None:
    plan = to("registered", evidence=DOCUMENT)
    assert rules.registered_after(at(), plan) == plan.happened_on
    assert rules.registered_after(at("pilot", registered_on=AWARD), plan) == AWARD
    assert rules.registered_after(at("pilot", registered_on=AWARD), to("signed")) is None


def test_a_cohort_has_a_name_and_ends_after_it_begins() -> None:
    assert set(rules.cohort_faults(CohortPlan(starts_on=AWARD, ends_on=date(2026, 6, 30)))) == {"name_en", "ends_on"}
    assert rules.cohort_faults(CohortPlan(name_zh="第一批", starts_on=AWARD, ends_on=AWARD)) == {}
    assert set(rules.cohort_faults(CohortPlan(name_en="x" * 121, starts_on=AWARD, ends_on=AWARD))) == {"name_en"}


GRANTS = st.builds(
    Grant,
    st.sampled_from(["programme_organiser", "round_organiser", "founder", "judge"]),
    st.sampled_from([None, HERE, ELSEWHERE]),
    st.sampled_from([None, ROUND]),
)


@given(st.lists(GRANTS, max_size=3))
def test_the_condition_of_lists_says_what_the_rule_says(grants: list[Grant]) -> None:
    actor = Actor(person_id=UUID(int=9), grants=tuple(grants))
    its = rules.editions_run(actor)
    for edition in (HERE, ELSEWHERE):
        assert (its.everywhere or edition in its.ids) == rules.may_run(actor, edition_id=edition)


def test_a_venture_is_seen_by_its_people_and_who_runs_its_incubator_unless_tied() -> None:
    runs = Actor(person_id=UUID(int=9), grants=(Grant("programme_organiser", HERE),))
    for actor, is_team, is_tied, sees in (
        (runs, False, False, True),
        (runs, False, True, False),
        (runs, True, True, True),
        (SYSTEM, False, False, True),
        (ANONYMOUS, False, False, False),
    ):
        assert rules.may_see(actor, edition_id=HERE, is_team=is_team, is_tied=is_tied) == sees
    assert not rules.may_see(runs, edition_id=ELSEWHERE, is_team=False, is_tied=False)


def test_a_share_counts_those_whose_time_is_over_and_a_median_those_with_a_licence() -> None:
    today = date(2027, 3, 1)
    ventures = [
        (date(2026, 2, 1), date(2026, 3, 1)),  # in 28 days
        (date(2026, 2, 1), date(2026, 8, 1)),  # on the last day of the sixth month
        (date(2026, 2, 1), date(2026, 8, 2)),  # a day too late for six months
        (date(2026, 8, 31), None),  # six months end on 28 February
        (date(2026, 9, 2), date(2026, 10, 2)),  # its six months run still
    ]
    found = rules.pace(ventures, today)
    assert (found.ventures, found.registered, found.days) == (5, 4, 105.5)
    assert [(one.months, one.registered, one.of, one.percent) for one in found.landed] == [
        (6, 2, 4, 50),
        (12, 3, 3, 100),
    ]
    empty = rules.pace([], today)
    assert (empty.days, [one.percent for one in empty.landed]) == (None, [None, None])


@given(st.integers(0, 40), st.integers(1, 40))
def test_a_percentage_is_rounded_half_up(registered: int, of: int) -> None:
    share = rules.Landed(months=6, registered=min(registered, of), of=of)
    exact = 100 * share.registered / of
    assert share.percent is not None
    assert share.percent - 0.5 <= exact < share.percent + 0.5
