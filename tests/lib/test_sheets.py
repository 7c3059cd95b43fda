"""Tables that are downloaded."""

import asyncio
import csv
import json
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from contest.lib import sheets
from contest.lib.errors import NotFound

FORMULAS = ("=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '=HYPERLINK("http://x")')


async def _rows(*rows: sheets.Row) -> AsyncIterator[sheets.Row]:
    for row in rows:
        yield row


async def _whole(kind: sheets.Kind, *rows: sheets.Row, heading: tuple[str, ...] = ("Code", "Title")) -> bytes:
    return b"".join([part async for part in sheets.table(kind, heading, _rows(*rows))])


async def test_ten_tables_at_once_are_between_a_page_and_its_next_step_one_batch_at_a_time() -> None:
    """Rows without any wait among them, as they come of a statement that brought a thousand."""
    written = 0

    async def thousands() -> AsyncIterator[sheets.Row]:
        nonlocal written
        for number in range(3000):
            written += 1
            yield (f"BT26-{number}", "Microgrid")

    tables = [asyncio.create_task(_taken(sheets.table("csv", ("Code", "Title"), thousands()))) for _ in range(10)]
    most = seen = 0
    while not all(one.done() for one in tables):
        await asyncio.sleep(0)
        most, seen = max(most, written - seen), written
    assert most <= 2 * sheets.ROWS_EACH
    assert [await one for one in tables] == [await tables[0]] * 10
    assert (await tables[0]).count(b"Microgrid") == 3000


async def _taken(parts: AsyncIterator[bytes]) -> bytes:
    return b"".join([part async for part in parts])


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_made_a_text(text: str) -> None:
    assert sheets.harmless(text) == f"'{text}"
    assert sheets.as_typed(sheets.harmless(text)) == text


@given(st.text(max_size=20))
def test_what_was_typed_comes_back(text: str) -> None:
    safe = sheets.harmless(text)
    assert not safe.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    if not (text.startswith("'") and safe == text):
        assert sheets.as_typed(safe) == text


async def test_csv_is_read_by_a_spreadsheet() -> None:
    raw = await _whole("csv", ("A1", 'He said "no",\nthen 不'), ("A2", "=1+1"), (None, Decimal("8.25")))
    assert raw.startswith(b"\xef\xbb\xbfCode,Title\r\n")
    assert list(csv.reader(StringIO(raw.decode("utf-8-sig"), newline=""))) == [
        ["Code", "Title"],
        ["A1", 'He said "no",\nthen 不'],
        ["A2", "'=1+1"],
        ["", "8.25"],
    ]


async def test_json_holds_an_object_for_each_row_with_texts_as_they_were_typed() -> None:
    at = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    rows = [("=1+1", "不", Decimal("8.250"), None, at), *[(str(one), "", 3, "\ud800", at) for one in range(101)]]
    heading = ("Code", "Name", "Name", "Why", "Name (2)")
    found = json.loads(await _whole("json", *rows, heading=heading))
    assert found[0] == {
        "Code": "=1+1", "Name": "不", "Name (3)": "8.250", "Why": None, "Name (2)": "2026-03-01T08:30:00Z"
    }  # fmt: skip
    assert [one["Code"] for one in found[1:]] == [str(one) for one in range(101)]
    assert json.loads(await _whole("json")) == []


def test_another_kind_of_file_is_not_there() -> None:
    assert [sheets.kind_of(kind) for kind in ("csv", "json", "xlsx")] == ["csv", "json", "xlsx"]
    for text in ("pdf", "", "CSV"):
        with pytest.raises(NotFound):
            sheets.kind_of(text)


async def test_an_empty_table_has_its_heading() -> None:
    assert await _whole("csv") == b"\xef\xbb\xbfCode,Title\r\n"
    assert CalamineWorkbook.from_filelike(BytesIO(await _whole("xlsx"))).get_sheet_by_index(0).to_python() == [
        ["Code", "Title"]
    ]


async def test_xlsx_holds_texts_numbers_and_moments_and_no_formula() -> None:
    at = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    raw = await _whole("xlsx", *[(text, 3) for text in FORMULAS], ("0042", Decimal("8.25")), ("http://x", at))
    inside = ZipFile(BytesIO(raw)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in inside
    assert "<hyperlink" not in inside
    rows = CalamineWorkbook.from_filelike(BytesIO(raw)).get_sheet_by_index(0).to_python()
    assert rows[1] == ["=1+1", 3.0]
    assert rows[-2] == ["0042", 8.25]
    assert rows[-1] == ["http://x", at.replace(tzinfo=None)]


async def test_a_text_too_long_for_a_cell_says_so() -> None:
    raw = await _whole("xlsx", ("😀" * 20_000, "fits"))
    cell = CalamineWorkbook.from_filelike(BytesIO(raw)).get_sheet_by_index(0).to_python()[1][0]
    assert isinstance(cell, str)
    assert cell.endswith("😀 …")
    assert len(cell.encode("utf-16-le")) <= 2 * sheets.LONGEST_CELL


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
async def test_memory_does_not_grow_with_the_rows(kind: sheets.Kind) -> None:
    async def many() -> AsyncIterator[sheets.Row]:
        for number in range(5_000):
            yield (f"A{number}", f"{number} " + "x" * 2_000)

    tracemalloc.start()
    size = 0
    async for part in sheets.table(kind, ("Code", "Text"), many()):
        size += len(part)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 20_000
    assert peak < 4_000_000
