"""Tables as CSV, JSON and XLSX, written a row at a time: every list that is downloaded goes through here.

Entries, reviews, assignments, rankings: a slice gives a heading and its rows, already cleared for their reader. Nothing
that people typed is ever a formula, a link or a number in the spreadsheet that opens it.
"""

import asyncio
import csv
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from io import StringIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from weakref import WeakKeyDictionary

import msgspec
import xlsxwriter
from msgspec import Struct

from contest.lib.errors import NotFound

Cell = str | int | Decimal | datetime | None
Row = Sequence[Cell]
Kind = Literal["csv", "json", "xlsx"]


class Formula(Struct, frozen=True):
    """What a spreadsheet reckons, made by us and never by what people typed, and what it comes to."""

    text: str
    value: str | int | Decimal


class Sheet(Struct, frozen=True, kw_only=True):
    """One sheet of a book: its name, at most 31 characters, the line that stands over it, and its rows."""

    name: str
    heading: Sequence[str]
    rows: Sequence[Sequence[Cell | Formula]]


MEDIA_TYPES: dict[Kind, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST_CELL = 32_767  # of Excel, in UTF-16 units
CHUNK = 64 * 1024
ROWS_EACH = 100  # written between two turns of the event loop

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SUSPECT = frozenset({*_STARTS_FORMULA, " "})


async def each(rows: Iterable[Row]) -> AsyncIterator[Row]:
    """Rows that are there already, one after another."""
    for row in rows:
        yield row


def kind_of(text: str) -> Kind:
    """The kind of file at the end of an address; of another there is nothing there."""
    for kind in MEDIA_TYPES:
        if text == kind:
            return kind
    raise NotFound


def harmless(text: str) -> str:
    """A text that no spreadsheet reads as a formula (OWASP, CSV injection): an apostrophe stands before what would be.

    Spaces in front do not hide one. `as_typed` takes it off again.
    """
    if text[:1] not in _SUSPECT:  # nearly every cell there is, and a list has tens of thousands
        return text
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_FORMULA) else text


def as_typed(text: str) -> str:
    """What was there before `harmless`."""
    return text[1:] if text.startswith("'") and harmless(text[1:]) != text[1:] else text


async def table(kind: Kind, heading: Sequence[str], rows: AsyncIterator[Row]) -> AsyncIterator[bytes]:
    """The bytes of a CSV (UTF-8 with its mark, which Excel needs, RFC 4180), of a JSON array with an object for each
    row by the heading, or of an XLSX with one sheet.

    Memory does not grow with the rows: an XLSX is put together in a temporary file. Moments are given in UTC.
    """
    async for part in {"csv": _csv, "json": _json, "xlsx": _xlsx}[kind](heading, rows):
        yield part


async def _csv(heading: Sequence[str], rows: AsyncIterator[Row]) -> AsyncIterator[bytes]:
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerow([harmless(name) for name in heading])
    async for batch in _batches(rows):
        writer.writerows([[_plain(cell) for cell in row] for row in batch])
        yield out.getvalue().encode(errors="replace")
        out.seek(0)
        out.truncate()
    if out.tell():
        yield out.getvalue().encode(errors="replace")


async def _json(heading: Sequence[str], rows: AsyncIterator[Row]) -> AsyncIterator[bytes]:
    """Texts as they were typed: nothing that reads JSON takes one for a formula. A decimal is a text, so that no reader
    rounds it."""
    names, before = _apart(heading), b"[\n"
    async for batch in _batches(rows):
        lines = [msgspec.json.encode(dict(zip(names, map(_whole, row), strict=True))) for row in batch]
        yield before + b",\n".join(lines)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _apart(heading: Sequence[str]) -> list[str]:
    """The names of columns, with a number where one stands there already."""
    found: list[str] = []
    for name in heading:
        again = (f"{name} ({number})" for number in count(2))
        found.append(name if name not in found else next(one for one in again if one not in (*found, *heading)))
    return found


def _whole(cell: Cell) -> Cell:
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return "" if cell is None else str(cell)


async def _xlsx(heading: Sequence[str], rows: AsyncIterator[Row]) -> AsyncIterator[bytes]:
    with TemporaryDirectory(prefix="contest-sheet-") as folder:
        path = Path(folder, "table.xlsx")
        with _book(path, folder) as (book, sheet):
            strong = book.add_format({"bold": True})
            moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
            numbered = count(1)
            for column, name in enumerate(heading):
                sheet.write_string(0, column, _fitting(name), strong)
            sheet.freeze_panes(1, 0)
            async for batch in _batches(rows):
                await asyncio.to_thread(_write, sheet, batch, numbered, moment)
            await asyncio.to_thread(book.close)
        with path.open("rb") as file:  # noqa: ASYNC230 - read in a thread below
            while part := await asyncio.to_thread(file.read, CHUNK):
                yield part


async def book(sheets: Sequence[Sheet]) -> AsyncIterator[bytes]:
    """The bytes of an XLSX with several sheets."""
    with TemporaryDirectory(prefix="contest-sheet-") as folder:
        path = Path(folder, "book.xlsx")
        await asyncio.to_thread(_write_book, path, folder, sheets)
        with path.open("rb") as file:  # noqa: ASYNC230 - read in a thread below
            while part := await asyncio.to_thread(file.read, CHUNK):
                yield part


def _write_book(path: Path, folder: str, sheets: Sequence[Sheet]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": folder, "remove_timezone": True}) as made:
        strong, moment = made.add_format({"bold": True}), made.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for one in sheets:
            sheet = made.add_worksheet(one.name)
            for column, name in enumerate(one.heading):
                sheet.write_string(0, column, _fitting(name), strong)
            sheet.freeze_panes(1, 0)
            _write(sheet, one.rows, count(1), moment)


@contextmanager
def _book(path: Path, folder: str) -> Iterator[tuple[Any, Any]]:
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": folder, "remove_timezone": True})
    try:
        yield book, book.add_worksheet()
    finally:
        if not book.fileclosed:  # left half way: its own temporary files go with the folder
            book.fileclosed = True


def _write(sheet: Any, rows: Sequence[Sequence[Cell | Formula]], numbered: Iterator[int], moment: Any) -> None:
    for row in rows:
        line = next(numbered)
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, column, _fitting(cell))
            elif isinstance(cell, datetime):
                sheet.write_datetime(line, column, cell, moment)
            elif isinstance(cell, Formula):
                sheet.write_formula(line, column, cell.text, None, cell.value)
            elif cell is not None:
                sheet.write_number(line, column, cell)


def _fitting(text: str) -> str:
    """What a cell holds; a longer text is cut, and ends in a mark that says so."""
    text = text.encode("utf-8", "replace").decode()
    if len(text.encode("utf-16-le")) <= 2 * LONGEST_CELL:
        return text
    return text.encode("utf-16-le")[: 2 * (LONGEST_CELL - 2)].decode("utf-16-le", "ignore") + " …"


_lines: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def _batches(rows: AsyncIterator[Row]) -> AsyncIterator[list[Row]]:
    """So many rows at a time. However many tables are taken at once, whoever waits for a page waits for one batch of
    one of them between two of their own steps, and not for one of each."""
    line = _lines.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    has_ended = False
    while not has_ended:
        batch: list[Row] = []
        async with line:
            await asyncio.sleep(0)
            async for row in rows:
                batch.append(row)
                if len(batch) == ROWS_EACH:
                    break
            else:
                has_ended = True
        if batch:
            yield batch
