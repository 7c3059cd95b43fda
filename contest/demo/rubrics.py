"""The rubrics of the demonstration, as its organiser writes them down."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from contest.demo import data
from contest.demo.stage import Stage, moment
from contest.judging import service as judging
from contest.judging.rules import rubrics

NAMES = {"entry": ("Projects, solutions and products", "项目、解决方案与产品"), "talent": ("Talent", "人才")}
KINDS = {"entry": ["project", "solution", "product"], "talent": ["talent"]}


def _anchors(rows: list[dict[str, str]]) -> list[rubrics.AnchorDraft]:
    return [rubrics.AnchorDraft(points=Decimal(one["score"]), en=one["en"], zh=one["zh"]) for one in rows]


def _words(one: dict[str, Any]) -> dict[str, Any]:
    floor = one.get("floor")
    return {
        "name_en": one["en"],
        "name_zh": one["zh"],
        "guide_en": one["guide_en"],
        "guide_zh": one["guide_zh"],
        "floor": None if floor is None else Decimal(floor),
        "anchors": _anchors(one["anchors"]),
    }


def rubric(key: str) -> rubrics.RubricDraft:
    """The rubric `entry` (with the weights of an online round) or `talent`."""
    found = data.rubric()
    criteria = []
    for one in found[key]:
        variant = one.get("adaptation")
        if weight := one.get("weight_online", one.get("weight")):
            adaptation = rubrics.VariantDraft(**_words(variant)) if variant else None
            criteria.append(rubrics.CriterionDraft(key=one["key"], weight=weight, adaptation=adaptation, **_words(one)))
    name_en, name_zh = NAMES[key]
    return rubrics.RubricDraft(
        key=key,
        name_en=name_en,
        name_zh=name_zh,
        criteria=criteria,
        anchors=_anchors(found["anchors"]),
        kinds=KINDS[key],
        tie_break=found["tie_break"][key],
    )


async def write_rubrics(stage: Stage, at: datetime) -> dict[str, UUID]:
    """The rubric for entries and the one for talent."""
    made = {}
    for key in NAMES:
        async with moment(at) as now:
            made[key] = await judging.create_rubric(
                actor=await stage.actor("organiser"), edition_id=stage.edition_id, form=rubric(key), now=now
            )
    return made
