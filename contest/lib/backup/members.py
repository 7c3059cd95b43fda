"""What lies in an archive: a tar stream in a seal. First what it is, then the database, the files, and how many."""

import tarfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from contest.lib.backup.sealed import Opener, Sealer, Sink

FORMAT = 1
ABOUT, DATABASE, FILES, KEYS, END = "about.json", "database/", "files/", "keys/", "end.json"
PIECE = 8 << 20  # of the database, whose size nobody knows before
BUFFER = 128 << 10


class About(Struct, frozen=True, kw_only=True):
    """Which migrations the database has, and how many rows each table, counted in the snapshot that was saved."""

    format: int = FORMAT
    made_at: datetime
    migrations: list[str]
    rows: dict[str, int]


class End(Struct, frozen=True):
    """How many files came before."""

    files: int = 0


class Stored(Struct, frozen=True):
    """A file's key and what the storage knows of it."""

    key: str
    content_type: str
    metadata: dict[str, str]


class Writer:
    """Writes members one after another; memory holds none of them. `close` makes the archive whole."""

    def __init__(self, out: Sink, passphrase: str) -> None:
        self._sealer = Sealer(out, passphrase)
        sink: Any = self._sealer
        self._tar: Any = tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT, bufsize=BUFFER)  # noqa: SIM115

    def add(self, name: str, size: int, source: BinaryIO, headers: Mapping[str, str] | None = None) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.pax_headers = size, 0o600, dict(headers or {})
        self._tar.addfile(info, source)
        self._tar.members = []  # which it would keep for all of them

    def add_bytes(self, name: str, data: bytes) -> None:
        self.add(name, len(data), BytesIO(data))

    def close(self) -> None:
        self._tar.close()
        self._sealer.close()


class Member(Struct, frozen=True):
    """One member while the archive is read: `source` holds its bytes until the next one is asked for."""

    name: str
    source: BinaryIO
    stored: Stored | None


def members(source: BinaryIO, passphrase: str) -> Iterator[Member]:
    """Every member in order. LocalError names the one at which an archive is damaged or cut off."""
    current = "its beginning"
    opener: Any = Opener(source, passphrase, where=lambda: current)
    tar: Any
    with tarfile.open(fileobj=opener, mode="r|", bufsize=BUFFER) as tar:
        for info in tar:
            tar.members = []
            stored = _stored(info.pax_headers)
            current = f"{info.name} ({stored.key})" if stored else info.name
            yield Member(info.name, tar.extractfile(info), stored)


def headers_of(stored: Stored) -> dict[str, str]:
    """As the headers of a member: a key may be longer than a name in a tar, and have any letter."""
    return {"CONTEST.stored": msgspec.json.encode(stored).decode()}


def _stored(headers: Mapping[str, str]) -> Stored | None:
    text = headers.get("CONTEST.stored")
    return msgspec.json.decode(text, type=Stored) if text else None
