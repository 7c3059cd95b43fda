"""Rubrics of an edition."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.judging.rules import permissions
from contest.judging.rules.rubrics import AnchorDraft, CriterionDraft, RubricDraft
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class RubricLine(msgspec.Struct, frozen=True, kw_only=True):
    """A rubric in a list."""

    id: UUID
    key: str
    version: int
    name_en: str
    name_zh: str
    highest: Decimal
    step: Decimal
    kinds: list[str]
    criteria: int
    rounds: int


class Rubric(RubricDraft, frozen=True, kw_only=True):
    """A rubric with all that a judge reads of it. `rounds` counts those that are judged by it."""

    id: UUID
    edition_id: UUID
    version: int
    rounds: int


class Rubrics(msgspec.Struct, frozen=True, kw_only=True):
    """The rubrics of an edition, the newest version of each first."""

    edition_id: UUID
    name_en: str
    name_zh: str
    is_demo: bool
    rubrics: list[RubricLine]


_LINES = """
select ru.id, ru.key, ru.version, ru.name_en, ru.name_zh, ru.highest, ru.step, ru.kinds,
       (select count(*) from criterion c where c.rubric = ru.id) as criteria,
       (select count(*) from judging_round jr where ru.id in (jr.rubric, jr.talent_rubric)) as rounds
  from rubric ru where ru.edition = $1 order by ru.key, ru.version desc
"""

CRITERIA = """
(select json_agg(json_build_object('key', c.key, 'name_en', c.name_en, 'name_zh', c.name_zh, 'guide_en', c.guide_en,
         'guide_zh', c.guide_zh, 'weight', c.weight, 'floor', c.floor::text, 'anchors', c.anchors,
         'adaptation', c.adaptation) order by c.position)
   from criterion c where c.rubric = ru.id)"""

_ONE = f"""
select ru.id, ru.edition as edition_id, ru.key, ru.version, ru.name_en, ru.name_zh, ru.highest, ru.step, ru.anchors,
       ru.kinds, ru.tie_break, {CRITERIA} as criteria,
       (select count(*) from judging_round jr where ru.id in (jr.rubric, jr.talent_rubric)) as rounds
  from rubric ru
"""  # noqa: S608 - no value is in it


def _rubric(row: Any) -> Rubric:
    return Rubric(
        **{
            **row,
            "criteria": msgspec.json.decode(row["criteria"], type=list[CriterionDraft]),
            "anchors": msgspec.json.decode(row["anchors"], type=list[AnchorDraft]),
        }
    )


async def rubrics_by_id(ids: list[UUID]) -> dict[UUID, Rubric]:
    """These rubrics. Asks nobody who is looking."""
    return {row["id"]: _rubric(row) for row in await db.fetch(_ONE + " where ru.id = any($1::uuid[])", ids)}


async def rubrics_of(*, edition_id: UUID) -> list[RubricLine]:
    """The rubrics of an edition. Asks nobody who is looking."""
    return [RubricLine(**row) for row in await db.fetch(_LINES, edition_id)]


async def rubrics_page(*, actor: Actor, edition_id: UUID) -> Rubrics:
    """The rubrics of an edition for its organisers."""
    row = await db.fetchrow("select name_en, name_zh, is_demo from edition where id = $1", edition_id)
    if row is None or not permissions.may_keep_rubrics(actor, edition_id=edition_id):
        raise NotFound
    return Rubrics(edition_id=edition_id, **row, rubrics=await rubrics_of(edition_id=edition_id))


async def rubric(*, actor: Actor, rubric_id: UUID) -> Rubric:
    """A rubric for the organisers of its edition."""
    row = await db.fetchrow(_ONE + " where ru.id = $1", rubric_id)
    if row is None or not permissions.may_keep_rubrics(actor, edition_id=row["edition_id"]):
        raise NotFound
    return _rubric(row)


async def version_before(*, found: Rubric) -> Rubric | None:
    """The version before this one, or None where it is the first. The caller has asked for `found` as its reader."""
    row = await db.fetchrow(
        _ONE + " where ru.edition = $1 and ru.key = $2 and ru.version < $3 order by ru.version desc limit 1",
        found.edition_id,
        found.key,
        found.version,
    )
    return None if row is None else _rubric(row)
