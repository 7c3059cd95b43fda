"""What stands against an erasure, what is found of an address or a name, and what crosses a border."""

import re

from contest.privacy import rules
from contest.privacy.rules.crossings import crossing


def test_an_address_is_found_as_itself_and_not_inside_another() -> None:
    pattern = re.compile(rules.address_pattern("a.b+c@x.org").replace("[:alnum:]", "a-z0-9"), re.IGNORECASE)
    found = {text: bool(pattern.search(text)) for text in (
        "Ask A.B+C@X.ORG.", "<a.b+c@x.org>", "za.b+c@x.org", "a.b+c@x.org.cn", "aXb+c@x.org", "a.b+c@x.organic",
    )}  # fmt: skip
    assert [text for text, is_in in found.items() if is_in] == ["Ask A.B+C@X.ORG.", "<a.b+c@x.org>"]


def test_a_name_that_may_mean_anybody_is_not_looked_for() -> None:
    looked = {name: rules.name_pattern(name) is not None for name in ("Li", "Anna", "Lin Xiaoyu", "林", "林晓雨")}
    assert [name for name, is_looked in looked.items() if is_looked] == ["Lin Xiaoyu", "林晓雨"]


def test_what_is_kept_abroad_is_told_and_what_is_read_abroad_asks() -> None:
    found = {("EU", "CN", "kept"): 5, ("EU", "CN", "judged"): 3, ("BR", "CN", "judged"): 2, ("CN", "CN", "judged"): 9,
             ("", "CN", "kept"): 4, ("CN", "", "shared"): 1, ("CN", "EU", "shared"): 1}  # fmt: skip
    assert [(one.home, one.how, one.asks) for one in crossing(found)] == [
        ("EU", "kept", ()),
        ("EU", "judged", ("judges_abroad", "transfer")),
        ("BR", "judged", ("judges_abroad",)),
        ("CN", "shared", ("transfer",)),
    ]
