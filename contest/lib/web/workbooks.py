"""A workbook or a CSV that somebody sends: read in a process of its own, and not kept."""

import csv
import io
from itertools import islice

from contest.lib import killable
from contest.lib.errors import Invalid
from contest.lib.i18n import N_
from contest.lib.web.forms import clean
from contest.lib.web.request import Request
from contest.lib.web.uploads import read_upload

MOST_BYTES = 2 * 1024 * 1024
MOST_TABLE_BYTES = 8 * 1024 * 1024
SECONDS = 20.0


def read_lines(data: bytes, rows: int, columns: int, longest: int) -> str:
    """The first sheet of a workbook as lines with tabs between cells. Raises `ValueError` where it is none.

    For `lib.killable`: what comes in is a stranger's file. Cells are cut at `longest` characters.
    """
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - in the child process only

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = book.get_sheet_by_index(0).to_python(nrows=rows)
    except Exception as error:
        raise ValueError("not a workbook") from error
    lines = ("\t".join(_cell(value, longest) for value in row[:columns]).rstrip("\t") for row in found)
    return "\n".join(lines)


def _cell(value: object, longest: int) -> str:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return " ".join(text.split())[:longest]


async def read_workbook(request: Request, *, rows: int, columns: int, longest: int = 300) -> tuple[str, dict[str, str]]:
    """The lines of the workbook in a form, and the form's other fields; `Invalid(field="file")` where it is none."""
    incoming = await read_upload(request)
    data = bytearray()
    async for chunk in incoming.chunks:
        data += chunk
        if len(data) > MOST_BYTES:
            raise Invalid(field="file", message=N_("This file is too large: at most 2 MB."))
    try:
        text = await killable.run(read_lines, bytes(data), rows, columns, longest, seconds=SECONDS)
    except (ValueError, killable.Killed):
        raise Invalid(
            field="file", message=N_("This is no workbook that can be read. Save it as XLSX, or paste its lines.")
        ) from None
    return text, incoming.fields


def read_sheet(data: bytes, rows: int, columns: int, longest: int) -> list[list[str]]:
    """The cells of a CSV, or of a workbook's first sheet, as they are. Raises `ValueError` where it is neither.

    For `lib.killable`, like `read_lines`.
    """
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - in the child process only

        try:
            found = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(nrows=rows)
        except Exception as error:
            raise ValueError("not a workbook") from error
        return [[_whole(value)[:longest] for value in row[:columns]] for row in found]
    text = data.decode("utf-8-sig")
    head = text.partition("\n")[0]
    mark = max((",", ";", "\t"), key=head.count)
    csv.field_size_limit(MOST_TABLE_BYTES)
    try:
        lines = islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), rows)
        return [[cell[:longest] for cell in row[:columns]] for row in lines]
    except csv.Error as error:
        raise ValueError("not a table") from error


def _whole(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


async def read_cells(request: Request, *, rows: int, columns: int, longest: int) -> list[list[str]]:
    """The cells of the CSV or the workbook in a form, cleaned; `Invalid(field="file")` where it is neither."""
    incoming = await read_upload(request)
    data = bytearray()
    async for chunk in incoming.chunks:
        data += chunk
        if len(data) > MOST_TABLE_BYTES:
            raise Invalid(field="file", message=N_("This file is too large: at most 8 MB."))
    try:
        cells = await killable.run(read_sheet, bytes(data), rows, columns, longest, seconds=SECONDS)
    except (ValueError, killable.Killed):
        raise Invalid(
            field="file", message=N_("This is no table that can be read. Save it as XLSX, or as CSV in UTF-8.")
        ) from None
    return [[clean(cell) for cell in row] for row in cells]
