"""Suggestions: what rules an entry out, the score and its parts in words, and what is missing."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.lib.i18n import using
from contest.submissions.rules import suggest
from contest.submissions.rules.nearness import months_in
from contest.submissions.rules.suggest import WEIGHTS, Need, Offer, match, rank, refusals
from contest.zone.rules import NeedPlan
from tests.makers.zone import plan

ROOF = "Passive radiative-cooling roof membrane that keeps houses cool in humid heat without power."
ROOF_ZH = "被动辐射制冷屋面膜，湿热气候下不耗电降温。"


def need(**values: Any) -> Need:
    return Need(
        plan=plan(**({"scenes": ["building"]} | values)), owner="fund", scenes=values.get("scenes", ["building"])
    )


def offer(**values: Any) -> Offer:
    plain = {"code": "A", "kind": "product", "scenes": ["building"], "country": "FR", "trl": 7, "text": ROOF}
    return Offer(**(plain | values))


@pytest.mark.parametrize(
    "asked, has, words",
    [
        ({"entry_kinds": ["talent"]}, {}, "another kind of entry is wanted"),
        ({}, {"scenes": ["energy"]}, "another scene"),
        ({"least_trl": 8}, {}, "TRL 7, at least 8 is wanted"),
        ({"countries": ["CN"]}, {}, "it comes from FR"),
        (
            {"most_cny": Decimal(5)},
            {"amount": Decimal(6), "currency": "cny"},
            "it asks for an amount outside the range",
        ),
        (
            {"least_cny": Decimal(7)},
            {"amount": Decimal(6), "currency": "cny"},
            "it asks for an amount outside the range",
        ),
        ({"exclusions": ["membrane"]}, {}, "it speaks of “membrane”, which is not wanted"),
        ({"exclusions": ["屋面"]}, {"text": ROOF_ZH}, "it speaks of “屋面”, which is not wanted"),
    ],
)
def test_a_hard_filter_rules_out_and_says_why(asked: dict[str, Any], has: dict[str, Any], words: str) -> None:
    assert refusals(need(**asked), offer(**has)) == [words]
    found = match(need(**asked), offer(**has), weights=WEIGHTS, nearness=1.0)
    assert (found.score, found.parts) == (0, [])


def test_what_an_entry_does_not_say_rules_nothing_out_but_is_missing() -> None:
    asked = need(least_trl=6, most_cny=Decimal(9), within_months=12, languages=["fr"], countries=["FR"])
    bare = offer(trl=None, country="", text="", languages=["en"])
    assert refusals(asked, bare) == []
    found = match(asked, bare, weights=WEIGHTS, nearness=0.0)
    assert found.missing == [
        "none of the keywords is in its text",
        "its TRL is not said; at least 6 is wanted",
        "its plan names no time; a start within 12 months is wanted",
        "it does not say how much it asks for",
        "no language is shared, as far as is known",
    ]
    assert found.score == 32  # 30 of 95: scene alone


def test_the_parts_of_a_full_score_are_said_in_words() -> None:
    asked = need(
        least_trl=6, most_cny=Decimal(9), within_months=12, languages=["fr", "en"], keywords=["cooling", "roof"],
        title_en="Cool roofs", reference="S-07",
    )  # fmt: skip
    whole = offer(amount=Decimal(8), currency="cny", months=12, languages=["en"], named="S-07 cool roofs")
    found = match(asked, whole, weights=WEIGHTS, nearness=0.0)
    assert (found.score, found.missing) == (100, [])
    assert [part.words for part in found.parts] == [
        "same scene",
        "it speaks of cooling, roof",
        "TRL 7 of at least 6",
        "its plan is for 12 months, within 12",
        "it asks for an amount in the range",
        "both speak English",
        "it names this need itself",
    ]
    with using("zh"):
        assert str(found.parts[2].words) == "技术成熟度 7 级，要求不低于 6 级"


def test_money_of_another_currency_is_never_compared() -> None:
    asked = need(most_cny=Decimal(1))
    euros = offer(amount=Decimal(10**9), currency="eur")
    assert refusals(asked, euros) == []
    assert "it asks in EUR: compare the amount yourself" in match(asked, euros, weights=WEIGHTS, nearness=0).missing


def test_interest_counts_only_where_there_is_some() -> None:
    asked = need()
    known = match(asked, offer(opened=["fund"]), weights=WEIGHTS, nearness=0.0)
    other = match(asked, offer(opened=["rival"]), weights=WEIGHTS, nearness=0.0)
    assert [part.key for part in known.parts] == ["scene", "interest"]
    assert [part.key for part in other.parts] == ["scene"]
    assert known.score > other.score


def test_weights_decide_and_a_part_of_none_is_left_out() -> None:
    asked = need(least_trl=6)
    only = {**dict.fromkeys(WEIGHTS, 0), "readiness": 7}
    assert match(asked, offer(), weights=only, nearness=0.0).score == 100
    assert match(asked, offer(trl=None), weights=only, nearness=0.0).score == 0


@pytest.mark.parametrize(
    "text, months",
    [
        ("The first pilot starts in month 9 and runs for 12 months.", 12),
        ("A twelve-month pilot.", 12),
        ("Months 1 to 2: survey; months 6 to 12: visits recorded.", 12),
        ("Months 3–9: works.", 9),
        ("前三个月完成复核，第四至八个月施工，第十二个月演练。", 12),
        ("第二十四个月达产", 24),
        ("两个月内", 2),
        ("soon", None),
        ("99 months", None),
        ("", None),
    ],
)
def test_the_time_of_a_landing_plan_is_read_in_both_languages(text: str, months: int | None) -> None:
    assert months_in(text) == months


def test_nearer_texts_come_first_in_either_language() -> None:
    asked = need(
        scenes=[], keywords=[], title_en="Cooling roofs", about_en="Membranes that keep houses cool without power",
        title_zh="制冷屋面", about_zh="不耗电为民居降温的屋面膜",
    )  # fmt: skip
    others = [
        ("B", "Regenerated nylon from discarded fishing nets for yarn makers."),
        ("C", "County carbon accounts and a footprint engine under two standards."),
        ("D", "以废弃渔网再生尼龙，供纱线企业使用。"),
    ]
    offers = [offer(code=code, text=text) for code, text in others]
    offers += [offer(code="EN", text=ROOF), offer(code="ZH", text=ROOF_ZH)]
    found = rank(asked, offers, WEIGHTS)
    assert {one.code for one in found[:2]} == {"EN", "ZH"}
    assert found[1].score > 2 * found[2].score


def test_a_keyword_is_a_whole_word_of_letters_and_any_part_of_chinese() -> None:
    asked = need(scenes=[], keywords=["roof", "制冷"])
    said = [match(asked, offer(text=text), weights=WEIGHTS, nearness=0.0).score for text in
            ("Cool roofs", "A proof of concept", "辐射制冷材料", "Roof 制冷")]  # fmt: skip
    assert said == [50, 0, 50, 100]


def test_what_is_ruled_out_stands_last_and_equal_scores_by_code() -> None:
    offers = [offer(code="C"), offer(code="A", kind="talent"), offer(code="B")]
    found = rank(need(entry_kinds=["product"]), offers, WEIGHTS)
    assert [(one.code, bool(one.refused)) for one in found] == [("B", False), ("C", False), ("A", True)]


def test_weights_that_cannot_be_are_named() -> None:
    assert suggest.weight_faults(WEIGHTS) == {}
    assert set(suggest.weight_faults({**WEIGHTS, "money": 101, "scene": -1})) == {"weight.money", "weight.scene"}
    assert set(suggest.weight_faults(dict.fromkeys(WEIGHTS, 0))) == {"weight.scene"}
    assert set(suggest.weight_faults({})) == {f"weight.{key}" for key in WEIGHTS}


def test_a_scene_is_also_what_calls_name_it() -> None:
    assert suggest.scene_keys(["building"], {"building": ["sustainable_architecture"], "energy": ["power"]}) == [
        "building",
        "sustainable_architecture",
    ]


texts = st.text(alphabet="coldrfming 制冷屋面膜", max_size=60)


@given(st.lists(texts, min_size=1, max_size=6), texts, st.lists(texts, max_size=3))
def test_a_score_is_from_0_to_100_and_does_not_depend_on_the_order(
    offered: list[str], about: str, keywords: list[str]
) -> None:
    asked = Need(plan=NeedPlan(reference="x", kind="thesis", about_en=about, keywords=keywords), owner="x", scenes=[])
    offers = [offer(code=f"{n}", text=text) for n, text in enumerate(offered)]
    found = rank(asked, offers, WEIGHTS)
    assert all(0 <= one.score <= 100 for one in found)
    assert rank(asked, offers[::-1], WEIGHTS) == found
