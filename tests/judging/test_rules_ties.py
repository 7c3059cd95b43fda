"""Names as they are compared, and the reasons why a judge is too close to an entry."""

import pytest

from contest.judging.queries.panel import by_letter, reading
from contest.judging.rules import names, ties
from contest.judging.rules.ties import Behind, Judge, Link


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("李晓宇", "Li Xiaoyu"),
        ("李晓宇", "Xiao-Yu LI"),
        ("李晓宇", "Xiao Yu Li"),
        ("李晓宇 (Li Xiaoyu)", "Xiaoyu Li"),
        ("李晓宇教授", "李晓宇"),
        ("欧阳娜娜", "Nana Ouyang"),
        ("单田芳", "Shan Tianfang"),
        ("吕布韦", "Lü Buwei"),
        ("吕布韦", "Lyu Buwei"),
        ("张偉", "张伟"),
        ("José A. García", "Garcia, Jose"),
        ("Théo Marchetti", "MARCHETTI Theo"),
        ("Dr. Anna O'Brien", "Anna O’Brien"),
        ("Bjørn Ødegård", "Odegard Bjorn"),
    ],
)
def test_one_person_spelled_two_ways(one: str, other: str) -> None:
    assert names.person_keys(one) & names.person_keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("李娜", "Lina"),
        ("X. Li", "Xiaoyu Li"),
        ("Li Wei", "Li Na"),
        ("李", "Li Xiaoyu"),
        ("Anna Berg", "Anna Borg"),
        ("", ""),
    ],
)
def test_two_people(one: str, other: str) -> None:
    assert not names.person_keys(one) & names.person_keys(other)


def test_a_name_of_a_hundred_characters_is_not_spelled_out() -> None:
    assert len(names.person_keys("重" * 6)) < 200
    assert names.person_keys("重" * 100) == frozenset()
    assert len(names.person_keys("a b " * 500)) <= 2


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Anna Berg, cells and packs", "Anna Berg"),
        ("1. Anna Berg - chief engineer", "Anna Berg"),
        ("• Jean-Luc Picard (captain)", "Jean-Luc Picard"),
        ("李晓宇，负责人", "李晓宇"),
        ("李晓宇 负责人", "李晓宇"),
        ("2、欧阳娜娜：设计", "欧阳娜娜"),
        ("陈刚", "陈刚"),
    ],
)
def test_who_is_named_on_a_line_of_an_answer(line: str, name: str) -> None:
    assert names.named_in(f"\n{line}\n \n{line}") == [name]


def test_an_answer_names_so_many_people_at_most() -> None:
    assert len(names.named_in("\n".join(f"Judge Number {n}, x" for n in range(500)))) == names.MOST_NAMED
    assert names.named_in("") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Rainforest Energy Ltd", "Rainforest Energy Co., Ltd.", True),
        ("海南雨林能源有限公司", "海南雨林能源", True),
        ("Tsinghua University 清华大学", "清华大学", True),
        ("ACME (上海)", "acme（上海）", True),
        ("上海", "ACME (上海)", False),
        ("SAS", "SA", False),
        ("Solar One", "Solar Two", False),
        ("", "", False),
    ],
)
def test_names_of_organisations(one: str, other: str, same: bool) -> None:
    assert bool(names.body_keys(one) & names.body_keys(other)) is same


ENTRY = Behind(
    key="e",
    owner_id="p1",
    member_ids=("p2",),
    names=("王伟", "Anna Berg"),
    emails=("anna@rainforest-energy.cn",),
    organisation_ids=("o1",),
    organisations=("Rainforest Energy Ltd",),
    domains=("https://www.rainforest-energy.cn/about",),
    city="paris",
)


@pytest.mark.parametrize(
    ("judge", "kind", "shown"),
    [
        (Judge(key="j", person_id="p1", email="anna@rainforest-energy.cn"), "own", ""),
        (Judge(key="j", person_id="p2"), "team", ""),
        (Judge(key="j", email="Anna@Rainforest-Energy.cn"), "team", "anna@rainforest-energy.cn"),
        (Judge(key="j", names=("Wang Wei",)), "namesake", "王伟"),
        (Judge(key="j", organisation_id="o1"), "organisation", ""),
        (Judge(key="j", organisations=("rainforest energy",)), "organisation", "Rainforest Energy Ltd"),
        (
            Judge(key="j", links=(Link(kind="employer", name="Rainforest Energy"),)),
            "organisation",
            "Rainforest Energy Ltd",
        ),
        (Judge(key="j", email="b@rainforest-energy.cn"), "domain", "rainforest-energy.cn"),
        (
            Judge(key="j", links=(Link(kind="investment", name="RAINFOREST ENERGY"),)),
            "investment",
            "Rainforest Energy Ltd",
        ),
        (Judge(key="j", links=(Link(kind="mentoring", name="Berg, Anna"),)), "mentoring", "Anna Berg"),
        (Judge(key="j", links=(Link(kind="coauthor", name="Wei Wang"),)), "coauthor", "王伟"),
        (Judge(key="j", links=(Link(kind="family", name="王伟"),)), "family", "王伟"),
        (Judge(key="j", links=(Link(kind="city", name="paris"),)), "city", "paris"),
    ],
)
def test_why_a_judge_is_too_close(judge: Judge, kind: str, shown: str) -> None:
    assert ties.find([judge], [ENTRY]) == [ties.Found(judge="j", entry="e", kind=kind, shown=shown)]
    assert (shown in str(ties.words(kind, shown))) or kind == "city"


def test_nothing_on_record_ties_nobody() -> None:
    assert ties.find([Judge(key="j")], [Behind(key="e", owner_id="p")]) == []
    public = Judge(key="j", email="me@gmail.com", links=(Link(kind="employer", name=" "), Link(kind="city", name="x")))
    assert ties.find([public], [Behind(key="e", owner_id="p", emails=("you@gmail.com",), organisations=("-",))]) == []


def test_a_pair_is_found_once_by_its_plainest_reason() -> None:
    judge = Judge(key="j", person_id="p2", names=("Wei Wang",), email="x@rainforest-energy.cn")
    assert [one.kind for one in ties.find([judge], [ENTRY])] == ["team"]


def test_every_kind_has_words() -> None:
    for kind in (*ties.KINDS, "declared", "ruled"):
        assert str(ties.words(kind)) and str(ties.words(kind, "X"))


def test_names_stand_under_the_letter_they_are_read_by() -> None:
    spelled = sorted(["Ångström", "陈刚", "Adam", "3M", "Zoë", "阿里"], key=reading)
    found = [(letter, [name for _, name in named]) for letter, named in by_letter([(name, name) for name in spelled])]
    assert found == [("#", ["3M"]), ("A", ["阿里", "Adam", "Ångström"]), ("C", ["陈刚"]), ("Z", ["Zoë"])]
