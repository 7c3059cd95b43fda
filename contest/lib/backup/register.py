"""Who was erased since an archive was made, kept where no archive holds it: marks that mean nothing to who has not the
row itself. A restored archive is held against them before anybody opens it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from contest.lib.backup.bucket import Bucket, Place
from contest.lib.backup.members import Stored
from contest.lib.backup.rules import KEPT_AT_MOST
from contest.lib.local.errors import LocalError

FOLDER, DAY = "erased/", "%Y%m%d"
KEPT = KEPT_AT_MOST + timedelta(days=1)  # a day longer than any archive: then none brings anybody back
DIGITS = 64


def is_mark(text: str) -> bool:
    """Whether this is a SHA-256 in hexadecimal digits."""
    return len(text) == DIGITS and set(text) <= set("0123456789abcdef")


def note(shelf: Place, mark: str, *, now: datetime) -> None:
    """Put a mark on the shelf, beside the archives."""
    bucket = Bucket(shelf)
    bucket.make()
    bucket.give(Stored(f"{FOLDER}{now.strftime(DAY)}-{mark}", "text/plain", {}), BytesIO())


def noted(shelf: Place) -> set[str]:
    """Every mark on the shelf."""
    return {mark for name in Bucket(shelf).names() if (mark := _parts(name)[1])}


def outlived(names: Collection[str], *, now: datetime) -> list[str]:
    """Which of these names are marks that no archive is as old as."""
    last = (now - KEPT).strftime(DAY)
    return [name for name in names if _parts(name)[1] and _parts(name)[0] < last]


def write(path: Path, marks: Collection[str]) -> None:
    """Write marks into a new file, one a line."""
    with path.open("x") as file:
        file.writelines(f"{mark}\n" for mark in sorted(marks))


def read(path: Path) -> set[str]:
    """The marks in a file. LocalError where it holds anything else."""
    lines = path.read_text(errors="replace").split()
    if odd := [line for line in lines if not is_mark(line)]:
        raise LocalError(f"{path} is no register of erasures: {odd[0][:40]!r} is no mark")
    return set(lines)


def _parts(name: str) -> tuple[str, str]:
    """The day and the mark of a name; two empty ones where it is none of ours."""
    day, _dash, mark = name.removeprefix(FOLDER).partition("-")
    return (day, mark) if name.startswith(FOLDER) and day.isdigit() and is_mark(mark) else ("", "")
