"""The register of who was erased, which no archive holds, beside who is here."""

import asyncio
import os
from collections.abc import Collection
from datetime import datetime

from contest.lib import db
from contest.lib.backup import register, shelf

_MARK = "encode(sha256(convert_to(p.id::text, 'UTF8')), 'hex')"  # `rules.mark_of`
# Whose mark is among $1 and who is here all the same.
MARKED = f"p.erased_at is null and {_MARK} = any($1::text[])"


async def marks_of_erased(*, since: datetime) -> list[str]:
    """The mark of everybody who was erased since then; it holds nothing else of them."""
    found = await db.fetch(f"select {_MARK} as mark from person p where p.erased_at > $1 order by 1", since)  # noqa: S608
    return [row["mark"] for row in found]


async def brought_back(*, marks: Collection[str]) -> list[str]:
    """Which of these marks are of people who are here and not erased."""
    found = await db.fetch(f"select {_MARK} as mark from person p where {MARKED} order by 1", list(marks))  # noqa: S608
    return [row["mark"] for row in found]


async def check_register() -> list[tuple[str, int]]:
    """What must hold of the register on the shelf, with how many people break it; nothing where there is none."""
    place = shelf.plan(os.environ).shelf
    if place is None:
        return []
    marks = await asyncio.to_thread(register.noted, place)
    return [("privacy: nobody of the register of erasures is here", len(await brought_back(marks=marks)))]
