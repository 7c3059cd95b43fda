"""Many stored files as one ZIP, written while it is sent: memory holds a part of one file."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from msgspec import Struct

from contest.lib import storage


class Member(Struct, frozen=True):
    """A file under its name in the ZIP, and the key of its bytes in the storage."""

    name: str
    key: str
    size: int


class Written(Struct, frozen=True):
    """A file that is made here, small enough to be held."""

    name: str
    data: bytes


class _Sink:
    """What was written since it was last taken. It cannot seek, so each member's sizes follow it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing is open here."""

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


async def zipped(members: Iterable[Member | Written], *, at: datetime) -> AsyncIterator[bytes]:
    """The bytes of the ZIP. Files are not packed again: PDFs and pictures are packed already."""
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_STORED) as made:
        for member in members:
            info = ZipInfo(member.name, date_time=at.timetuple()[:6])
            if isinstance(member, Written):
                made.writestr(info, member.data)
                yield sink.take()
                continue
            info.file_size = member.size
            with made.open(info, "w") as out:
                async for chunk in storage.stream(member.key):
                    out.write(chunk)
                    yield sink.take()
    yield sink.take()


def distinct(names: Iterable[str]) -> list[str]:
    """The same names, each once: a second `a.pdf` becomes `a-2.pdf`, also where case alone tells them apart."""
    seen: set[str] = set()
    found = []
    for name in names:
        stem, dot, ending = name.rpartition(".")
        if not dot:
            stem, ending = name, ""
        number, one = 1, name
        while one.casefold() in seen:
            number += 1
            one = f"{stem}-{number}{dot}{ending}"
        seen.add(one.casefold())
        found.append(one)
    return found
