"""What a round asks against what its panel can give, and the smallest changes that would mend it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contest.judging.rules.capacity import DEFAULT, Case, Group, Member, Stage, hours_between, needs, weigh
from contest.judging.rules.capacity import stage_problems as problems
from contest.judging.rules.profiles import Away

EN, ZH = frozenset({"en"}), frozenset({"zh"})
FULL = Stage(kind="full", reads=3, minutes=30, share=100, least_valid=2)


def case(entries: int = 10, members: int = 5, stages: tuple[Stage, ...] = (FULL,), **values: Any) -> Case:
    said = {"most": 12, "hours": 20.0, "hours_day": 1.0} | values.pop("member", {})
    people = tuple(Member(name=f"Judge {n}", **said) for n in range(members))
    return Case(**({"entries": entries, "stages": stages, "members": people} | values))


def kinds(one: Case) -> list[str]:
    return [gap.kind for gap in weigh(one).gaps]


def said(one: Case, kind: str) -> tuple[str, list[str]]:
    gap = next(gap for gap in weigh(one).gaps if gap.kind == kind)
    return str(gap.text), [str(change) for change in gap.changes]


def test_what_the_default_stages_take() -> None:
    found = needs(case(entries=1000, stages=DEFAULT))
    assert [(one.entries, one.reads) for one in found] == [(1000, 2000), (400, 1200), (100, 500)]
    assert [round(one.hours, 1) for one in found] == [166.7, 600.0, 141.7]
    assert [one.stage.least_valid for one in found] == [2, 3, 3]


def test_a_panel_that_fits_is_told_so() -> None:
    assert kinds(case()) == []


def test_a_panel_of_two() -> None:
    text, changes = said(case(members=2, entries=1), "few")
    assert text == "“Full reviews” asks for 3 judges for each entry, and the panel has 2."
    assert changes == ["One more judge.", "2 reads each in “Full reviews”."]
    strict = Stage(kind="full", reads=3, minutes=30, least_valid=3)
    _, changes = said(case(members=2, entries=1, stages=(strict,)), "few")
    assert changes[1] == "2 reads each in “Full reviews”, and a result from 2."


def test_nobody_on_the_panel() -> None:
    assert kinds(case(members=0, entries=30)) == ["nobody"]
    text, changes = said(case(members=0, entries=30), "nobody")
    assert text == "Nobody is on the panel, and reading takes 45 hours."
    assert changes == ["8 more judges."]


def test_more_reviews_than_the_judges_take() -> None:
    text, changes = said(case(entries=25, members=5), "load")
    assert text == "75 full reviews are needed, and the judges take 60 at most."
    assert changes == [
        "2 more judges.",
        "Each judge reads 3 more than they said at most.",
        "Full reviews of the best 80 % of the entries.",
        "2 full reviews of each entry.",
    ]


def test_more_hours_than_the_panel_has() -> None:
    text, changes = said(case(entries=20, members=5, member={"hours": 5.0}), "hours")
    assert text == "Reading takes 30 hours, and the panel has 25."
    assert changes[:2] == ["One more judge.", "Reviews due one day later."]


def test_minima_above_what_there_is_to_read() -> None:
    text, changes = said(case(entries=5, members=5, member={"least": 4}), "least")
    assert text == "The judges were promised 20 reviews at least, and there are 15 to write."
    assert changes == ["4 full reviews of each entry.", "The judges accept 5 fewer between them."]


def test_a_language_that_too_few_read() -> None:
    groups = (Group(entries=6, languages=EN | ZH), Group(entries=4, languages=ZH))
    text, changes = said(case(groups=groups, member={"languages": EN}), "language")
    assert text == "Entries in Chinese only: 4. Too few judges read it."
    assert changes == ["3 more who read Chinese."]


def test_a_judge_with_no_language_in_common() -> None:
    mixed = case(groups=(Group(entries=10, languages=EN),))
    people = (*mixed.members[1:], Member(name="Ana", languages=frozenset({"pt"})))
    odd = Case(entries=10, stages=mixed.stages, members=people, groups=mixed.groups)
    assert said(odd, "speechless")[0] == "Ana reads no language in which an entry is written."


def test_a_scene_that_the_parts_of_the_panel_leave_out() -> None:
    groups = (Group(entries=4, scene="energy"), Group(entries=4, scene="building"))
    one = case(groups=groups, member={"scenes": frozenset({"energy"})})
    assert kinds(case(groups=groups)) == []
    gaps = weigh(one, scenes={"building": "Building"}).gaps
    assert [(gap.kind, str(gap.changes[0])) for gap in gaps] == [("scene", "3 more for “Building”.")]


def test_every_judge_is_too_close_to_one_entry() -> None:
    text, changes = said(case(free=(0, 5, 5)), "tied")
    assert text == "Every judge is too close to 1 of the entries."
    assert changes[0] == "3 more judges who are close to none of them."
    assert kinds(case(free=(3, 5))) == []


@settings(deadline=None)
@given(
    entries=st.integers(0, 300),
    members=st.integers(1, 40),
    most=st.integers(1, 30),
    reads=st.integers(1, 6),
    hours=st.floats(0.5, 60),
)
def test_each_change_is_enough_and_the_smallest(
    entries: int, members: int, most: int, reads: int, hours: float
) -> None:
    stage = Stage(kind="full", reads=reads, minutes=30, least_valid=1)
    one = case(entries=entries, members=members, stages=(stage,), member={"most": most, "hours": hours})

    def kinds_with(add: int) -> list[str]:
        said = {"most": most + add, "hours": hours}
        return kinds(case(entries=entries, members=members, stages=(stage,), member=said))

    for gap in weigh(one).gaps:
        more = next((str(change) for change in gap.changes if "more than" in str(change)), None)
        if gap.kind == "load" and more is not None:
            by = int(more.split()[3])
            assert "load" not in kinds_with(by)
            assert "load" in kinds_with(by - 1)


def test_hours_between_two_moments_less_the_days_away() -> None:
    first, last = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 15, 9, tzinfo=UTC)
    assert hours_between(7, first, last, [], "UTC") == pytest.approx(14)
    away = [
        Away(first=date(2026, 3, 10), last=date(2026, 3, 20)),
        Away(first=date(2026, 3, 10), last=date(2026, 3, 11)),
    ]
    assert hours_between(7, first, last, away, "UTC") == pytest.approx(8)
    assert hours_between(7, last, first, [], "UTC") == 0
    ages = [Away(first=date(1, 1, 1), last=date(9999, 12, 31))]
    assert hours_between(7, first, last, ages, "UTC") in (0, pytest.approx(14))


def test_stages_that_cannot_be_planned() -> None:
    odd = Stage(kind="full", reads=0, minutes=0, share=101, least_valid=1)
    assert set(problems([odd], -1)) == {"reads.full", "minutes.full", "share.full", "expected"}
    assert set(problems([Stage(kind="live", reads=2, minutes=5, least_valid=3)], None)) == {"least_valid.live"}
    assert problems(DEFAULT, 100) == {}
    narrow = [replace(DEFAULT[0], share=50), DEFAULT[1], replace(DEFAULT[2], share=60)]
    assert set(problems(narrow, None)) == {"share.triage", "share.live"}
