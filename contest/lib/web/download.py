"""Sending a file of somebody's: as an attachment, or as a picture of ours; never as a page of this site."""

import re
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

from litestar.response import Response, Stream

from contest.lib.sheets import MEDIA_TYPES, Kind, Row, Sheet, book, table
from contest.lib.web.request import Request
from contest.lib.zips import Member, zipped


class Readable(Protocol):
    """A stored file. `read(first, last)` gives the bytes from `first` to `last`, both included."""

    @property
    def name(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...
    def read(self, first: int = 0, last: int | None = None) -> AsyncIterator[bytes]: ...


def disposition(name: str) -> str:
    """`Content-Disposition` for any name (RFC 6266, RFC 5987): ASCII for old programs, the name itself for others."""
    plain = re.sub(r'[^ -~]|["\\%]', "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """The first and last byte that a `Range` asks for, None for all of it; `ValueError` where there are none such.

    Several ranges at once, another unit or nonsense count as no range, as RFC 9110 allows.
    """
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", header.strip())
    if found is None or found[0] == "bytes=-":
        return None
    if not found[1]:
        first, last = max(size - int(found[2]), 0), size - 1
    else:
        first, last = int(found[1]), min(int(found[2]), size - 1) if found[2] else size - 1
        if found[2] and int(found[2]) < first:
            return None
    if first > last:
        raise ValueError
    return first, last


async def download(
    request: Request, file: Readable, *, name: str | None = None, is_shown: bool = False
) -> Response[bytes] | Stream:
    """The file, or the part of it that was asked for. `name` replaces its own where that would say too much.

    `is_shown`: a picture that this application made, for a page of its own.
    """
    etag = f'"{file.sha256}"'
    headers = {
        "content-disposition": "inline" if is_shown else disposition(name or file.name),
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=600" if is_shown else "private, no-store",
        "accept-ranges": "bytes",
        "etag": etag,
    }
    asked = request.headers.get("range", "")
    if request.headers.get("if-range", etag) != etag:
        asked = ""
    try:
        part = parse_range(asked, file.size)
    except ValueError:
        beyond = {"content-range": f"bytes */{file.size}"}
        return Response(b"", status_code=416, headers=beyond, media_type=file.content_type)
    first, last = part or (0, file.size - 1)
    if part is not None:
        headers["content-range"] = f"bytes {first}-{last}/{file.size}"
    headers["content-length"] = str(last - first + 1)
    return Stream(
        await _begun(file.read(first, last)),
        status_code=206 if part else 200,
        media_type=file.content_type,
        headers=headers,
    )


async def download_table(name: str, kind: Kind, heading: Sequence[str], rows: AsyncIterator[Row]) -> Stream:
    """A list as `name`.csv, .json or .xlsx, written while it is read; every list that is downloaded answers with it."""
    headers = {
        "content-disposition": disposition(f"{name}.{kind}"),
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, no-store",
    }
    return Stream(await _begun(table(kind, heading, rows)), media_type=MEDIA_TYPES[kind], headers=headers)


async def download_book(name: str, sheets: Sequence[Sheet]) -> Stream:
    """Several lists as the sheets of `name`.xlsx."""
    headers = {
        "content-disposition": disposition(f"{name}.xlsx"),
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, no-store",
    }
    return Stream(await _begun(book(sheets)), media_type=MEDIA_TYPES["xlsx"], headers=headers)


async def download_zip(name: str, members: Iterable[Member], *, at: datetime) -> Stream:
    """Stored files as `name`.zip, put together while it is read."""
    headers = {"content-disposition": disposition(f"{name}.zip"), "cache-control": "private, no-store"}
    return Stream(await _begun(zipped(members, at=at)), media_type="application/zip", headers=headers)


async def _begun(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """With the first chunk read already: storage that does not answer is an error page, not half a file."""
    head = await anext(chunks, b"")

    async def all_of_it() -> AsyncIterator[bytes]:
        yield head
        async for chunk in chunks:
            yield chunk

    return all_of_it()
