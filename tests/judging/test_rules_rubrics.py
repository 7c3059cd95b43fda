"""What makes a rubric fit to judge by, what its floors and tie-breaks do, how versions differ, how its form is read."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.demo.rubrics import rubric as demo_rubric
from contest.judging.forms import rubrics as forms
from contest.judging.rules import ranking, rubrics, scores, versions
from contest.judging.rules.ranking import Judged
from contest.judging.rules.rubrics import AnchorDraft, CriterionDraft, RubricDraft, VariantDraft
from contest.lib.errors import Invalid
from contest.lib.i18n import using

D = Decimal
CLIMATE = CriterionDraft(
    key="climate_impact",
    weight=60,
    name_en="Climate impact",
    name_zh="气候影响",
    floor=D(5),
    anchors=[AnchorDraft(points=D(5), en="Sound", zh="合理"), AnchorDraft(points=D(9), en="Measured", zh="实测")],
    adaptation=VariantDraft(name_en="Resilience", name_zh="韧性", guide_en="Who is safer?", guide_zh="谁更安全？"),
)
TEAM = CriterionDraft(key="team", weight=40, name_en="Team", name_zh="团队")


def rubric(**values: Any) -> RubricDraft:
    plain = {"key": "k", "name_en": "R", "name_zh": "标准", "criteria": [CLIMATE, TEAM], "tie_break": ["mean", "team"]}
    return RubricDraft(**(plain | values))


def with_climate(**values: Any) -> RubricDraft:
    return rubric(criteria=[_changed(CLIMATE, **values), TEAM])


def _changed(one: CriterionDraft, **values: Any) -> CriterionDraft:
    return CriterionDraft(**({name: getattr(one, name) for name in one.__struct_fields__} | values))


def test_a_whole_rubric_has_no_problems() -> None:
    assert rubrics.problems(rubric()) == {}
    for key in ("entry", "talent"):
        assert rubrics.problems(demo_rubric(key)) == {}


def anchor(points: str, en: str = "x", zh: str = "字") -> AnchorDraft:
    return AnchorDraft(points=D(points), en=en, zh=zh)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (rubric(criteria=[]), "criteria"),
        (rubric(criteria=[CLIMATE]), "criteria"),
        (rubric(criteria=[TEAM] * 13), "criteria"),
        (rubric(criteria=[_changed(CLIMATE, weight=61), TEAM]), "criteria"),
        (rubric(criteria=[_changed(CLIMATE, weight=140), _changed(TEAM, weight=-40)]), "c1_weight"),
        (rubric(criteria=[_changed(CLIMATE, weight=100), _changed(TEAM, weight=0)]), "c1_weight"),
        (with_climate(name_zh=""), "c0_name_zh"),
        (with_climate(key="Climate!"), "c0_key"),
        (with_climate(floor=D("NaN")), "c0_floor"),
        (with_climate(floor=D("10.5")), "c0_floor"),
        (with_climate(floor=D("-1")), "c0_floor"),
        (with_climate(adaptation=VariantDraft(name_en="Only English", name_zh="")), "c0_v_name_en"),
        (with_climate(anchors=[anchor("5.3")]), "c0_anchors"),
        (with_climate(anchors=[anchor("5"), anchor("5.0")]), "c0_anchors"),
        (with_climate(anchors=[anchor("5", zh="")]), "c0_anchors"),
        (with_climate(guide_en="x" * 2001), "c0_guide_en"),
        (rubric(highest=D("NaN")), "highest"),
        (rubric(highest=D("Infinity")), "highest"),
        (rubric(highest=D(0)), "highest"),
        (rubric(step=D("NaN")), "step"),
        (rubric(step=D(0)), "step"),
        (rubric(step=D("0.25")), "step"),
        (rubric(step=D("0.3")), "step"),
        (rubric(anchors=[anchor("10.5")]), "anchors"),
        (rubric(anchors=[anchor("NaN")]), "anchors"),
        (rubric(kinds=[]), "kinds"),
        (rubric(kinds=["robot"]), "kinds"),
        (rubric(tie_break=["mean", "mean"]), "tie_break"),
        (rubric(tie_break=["weather"]), "tie_break"),
    ],
)
def test_a_rubric_that_cannot_be_used_says_where(draft: RubricDraft, field: str) -> None:
    assert field in rubrics.problems(draft)


@given(st.lists(st.integers(-50, 150), min_size=1, max_size=12))
def test_weights_are_taken_only_where_each_counts_and_all_make_100(weights: list[int]) -> None:
    criteria = [_changed(TEAM, key=f"k{n}", weight=weight) for n, weight in enumerate(weights)]
    is_fit = not rubrics.problems(rubric(criteria=criteria, tie_break=["mean"]))
    assert is_fit == (sum(weights) == 100 and min(weights) > 0)


# Floors, variants, ties


def judged(key: str, climate: str, total: str = "80", floor: str | None = "5") -> Judged:
    return Judged(
        key=key,
        totals=dict.fromkeys("xyz", D(total)),
        points={"climate_impact": [D(climate)] * 3},
        floors={} if floor is None else {"climate_impact": D(floor)},
    )


def test_an_entry_under_a_floor_keeps_its_rank_and_gives_its_seat_to_the_next() -> None:
    ranked = ranking.rank(
        [judged("best", "4.5", "90"), judged("next", "5", "85"), judged("last", "9", "80")],
        rule="mean",
        least_valid=3,
    )
    assert [(one.key, one.rank, one.seat, one.below) for one in ranked] == [
        ("best", 1, None, ("climate_impact",)),
        ("next", 2, 1, ()),
        ("last", 3, 2, ()),
    ]
    assert [ranking.default_outcome(one.seat, quota=1, stage="online") for one in ranked] == [
        "not_advanced", "advanced", "not_advanced",
    ]  # fmt: skip


def test_the_floor_is_held_against_the_mean_as_it_is_printed() -> None:
    points = [D("5"), D("5"), D("4.5")]
    entry = Judged(key="a", totals={}, points={"climate_impact": points}, floors={"climate_impact": D("4.83")})
    assert ranking.rank([entry], rule="mean", least_valid=1)[0].below == ()
    entry = Judged(key="a", totals={}, points={"climate_impact": points}, floors={"climate_impact": D("4.84")})
    assert ranking.rank([entry], rule="mean", least_valid=1)[0].below == ("climate_impact",)


def test_the_variant_for_adaptation_brings_its_own_words_and_floor() -> None:
    read = CLIMATE.as_read(is_adaptation=True)
    assert (read.key, read.weight, read.name_en, read.floor, read.anchors) == (
        "climate_impact", 60, "Resilience", None, [],
    )  # fmt: skip
    assert CLIMATE.as_read(is_adaptation=False) == CLIMATE
    assert TEAM.as_read(is_adaptation=True) == TEAM


def test_ties_are_broken_in_the_order_that_the_rubric_names() -> None:
    def entry(key: str, climate: str, team: str) -> Judged:
        points = {"climate_impact": [D(climate)], "team": [D(team)]}
        return Judged(key=key, totals={"x": D(70)}, points=points)

    entries = [entry("a", "6", "9"), entry("b", "8", "0"), entry("c", "8", "7")]

    def order(*tie_break: str) -> list[tuple[str, int | None]]:
        ranked = ranking.rank(entries, rule="mean", least_valid=1, tie_break=tie_break)
        return [(one.key, one.rank) for one in ranked]

    assert order("mean") == [("a", 1), ("b", 1), ("c", 1)]
    assert order("mean", "climate_impact") == [("b", 1), ("c", 1), ("a", 3)]
    assert order("team", "climate_impact") == [("a", 1), ("c", 2), ("b", 3)]
    assert order("climate_impact", "team") == [("c", 1), ("b", 2), ("a", 3)]


# The words of the demonstration


def test_every_criterion_of_the_demonstration_has_words_of_its_own_in_both_languages() -> None:
    for key in ("entry", "talent"):
        found = demo_rubric(key)
        assert [one.points for one in found.anchors] == [D(n) for n in range(11)]
        for one in found.criteria:
            assert [anchor.points for anchor in one.anchors] == [D(n) for n in (0, 3, 5, 7, 9, 10)]
        said = [(anchor.en, anchor.zh) for _, anchors in rubrics.worded(found) for anchor in anchors]
        assert len(set(said)) == len(said)
    entry, talent = demo_rubric("entry"), demo_rubric("talent")
    assert {one.key: one.floor for one in entry.criteria if one.floor} == {"climate_impact": D(5)}
    assert [one.key for one in entry.criteria if one.adaptation] == ["climate_impact"]
    assert entry.criteria[0].as_read(is_adaptation=True).floor is None
    assert [one.key for one in talent.criteria if one.floor or one.adaptation] == []
    assert scores.weights_fit([one.weight for one in entry.criteria])


# Versions


def said(old: RubricDraft, new: RubricDraft) -> list[tuple[str, str, str, str]]:
    with using("en"):
        return [(one.of_en, str(one.what), one.was, one.now) for one in versions.difference(old, new)]


def test_a_version_that_changes_nothing_differs_in_nothing() -> None:
    assert said(rubric(), rubric()) == []


def test_every_change_between_two_versions_is_said() -> None:
    new = rubric(
        highest=D(20),
        kinds=["talent"],
        tie_break=["team"],
        anchors=[anchor("5", "Fine", "好")],
        criteria=[
            _changed(TEAM, weight=30, guide_en="Who does it?"),
            _changed(
                CLIMATE,
                weight=50,
                floor=None,
                anchors=[anchor("5", "Sound", "合理"), anchor("7", "Sourced", "有据")],
                adaptation=_variant(CLIMATE, name_en="Protection"),
            ),
            CriterionDraft(key="pitch", weight=20, name_en="Pitch", name_zh="路演"),
        ],
    )
    assert said(rubric(), new) == [
        ("", "Highest points", "10", "20"),
        ("", "Kinds of entries", "project, solution, product, talent", "talent"),
        ("", "Order of tie-breaks", "mean, team", "team"),
        ("", "Words at 5", "", "Fine / 好"),
        ("", "Order of the criteria", "Climate impact, Team", "Team, Climate impact"),
        ("Team", "Weight", "40 %", "30 %"),
        ("Team", "Guidance in English", "", "Who does it?"),
        ("Climate impact", "Weight", "60 %", "50 %"),
        ("Climate impact", "Floor", "5", ""),
        ("Climate impact", "Words at 7", "", "Sourced / 有据"),
        ("Climate impact", "Words at 9", "Measured / 实测", ""),
        ("Protection", "Name in English", "Resilience", "Protection"),
        ("Pitch", "Criterion", "", "20 %"),
    ]
    assert ("Pitch", "Criterion", "20 %", "") in said(new, rubric())
    gone = rubric(criteria=[_changed(CLIMATE, adaptation=None), TEAM])
    assert said(rubric(), gone) == [("Climate impact", "Variant for adaptation", "Resilience", "")]


def _variant(one: CriterionDraft, **values: Any) -> VariantDraft:
    assert one.adaptation is not None
    return VariantDraft(**({name: getattr(one.adaptation, name) for name in VariantDraft.__struct_fields__} | values))


# The form


@pytest.mark.parametrize("draft", [rubric(), demo_rubric("entry"), demo_rubric("talent")])
def test_a_rubric_that_is_written_into_its_form_is_read_back_the_same(draft: RubricDraft) -> None:
    assert forms.read_rubric(forms.written(draft)) == draft


def changed(**fields: str) -> dict[str, Any]:
    return {**forms.written(rubric()), **fields}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"c0_weight": "59.9"}, "c0_weight"),
        ({"c0_weight": "-60"}, "c0_weight"),
        ({"c0_weight": "NaN"}, "c0_weight"),
        ({"c0_weight": ""}, "c0_weight"),
        ({"c0_weight": "59"}, "criteria"),
        ({"c0_weight": "1e2"}, "c0_weight"),
        ({"c0_floor": "five"}, "c0_floor"),
        ({"c0_floor": "NaN"}, "c0_floor"),
        ({"highest": "∞"}, "highest"),
        ({"step": ""}, "step"),
        ({"name_zh": ""}, "name_zh"),
        ({"key": "Ключ"}, "key"),
        ({"a0_points": ""}, "c0_anchors"),
        ({"a0_points": "five"}, "a0_points"),
        ({"tie_0": "weather"}, "tie_break"),
        ({"kinds": "robot"}, "kinds"),
        ({"c1_name_en": "x" * 161}, "c1_name_en"),
        ({"c1_guide_en": "x" * 30_000}, "c1_guide_en"),
    ],
)
def test_what_the_form_cannot_take_is_named_at_its_field(fields: dict[str, str], named: str) -> None:
    with pytest.raises(Invalid) as caught:
        forms.read_rubric(changed(**fields))
    assert named in caught.value.fields


def test_weights_of_99_9_are_refused_however_they_come() -> None:
    thirds = changed(c0_weight="33.3", c1_weight="66.6")
    with pytest.raises(Invalid) as caught:
        forms.read_rubric(thirds)
    assert {"c0_weight", "c1_weight"} <= set(caught.value.fields)


def test_numbers_are_read_as_people_type_them() -> None:
    assert forms.read_rubric(changed(step="0,5", c0_weight="６０", c0_floor="5,0")) == rubric()


def test_buttons_add_move_and_take_away_without_losing_a_word() -> None:
    begun = forms.written(rubric())
    down = forms.rearranged(begun, "down:0")
    assert [down[f"c{n}_key"] for n in (0, 1)] == ["team", "climate_impact"]
    assert (down["c1_a0_en"], down["c1_v_name_en"], down["c1_floor"]) == ("Sound", "Resilience", "5")
    assert forms.rearranged(down, "up:1") == begun
    assert forms.rearranged(begun, "up:0") == begun
    assert forms.rearranged(begun, "down:1") == begun
    fewer = forms.rearranged(begun, "remove:0")
    assert (forms.lines(fewer).criteria, fewer["c0_key"], "c0_v_name_en" in fewer) == (1, "team", False)
    assert forms.lines(forms.rearranged(begun, "add")).criteria == 3
    assert forms.lines(forms.rearranged(begun, "row")).rows == 3
    for nonsense in ("remove:9", "remove:-1", "remove:x", "explode", "down:999", ""):
        assert forms.rearranged(begun, nonsense) == begun


def test_a_form_with_too_many_lines_shows_no_more_than_it_may_hold() -> None:
    many = {f"c{n}_name_en": "x" for n in range(99)} | {f"a{n}_points": "1" for n in range(99)}
    assert forms.lines(many) == forms.Lines(rubrics.MOST_CRITERIA, rubrics.MOST_ANCHORS)
    assert forms.rearranged(forms.empty(), "add").keys() > forms.empty().keys()
