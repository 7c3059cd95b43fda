"""Rubrics of an edition."""

from decimal import Decimal
from uuid import UUID

import msgspec

from contest.judging.rules import permissions
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
    criteria: int
    rounds: int


class CriterionLine(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name_en: str
    name_zh: str
    guide_en: str
    guide_zh: str
    weight: int


class AnchorLine(msgspec.Struct, frozen=True, kw_only=True):
    points: Decimal
    en: str
    zh: str


class Rubric(msgspec.Struct, frozen=True, kw_only=True):
    """A rubric with all that a judge reads of it."""

    id: UUID
    edition_id: UUID
    key: str
    version: int
    name_en: str
    name_zh: str
    highest: Decimal
    step: Decimal
    criteria: list[CriterionLine]
    anchors: list[AnchorLine]


class Rubrics(msgspec.Struct, frozen=True, kw_only=True):
    """The rubrics of an edition, the newest version of each first."""

    edition_id: UUID
    name_en: str
    name_zh: str
    is_demo: bool
    rubrics: list[RubricLine]


_LINES = """
select ru.id, ru.key, ru.version, ru.name_en, ru.name_zh, ru.highest, ru.step,
       (select count(*) from criterion c where c.rubric = ru.id) as criteria,
       (select count(*) from judging_round jr where ru.id in (jr.rubric, jr.talent_rubric)) as rounds
  from rubric ru where ru.edition = $1 order by ru.key, ru.version desc
"""

_ONE = """
select ru.id, ru.edition as edition_id, ru.key, ru.version, ru.name_en, ru.name_zh, ru.highest, ru.step, ru.anchors,
       (select json_agg(json_build_object('key', c.key, 'name_en', c.name_en, 'name_zh', c.name_zh,
                   'guide_en', c.guide_en, 'guide_zh', c.guide_zh, 'weight', c.weight) order by c.position)
          from criterion c where c.rubric = ru.id) as criteria
  from rubric ru where ru.id = $1
"""


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
    row = await db.fetchrow(_ONE, rubric_id)
    if row is None or not permissions.may_keep_rubrics(actor, edition_id=row["edition_id"]):
        raise NotFound
    return Rubric(
        **{
            **row,
            "criteria": msgspec.json.decode(row["criteria"], type=list[CriterionLine]),
            "anchors": msgspec.json.decode(row["anchors"], type=list[AnchorLine]),
        }
    )
