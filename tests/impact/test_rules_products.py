"""One inventory under two sets of rules, and what may be said of a product where."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.impact.rules import claims
from contest.impact.rules.claims import Claim, check, claim_faults, verdict
from contest.impact.rules.factors import Factor
from contest.impact.rules.footprints import (
    NO_CERTIFICATE,
    Comparison,
    Inventory,
    Row,
    Side,
    compare,
    inventory_faults,
)
from contest.impact.service import shipped_factors

FACTORS = {one.key: one for one in shipped_factors()}
ROWS = (
    Row(name="Electricity", stage="production", amount=Decimal(12), unit="kwh", boundary="meter of the plant"),
    Row(name="Materials", stage="materials", amount=Decimal("4.80"), unit="kgco2e", boundary="to the gate"),
    Row(name="Transport", stage="transport", amount=Decimal("0.60"), unit="kgco2e", boundary="plant to port"),
    Row(name="End of life", stage="end", amount=Decimal("0.30"), unit="kgco2e", boundary="collection and landfill"),
)  # fmt: skip
WHOLE: dict[str, Any] = {
    "product_rules": "PCR 2024:01", "cut_off_percent": Decimal(3), "end_of_life": "cut-off", "is_biogenic_apart": True,
    "gwp": "AR6", "quality": "1.8", "certificate": "C-1", "certified_on": date(2026, 5, 1),
}  # fmt: skip


def made(cn: str = "mee-cfp-cn-2024", eu: str = "ember-eu-2024", **values: Any) -> Inventory:
    sides = {
        "cn": Side(standard="GB/T 24067-2024", factor=FACTORS.get(cn), **WHOLE),
        "eu": Side(standard="ISO 14067:2018", factor=FACTORS.get(eu), **WHOLE),
    }
    return Inventory(
        **{"product": "Membrane", "functional_unit": "1 m²", "boundary": "grave", "rows": ROWS} | sides | values
    )


def change(of: Inventory, side: str, **values: Any) -> Comparison:
    return compare(msgspec.structs.replace(of, **{side: msgspec.structs.replace(getattr(of, side), **values)}))


def test_both_numbers_are_those_of_the_comparator() -> None:
    found = compare(made())
    assert (found.cn_kgco2e, found.eu_kgco2e) == (Decimal("12.63"), Decimal("8.26"))
    assert compare(made(cn="mee-cfp-cn-2023")).cn_kgco2e == Decimal("13.15")
    assert "certificate" in str(NO_CERTIFICATE)
    with_co2_only = made(cn="mee-avg-cn-hi-2022")
    assert with_co2_only.cn.factor is not None and with_co2_only.cn.factor.unit == "kgCO2/kWh"
    assert set(inventory_faults(with_co2_only)) == {"cn_factor"}
    assert set(inventory_faults(made(eu="none"))) == {"eu_factor"}


def test_each_point_is_equal_convertible_or_different_and_the_worst_is_the_finding() -> None:
    found = compare(made())
    assert {one.key: one.verdict for one in found.points if one.verdict != "equal"} == {"electricity": "convertible"}
    assert found.finding == "convertible"
    assert compare(made(eu="mee-cfp-cn-2024")).finding == "equal"
    for side in ("cn", "eu"):
        for key, values, expected in (
            ("standard", {"standard": ""}, "different"),
            ("product_rules", {"product_rules": "another"}, "different"),
            ("product_rules", {"product_rules": ""}, "different"),
            ("cut_off", {"cut_off_percent": Decimal(1)}, "convertible"),
            ("cut_off", {"cut_off_percent": None}, "different"),
            ("end_of_life", {"end_of_life": "circular footprint formula"}, "convertible"),
            ("biogenic", {"is_biogenic_apart": False}, "different"),
            ("gwp", {"gwp": "AR5"}, "convertible"),
            ("quality", {"quality": ""}, "different"),
            ("verification", {"certificate": "", "certified_on": None}, "convertible"),
        ):
            points = {one.key: one.verdict for one in change(made(), side, **values).points}
            assert points[key] == expected, (side, key)
            assert [name for name, verdict in points.items() if verdict != "equal"] in (
                [key, "electricity"],
                ["electricity", key],
            )
    assert change(made(), "eu", standard="PEF (EU) 2021/2279").points[0].verdict == "convertible"
    assert compare(made(uses_offsets=True)).finding == "different"


def test_a_row_without_boundary_is_refused_at_its_field() -> None:
    assert inventory_faults(made()) == {}
    bare = msgspec.structs.replace(ROWS[1], boundary="", amount=Decimal(-1), unit="kg", stage="x", name="")
    faults = inventory_faults(made(rows=(ROWS[0], bare)))
    assert set(faults) == {f"row_2_{name}" for name in ("boundary", "amount", "unit", "stage", "name")}
    lone = Side(standard="x", gwp="AR4", factor=FACTORS["ember-eu-2024"], cut_off_percent=Decimal(101), certificate="C")
    empty = made(rows=(), product="", functional_unit="", boundary="x")
    assert set(inventory_faults(msgspec.structs.replace(empty, cn=lone))) == {
        "cn_standard", "cn_gwp", "cn_cut_off_percent", "cn_certificate", "row_1_name", "product", "functional_unit",
        "boundary",
    }  # fmt: skip


@given(st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=8), st.integers(0, 5))
def test_the_number_does_not_depend_on_the_order_of_its_rows(amounts: list[Decimal], electric: int) -> None:
    rows = tuple(
        Row(name="x", stage="use", amount=one, unit="kwh" if place < electric else "kgco2e", boundary="x")
        for place, one in enumerate(amounts)
    )
    found = compare(made(rows=rows))
    assert found.cn_kgco2e == compare(made(rows=rows[::-1])).cn_kgco2e
    assert found.cn_kgco2e >= found.eu_kgco2e  # of the dirtier grid


def said(text: str, market: str = "eu", audience: str = "consumers", *, offsets: bool = False) -> tuple[str, list[str]]:
    hits = check(Claim(text=text, market=market, audience=audience, uses_offsets=offsets))
    return verdict(hits), [hit.rule.key for hit in hits]


def test_neutral_by_offsets_is_refused_to_consumers_in_the_eu_with_its_reference() -> None:
    assert said("Our Carbon-Neutral tea", offsets=True) == ("refused", ["eu_offset_neutral"])
    assert said("本产品实现碳 中和", offsets=True) == ("refused", ["eu_offset_neutral"])
    assert said("Our carbon neutral tea") == ("warned", ["eu_neutral"])
    assert said("Our carbon neutral tea", audience="business", offsets=True) == ("warned", ["eu_neutral_business"])
    assert said("本产品碳中和", "cn", offsets=True) == ("warned", ["cn_neutral"])
    assert "2024/825" in claims.BY_KEY["eu_offset_neutral"].reference
    assert said("12.63 kg CO2e per m², cradle to grave, GB/T 24067-2024", offsets=True) == ("noted", [])


def test_medical_claims_labels_and_recognition_are_named_and_a_part_of_a_word_is_none() -> None:
    assert said("It cures a cold", "cn") == ("warned", ["cn_medical"])
    assert said("可治疗失眠", "cn", "business") == ("warned", ["cn_medical"])
    assert said("It is therapeutic and carries an eco-label") == ("warned", ["eu_label", "eu_medical"])
    assert said("A footprint under mutual recognition, 已互认") == ("refused", ["recognition"])
    assert said("Secure greenhouse evergreen cabled") == ("noted", [])
    assert said("net zero, mutually recognised", offsets=True)[1] == ["eu_offset_neutral", "recognition"]
    assert set(claim_faults(Claim(text="", market="x", audience="x"))) == {"text", "market", "audience"}
    assert set(claim_faults(Claim(text="x" * 5001, market="eu", audience="business"))) == {"text"}


@pytest.mark.parametrize("rule", claims.RULES, ids=lambda rule: rule.key)
def test_each_rule_finds_each_of_its_words_however_it_is_written(rule: claims.Rule) -> None:
    for word in rule.words:
        for text in (f"x {word} y", word.upper().replace(" ", "-"), word.replace(" ", "\n ")):
            claim = Claim(
                text=text, market=rule.markets[0], audience=rule.audiences[0], uses_offsets=bool(rule.with_offsets)
            )
            assert rule.key in [hit.rule.key for hit in check(claim)], text


def test_every_factor_of_the_eu_and_china_over_the_life_cycle_may_serve() -> None:
    usable: list[Factor] = [one for one in FACTORS.values() if one.boundary == "life_cycle" and one.value is not None]
    assert {"CN", "EU", "DK"} <= {one.place for one in usable}
    assert all(not inventory_faults(made(cn=one.key)) for one in usable)
