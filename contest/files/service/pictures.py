"""The pages of a checked file as pictures: made by a job from the copy without its author, kept beside the file."""

from uuid import UUID

import msgspec

from contest.files import rules
from contest.files.service.reading import Stored, stream, without_author
from contest.lib import db, killable, storage
from contest.lib.errors import NotFound

AT_ONCE = 4  # pages a process draws before it is asked again
DRAW_SECONDS = 60.0
WEBP = "image/webp"


class PageLine(msgspec.Struct, frozen=True, kw_only=True):
    """One page; `width` is 0 where it could not be drawn. `text` is what a machine reads on it."""

    number: int
    width: int = 0
    height: int = 0
    text: str = ""


class Pages(msgspec.Struct, frozen=True, kw_only=True):
    """The pages of a file that somebody may look at. `is_coming`: they are being made."""

    file_id: UUID
    name: str
    size: int
    count: int
    is_coming: bool
    pages: list[PageLine]


def pictures_of(file_id: UUID) -> str:
    """Where a file's pictures lie: a folder of the storage."""
    return f"pictures/{file_id}/"


async def draw(*, file_id: UUID) -> int | None:
    """Make the pictures of a file, and write no row: `note_drawn` does. How many there are; None where none can be.

    They are made from the copy without its author, so that they can be shown to anybody who may see the file.
    """
    row = await db.fetchrow("select pages, content_type from file where id = $1 and state = 'checked'", file_id)
    if row is None or row["content_type"] not in rules.DRAWABLE:
        return None
    data = await without_author(file_id=file_id)
    lines, drawn = list[PageLine](), 0
    for first in range(0, row["pages"], AT_ONCE):
        for number, page in enumerate(await _draw(data, first, row["pages"]), first + 1):
            if page is None:
                lines.append(PageLine(number=number))
                continue
            await storage.put(f"{pictures_of(file_id)}{number}.webp", page.webp, content_type=WEBP)
            lines.append(PageLine(number=number, width=page.width, height=page.height, text=page.text))
            drawn += 1
    await storage.put(f"{pictures_of(file_id)}pages.json", msgspec.json.encode(lines), content_type="application/json")
    return drawn


async def _draw(data: bytes, first: int, pages: int) -> list[rules.Drawn | None]:
    """Some pages; one that takes too long, or its process with it, is left out alone."""
    count = min(AT_ONCE, pages - first)
    try:
        found = await killable.run(rules.draw, data, first, count, seconds=DRAW_SECONDS)
    except killable.Killed:
        if count == 1:
            return [None]
        return [page for number in range(first, first + count) for page in await _draw(data, number, number + 1)]
    return [*found, *[None] * (count - len(found))]


async def note_drawn(*, file_id: UUID, drawn: int) -> None:
    """Write down that the pictures are there."""
    await db.execute("update file set drawn = $2 where id = $1", file_id, drawn)


async def pages(*, file_id: UUID) -> Pages:
    """The pages of a checked file, for a slice that has made sure that this person may see them; else `NotFound`."""
    row = await db.fetchrow(
        "select name, size, pages, drawn, content_type from file where id = $1 and state = 'checked'", file_id
    )
    if row is None:
        raise NotFound
    lines = list[PageLine]()
    if row["drawn"]:
        lines = msgspec.json.decode(await storage.get(f"{pictures_of(file_id)}pages.json"), type=list[PageLine])
    return Pages(
        file_id=file_id,
        name=row["name"],
        size=row["size"],
        count=row["pages"],
        is_coming=row["drawn"] is None and row["content_type"] in rules.DRAWABLE,
        pages=lines,
    )


async def picture(*, file_id: UUID, number: int) -> Stored:
    """One page as a picture, for a slice that has made sure that this person may see it; else `NotFound`."""
    await stream(file_id=file_id)  # it is there still, and checked
    key = f"{pictures_of(file_id)}{number}.webp"
    size = await storage.size(key)
    return Stored(name=f"{number}.webp", content_type=WEBP, size=size, sha256=f"{file_id}-{number}-{size}", key=key)
