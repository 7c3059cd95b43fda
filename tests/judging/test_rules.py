from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.judging.rules import permissions, ranking, scores, steps, ties
from contest.judging.rules.decisions import Choice, problem, unfinished
from contest.judging.rules.ranking import Judged
from contest.lib.actor import SYSTEM, Actor, Grant

D = Decimal


def totals(*values: str) -> list[Decimal]:
    return [D(value) for value in values]


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (totals("88.00", "91.50", "79.00", "85.25", "90.00"), D("87.75")),
        (totals("90", "90", "90", "70", "60"), D("83.33")),
        (totals("76.5", "88", "82.25", "91", "79", "85.5", "87"), D("84.35")),
        (totals("60.06", "60.07", "60.08", "60.09", "50", "99"), D("60.08")),
        (totals("88", "84", "90", "79"), D("85.25")),
        (totals("70", "71", "75"), D("72.00")),
        (totals("70", "71"), None),
        (totals("85", "85", "85", "85", "85"), D("85.00")),
        ([], None),
    ],
)
def test_entry_score_by_the_trimmed_mean(given_: list[Decimal], expected: Decimal | None) -> None:
    assert scores.entry_score(given_, rule="trimmed", least_valid=3) == expected


def test_entry_score_by_the_mean_keeps_every_judge() -> None:
    assert scores.entry_score(totals("90", "90", "90", "70", "60"), rule="mean", least_valid=3) == D("80.00")


def test_a_tie_at_the_cut_goes_to_the_higher_full_mean() -> None:
    a = Judged(key="A", totals=dict(zip("vwxyz", totals("86", "88", "90", "80", "94"), strict=True)))
    b = Judged(key="B", totals=dict(zip("vwxyz", totals("87", "88", "89", "70", "95"), strict=True)))
    ranked = ranking.rank([b, a], rule="trimmed", least_valid=3)
    assert [(one.key, one.rank, one.score, one.mean) for one in ranked] == [
        ("A", 1, D("88.00"), D("87.60")),
        ("B", 2, D("88.00"), D("85.80")),
    ]


def test_a_full_tie_goes_to_climate_impact_and_then_shares_the_rank() -> None:
    same = dict(zip("xyz", totals("80", "70", "90"), strict=True))
    entries = [
        Judged(key="a", totals=same, points={"climate_impact": (D(5), D(5), D(5))}),
        Judged(key="b", totals=same, points={"climate_impact": (D(8), D(8), D(8))}),
        Judged(key="c", totals=same, points={"climate_impact": (D(5), D(4), D(6))}),
        Judged(key="d", totals=dict.fromkeys("xyz", D(10)), points={"climate_impact": (D(9), D(9), D(9))}),
    ]
    ranked = {one.key: one.rank for one in ranking.rank(entries, rule="trimmed", least_valid=3)}
    assert ranked == {"b": 1, "a": 2, "c": 2, "d": 4}


def test_normalised_totals_stand_on_the_pooled_mean_and_spread() -> None:
    raw = {"J1": [88, 90, 92, 94], "J2": [61, 65, 69, 73]}
    made = scores.normalised({judge: {f"{judge}{i}": D(v) for i, v in enumerate(row)} for judge, row in raw.items()})
    expected = totals("62.22", "73.41", "84.59", "95.78")
    assert [list(row.values()) for row in made.values()] == [expected, expected]


def test_a_judge_who_gives_all_the_same_says_nothing_when_normalised() -> None:
    made = scores.normalised({"a": {"x": D(50), "y": D(50)}, "b": {"x": D(40), "y": D(60)}})
    assert made["a"] == {"x": D("50.00"), "y": D("50.00")}


def test_a_review_total_is_the_weighted_sum_of_points() -> None:
    points = {"climate": D("7.5"), "team": D("6")}
    assert scores.review_total(points, {"climate": 60, "team": 40}, highest=D(10)) == D("69.00")
    assert scores.review_total({"a": D("1")}, {"a": 100}, highest=D(3)) == D("33.33")


@pytest.mark.parametrize("points", ["-0.5", "10.5", "7.25", "NaN", "Infinity", "1E+3"])
def test_points_off_the_scale(points: str) -> None:
    assert not scores.is_on_scale(D(points), highest=D(10), step=D("0.5"))


@pytest.mark.parametrize("points", ["0", "0.5", "10", "10.0"])
def test_points_on_the_scale(points: str) -> None:
    assert scores.is_on_scale(D(points), highest=D(10), step=D("0.5"))


def test_a_gap_of_twenty_is_flagged() -> None:
    assert scores.has_gap(totals("60", "80", "70"))
    assert not scores.has_gap(totals("60", "79.99"))
    assert not scores.has_gap(totals("60"))


TOTALS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.decimals(0, 100, places=2, allow_nan=False), min_size=0, max_size=8
)


@given(st.lists(TOTALS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_come_changes_no_rank(entries: list[dict[str, Decimal]], random: object) -> None:
    judged = [Judged(key=str(number), totals=one) for number, one in enumerate(entries)]
    shuffled = list(judged)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    ranks = [
        {one.key: (one.rank, one.score) for one in ranking.rank(order, rule="trimmed", least_valid=3)}
        for order in (judged, shuffled)
    ]
    assert ranks[0] == ranks[1]


@given(st.lists(TOTALS, min_size=1, max_size=8))
def test_ranks_follow_the_scores(entries: list[dict[str, Decimal]]) -> None:
    ranked = ranking.rank([Judged(key=str(n), totals=one) for n, one in enumerate(entries)], rule="mean", least_valid=1)
    placed = [(one.rank, one.score) for one in ranked if one.rank is not None and one.score is not None]
    for (rank_a, score_a), (rank_b, score_b) in combinations(placed, 2):
        assert rank_a <= rank_b
        assert score_a >= score_b
    assert [one.rank for one in ranked[len(placed) :]] == [None] * (len(ranked) - len(placed))


def test_everyone_on_the_last_place_of_the_quota_is_in() -> None:
    assert [ranking.is_above_cut(place, 2) for place in (1, 2, 2, 4, None)] == [True, True, True, False, False]
    assert not ranking.is_above_cut(1, None)


def test_default_outcomes() -> None:
    assert ranking.default_outcome(1, quota=2, stage="online") == "advanced"
    assert ranking.default_outcome(1, quota=2, stage="roadshow") == "awarded"
    assert ranking.default_outcome(None, quota=2, stage="online") == "not_advanced"


# Ties


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("Anna@Solar.FR", "solar.fr"),
        ("anna@gmail.com", None),
        ("li@163.com", None),
        ("judge1@demo.example", None),
        ("solar.fr", "solar.fr"),
        ("localhost", None),
        ("", None),
    ],
)
def test_mail_domain(address: str, domain: str | None) -> None:
    assert ties.mail_domain(address) == domain


def test_review_steps() -> None:
    states = ["assigned", "draft", "signed", "reopened", "recused"]
    allowed = {(state, to) for state in states for to in states if steps.may_step_review(state, to)}
    assert allowed == {
        ("assigned", "draft"),
        ("assigned", "recused"),
        ("draft", "draft"),
        ("draft", "signed"),
        ("draft", "recused"),
        ("signed", "reopened"),
        ("signed", "recused"),
        ("reopened", "reopened"),
        ("reopened", "signed"),
        ("reopened", "recused"),
    }


def test_decision_steps() -> None:
    states = ["drafted", "published", "final", "reversed"]
    allowed = {(state, to) for state in states for to in states if steps.may_step_decision(state, to)}
    assert allowed == {
        ("drafted", "published"),
        ("published", "final"),
        ("published", "reversed"),
        ("final", "reversed"),
    }


@pytest.mark.parametrize(
    ("published", "days", "zone", "end"),
    [
        # Wednesday in Paris: Thursday, Friday, Monday, Tuesday, Wednesday; its 24:00 is 22:00 UTC in summer.
        ("2026-05-06T10:00", 5, "Europe/Paris", "2026-05-13T22:00"),
        # Already Thursday in Shanghai.
        ("2026-05-06T20:00", 1, "Asia/Shanghai", "2026-05-08T16:00"),
        # Friday evening: the first working day is Monday, after the clocks changed.
        ("2026-03-27T18:00", 1, "Europe/Paris", "2026-03-30T22:00"),
        ("2026-05-09T10:00", 1, "UTC", "2026-05-12T00:00"),
        ("2026-05-06T10:00", 0, "Europe/Paris", "2026-05-06T10:00"),
        # A Monday on which nobody works, and a Saturday that is worked.
        ("2026-05-15T10:00", 5, "UTC", "2026-05-24T00:00"),
    ],
)
def test_notice_end(published: str, days: int, zone: str, end: str) -> None:
    moment = datetime.fromisoformat(published).replace(tzinfo=UTC)
    known = {date(2026, 5, 18): False, date(2026, 5, 23): True}
    ends = datetime.fromisoformat(end).replace(tzinfo=UTC)
    assert steps.notice_end(moment, days=days, zone=zone, known=known) == ends


def test_next_steps_lead_through_judging() -> None:
    plain = {
        "state": "screening", "is_set_up": True, "seats": 3, "undeclared": 0, "given": 9, "thin": 0, "unsigned": 9,
        "has_more": False, "decision": None, "is_notice_over": False,
    }  # fmt: skip
    cases = [
        ({"is_set_up": False}, "set_up"),
        ({"seats": 0}, "add_judges"),
        ({"state": "open"}, "wait_call"),
        ({"undeclared": 3}, "wait_declared"),
        ({"given": 0}, "assign"),
        ({"thin": 2}, "assign"),
        ({}, "open"),
        ({"state": "judging"}, "wait_reviews"),
        ({"state": "judging", "unsigned": 0}, "decide"),
        ({"state": "judging", "unsigned": 0, "has_more": True}, "take_on"),
        ({"state": "judging", "unsigned": 0, "given": 0, "thin": 4}, "assign"),
        ({"state": "deliberation", "decision": "drafted"}, "publish"),
        ({"state": "notice", "decision": "published"}, "wait_notice"),
        ({"state": "notice", "decision": "published", "is_notice_over": True}, "close"),
        ({"state": "decided", "decision": "final"}, "nothing"),
        ({"state": "cancelled"}, "nothing"),
    ]
    assert [steps.next_step(**{**plain, **facts}) for facts, _ in cases] == [step for _, step in cases]


# Decisions


def test_what_may_be_decided() -> None:
    assert problem(Choice(outcome="advanced"), has_result=True) is None
    assert problem(Choice(outcome="not_advanced"), has_result=False) is None
    assert problem(Choice(outcome="advanced"), has_result=False) is not None
    assert problem(Choice(outcome="winner"), has_result=True) is not None
    assert problem(Choice(outcome="not_advanced", award_en="First prize"), has_result=True) is not None
    assert problem(Choice(outcome="awarded", award_en="x" * 121), has_result=True) is not None
    assert unfinished(Choice(outcome="awarded", award_en="First prize")) is not None
    assert unfinished(Choice(outcome="awarded", award_en="First prize", award_zh="一等奖")) is None


# Permissions

EDITION, ROUND, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
JUDGE, SOMEBODY = UUID(int=9), UUID(int=8)


def actor(role: str, *, round_id: UUID | None = ROUND, person: UUID = SOMEBODY) -> Actor:
    return Actor(person_id=person, grants=(Grant(role, EDITION, round_id),))


def reads(who: Actor, **facts: object) -> bool:
    plain = {
        "judge_id": JUDGE, "edition_id": EDITION, "round_id": ROUND, "state": "draft", "round_state": "judging",
        "is_hidden": False,
    }  # fmt: skip
    return permissions.may_read_review(who, **{**plain, **facts})


def test_who_reads_a_review() -> None:
    judge = actor("judge", person=JUDGE)
    assert reads(judge)
    assert not reads(judge, round_state="screening")
    assert not reads(judge, state="recused")
    assert not reads(judge, is_hidden=True)
    assert not reads(actor("judge"), state="signed")
    organiser = actor("round_organiser")
    assert not reads(organiser)
    assert reads(organiser, state="signed")
    assert not reads(organiser, state="signed", is_hidden=True)
    assert not reads(actor("round_organiser", round_id=OTHER), state="signed")
    assert reads(actor("panel_chair"), state="signed")


def test_who_runs_and_follows_a_round() -> None:
    place = {"edition_id": EDITION, "round_id": ROUND}
    roles = ("programme_organiser", "round_organiser", "panel_chair", "judge", "screener")
    assert [permissions.may_run(actor(role), **place) for role in roles] == [True, True, False, False, False]
    assert [permissions.may_follow(actor(role), **place) for role in roles] == [True, True, True, False, False]
    assert not permissions.may_run(actor("round_organiser", round_id=OTHER), **place)
    assert permissions.may_run(SYSTEM, **place)


def test_who_keeps_rubrics() -> None:
    assert permissions.may_keep_rubrics(actor("programme_organiser", round_id=None), edition_id=EDITION)
    assert permissions.may_keep_rubrics(actor("round_organiser"), edition_id=EDITION)
    assert not permissions.may_keep_rubrics(actor("round_organiser"), edition_id=OTHER)
    assert not permissions.may_keep_rubrics(actor("judge"), edition_id=EDITION)
