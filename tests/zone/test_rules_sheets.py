"""A register as a sheet: read in either language, in any unit of money, and held against what was announced."""

from decimal import Decimal

import pytest

from contest.lib.i18n import LOCALES, using
from contest.zone.rules import sheets
from contest.zone.rules.sheets import COLUMNS, read_sheet, reconcile, scene_words, written
from tests.makers.zone import plan

SCENES = scene_words([("energy", "Energy", "能源", ["power"]), ("building", "Building", "建筑", [])])
HEAD = "编号\t项目名称\t类型\t场景\t总投资（亿元）\t状态"


def _lines(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows])


def test_thirty_nine_projects_are_read_and_their_sum_is_the_one_announced() -> None:
    rows = [f"S-{n:02d}\t场景项目{n}\t场景项目\t能源\t11\t推进中" for n in range(1, 25)]
    rows += [f"I-{n:02d}\t产业项目{n}\t产业\t建筑、能源\t{12 if n == 15 else 11}\t实施中" for n in range(1, 16)]
    read = read_sheet(_lines(*rows, "合计\t\t\t\t430"), scenes=SCENES)
    assert [row.problems for row in read.rows] == [()] * 39
    assert (read.invested, read.said) == (Decimal(430) * 10**8, Decimal(430) * 10**8)
    assert reconcile(read, needs=39, invested_cny=Decimal(430) * 10**8).agrees
    last = read.rows[-1]
    assert (last.values["kind"], last.values["scenes"], last.state) == ("industry", ["building", "energy"], "under_way")


@pytest.mark.parametrize(
    "needs, yi, by", [(39, 430, (0, -1)), (40, 429, (-1, 0)), (38, 429, (1, 0)), (None, None, None)]
)
def test_a_total_that_is_off_by_one_is_said(needs: int | None, yi: int | None, by: tuple[int, int] | None) -> None:
    rows = [f"S-{n}\t项目{n}\t场景项目\t能源\t11\t" for n in range(39)]
    read = read_sheet(_lines(*rows), scenes=SCENES)
    found = reconcile(read, needs=needs, invested_cny=None if yi is None else Decimal(yi) * 10**8)
    if by is None:
        assert (found.needs, found.invested_cny, found.agrees) == (None, None, True)
    else:
        assert (found.needs, found.invested_cny) == (by[0], Decimal(by[1]) * 10**8)
        assert not found.agrees


def test_the_sheets_own_total_counts_where_no_other_was_given() -> None:
    read = read_sheet(_lines("A\t甲\t\t\t10\t", "总计\t\t\t\t11\t"), scenes=SCENES)
    assert reconcile(read, needs=None, invested_cny=None).invested_cny == Decimal(-1) * 10**8


@pytest.mark.parametrize(
    "row, words",
    [
        ("\t甲\t场景\t能源\t1\t", "This line has no reference."),
        ("A\t甲\t梦想\t能源\t1\t", "“梦想” cannot be read."),
        ("A\t甲\t场景\t海洋\t1\t", "“海洋” cannot be read."),
        ("A\t甲\t场景\t能源\t一亿\t", "“一亿” cannot be read."),
        ("A\t甲\t场景\t能源\tNaN\t", "“NaN” cannot be read."),
        ("A\t甲\t场景\t能源\t1e99\t", "“1e99” cannot be read."),
        (f"{'A' * 41}\t甲\t场景\t能源\t1\t", "cannot be read."),
        ("A\t甲\t场景\t能源\t1\t完成了", "“完成了” cannot be read."),
    ],
)
def test_a_line_that_is_wrong_says_why(row: str, words: str) -> None:
    [found] = read_sheet(_lines(row), scenes=SCENES).rows
    assert any(words in str(problem) for problem in found.problems)


def test_a_reference_twice_and_a_head_without_one_are_said() -> None:
    rows = read_sheet(_lines("A\t甲\t\t\t\t", "A\t乙\t\t\t\t"), scenes=SCENES).rows
    assert [str(problem) for problem in rows[1].problems] == ["The same reference is on line 2."]
    for head in ("名称\t场景", "编号\t场景", "编号\t名称\t项目名称"):
        [row] = read_sheet(_lines("1\t2\t3", head=head), scenes=SCENES).rows
        assert "The first line must name the columns" in str(row.problems[0])
    assert read_sheet("", scenes=SCENES).rows == []


def test_more_lines_than_allowed_are_seen_to_be_more() -> None:
    rows = [f"R{n}\t甲\t\t\t\t" for n in range(sheets.MOST_ROWS + 9)]
    assert len(read_sheet(_lines(*rows), scenes=SCENES).rows) == sheets.MOST_ROWS + 1


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_written_is_read_again(locale: str) -> None:
    need = plan(
        reference="T-1", kind="thesis", scenes=["energy"], entry_kinds=["product"], least_trl=6,
        least_cny=Decimal("1000000.00"), most_cny=Decimal("2.50"), invested_cny=Decimal("3.00"), countries=["FR", "DE"],
        languages=["en", "zh"], keywords=["heat pump", "热泵"], exclusions=["coal"], within_months=12, capacity=2,
        publicity="unnamed", place_zh="加茂镇", about_en="A line.",
    )  # fmt: skip
    with using(locale):
        head = "\t".join(str(words) for words, _ in COLUMNS.values())
        cells = [str(written(name, getattr(need, name, "")) or "") for name in COLUMNS]
        [row] = read_sheet(f"{head}\n" + "\t".join(cells), scenes=SCENES).rows
    assert row.problems == ()
    assert row.plan(None) == need


def test_a_column_that_is_not_there_changes_nothing() -> None:
    [row] = read_sheet("编号\t名称\nT-1\t新名\n", scenes=SCENES).rows
    before = plan(reference="T-1", least_trl=5)
    assert (row.plan(before).title_zh, row.plan(before).least_trl) == ("新名", 5)
