"""What is kept of people, said by each slice for its own tables: how a copy of it is made, how it is erased, and what
must then be gone. The slice that answers people's requests puts the parts together."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.i18n import Lazy


class OfEmptied(str):
    """SQL that gives whose entry a row belongs to, where that entry was emptied: as they were erased or by its age."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a person's copy: what `sql` finds for their id ($1); its columns are named by a shared vocabulary."""

    key: str
    title: Lazy
    sql: str


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure does with the rows of `table` that are of the person: it deletes them, or sets what `to` says
    (column to SQL expression; done twice it is the same as done once).

    `person` is SQL over the alias `t`: the id of whose row it is, or null. `where` leaves rows out that stay.
    """

    table: str
    person: str
    to: Mapping[str, str] = {}
    where: str = "true"


async def copy(
    parts: Iterable[Kept], person_id: UUID, *, most: int | None = None, after: int = 0
) -> dict[str, list[dict[str, Any]]]:
    """What each part holds of a person, by its key, in one statement; moments and ids as JSON writes them.

    `most`: so many rows of each part, `after` its first ones; None: all of them.
    """
    row = await _each(parts, "coalesce(json_agg(found), '[]')", person_id, f"limit {most or 'all'} offset {after}")
    return {key: msgspec.json.decode(found) for key, found in row.items()}


async def count(parts: Iterable[Kept], person_id: UUID) -> dict[str, int]:
    """How many rows each part holds of a person, by its key."""
    return dict((await _each(parts, "count(*)", person_id)).items())


async def _each(parts: Iterable[Kept], what: str, person_id: UUID, which: str = "") -> Any:
    asked = ", ".join(
        f'(select {what} from (select * from ({part.sql}) every {which}) found) as "{part.key}"'  # noqa: S608 - by slices
        for part in parts
    )
    return await db.fetchrow(f"select {asked}", person_id)


async def erase(parts: Iterable[Erased], *person_ids: UUID) -> None:
    """Erase what the parts say of these people, in their order, inside the caller's `work()`."""
    for part in parts:
        theirs = f"{part.table} t where {part.person} = any($1::uuid[]) and {part.where}"
        if part.to:
            changes = ", ".join(f"{column} = {value}" for column, value in part.to.items())
            theirs = theirs.replace(" t where", f" t set {changes} where", 1)
            await db.execute(f"update {theirs}", list(person_ids))
        else:
            await db.execute(f"delete from {theirs}", list(person_ids))  # noqa: S608 - written by the slices


def left(parts: Iterable[Erased], *, erased: str) -> dict[str, str]:
    """For each part the statement that finds what an erasure left; `erased` is SQL that finds the ids of the erased."""
    found: dict[str, str] = {}
    for number, part in enumerate(parts, 1):
        still = " or ".join(f"{column} is distinct from {value}" for column, value in part.to.items()) or "true"
        found[f"nothing is left of an erased person in {part.table} ({number})"] = (
            f"select 1 from {part.table} t where {part.person} in ({erased}) and {part.where} and ({still})"  # noqa: S608
        )
    return found
