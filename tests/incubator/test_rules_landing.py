"""A step of a landing: done with a document on days that were, or not at all; templates that hold together."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from contest.incubator.rules.landing import (
    DEFAULTS,
    Report,
    StepText,
    days_taken,
    kind_of,
    report_faults,
    state_of,
    template_faults,
)

DAY = date(2026, 6, 30)
TODAY = DAY + timedelta(days=90)
DOCUMENT, MATE = UUID(int=1), UUID(int=2)


def day(number: int) -> date:
    return DAY + timedelta(days=number)


DONE = Report(begun_on=day(1), done_on=day(10), evidence=DOCUMENT)


@pytest.mark.parametrize(
    ("report", "wrong"),
    [
        (Report(), set()),
        (DONE, set()),
        (Report(begun_on=day(1), done_on=day(10)), {"evidence"}),
        (Report(begun_on=day(1), done_on=day(10), evidence=MATE), {"evidence"}),
        (Report(done_on=day(10), evidence=DOCUMENT), {"begun_on"}),
        (Report(begun_on=day(10), done_on=day(9), evidence=DOCUMENT), {"done_on"}),
        (Report(begun_on=day(1), done_on=day(9), evidence=DOCUMENT, blocker="A stamp."), {"blocker"}),
        (Report(begun_on=day(-1)), {"begun_on"}),
        (Report(begun_on=day(91)), {"begun_on"}),
        (Report(begun_on=day(1), done_on=day(91), evidence=DOCUMENT), {"done_on"}),
        (Report(due_on=day(400)), set()),
        (Report(due_on=day(-1)), {"due_on"}),
        (Report(owner=MATE), set()),
        (Report(owner=DOCUMENT), {"owner"}),
        (Report(blocker="x" * 501), {"blocker"}),
    ],
)
def test_a_step_is_done_with_its_document_on_days_after_the_award(report: Report, wrong: set[str]) -> None:
    assert set(report_faults(report, awarded_on=DAY, today=TODAY, files=[DOCUMENT], people=[MATE])) == wrong


def test_where_a_step_stands_and_how_long_it_took() -> None:
    late = Report(due_on=day(89), begun_on=day(80))
    for report, state, days in (
        (DONE, "done", 9),
        (Report(blocker="A stamp.", due_on=day(1)), "blocked", None),
        (late, "late", 10),
        (Report(due_on=day(90), begun_on=day(80)), "going", 10),
        (Report(due_on=day(90)), "waiting", None),
    ):
        assert (state_of(report, TODAY), days_taken(report, TODAY)) == (state, days)


def test_templates_hold_together_and_a_talent_has_its_own() -> None:
    assert [kind_of(kind) for kind in ("talent", "project", "product")] == ["talent", "company", "company"]
    assert [template_faults(steps) for steps in DEFAULTS.values()] == [{}, {}]
    assert set(template_faults([])) == {"en_1"}
    wrong = [StepText("", "", 1), StepText("x" * 201, "", 3651), StepText("", "岗位", 0)]
    assert set(template_faults(wrong)) == {"en_1", "en_2", "days_2"}
    assert set(template_faults([StepText("A", "", 1)] * 31)) == {""}
