"""Writing rubrics: never changed, only followed by their next version."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.judging.rules import permissions, rubrics
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.ids import uuid7


def _anchors(anchors: Sequence[rubrics.AnchorDraft]) -> list[dict[str, str]]:
    return [
        {"points": f"{anchor.points.normalize():f}", "en": anchor.en, "zh": anchor.zh}
        for anchor in sorted(anchors, key=lambda anchor: anchor.points)
    ]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


async def create_rubric(*, actor: Actor, edition_id: UUID, form: rubrics.RubricDraft, now: datetime) -> UUID:
    """Write down a rubric. A key that the edition has already gets its next version: no rubric is ever changed."""
    if not permissions.may_keep_rubrics(actor, edition_id=edition_id):
        raise NotFound
    if problems := rubrics.problems(form):
        raise Invalid(fields=problems)
    rubric_id = uuid7()
    # The edition's row is locked, so that two organisers never make the same version.
    if await db.fetchval("select id from edition where id = $1 for update", edition_id) is None:
        raise NotFound
    await db.execute(
        """insert into rubric (id, edition, key, version, name_en, name_zh, highest, step, anchors, kinds, tie_break,
                               created_at)
           select $1, $2, $3::text, coalesce(max(version), 0) + 1, $4, $5, $6, $7, $8::jsonb, $9, $10, $11
             from rubric where edition = $2 and key = $3::text""",
        rubric_id,
        edition_id,
        form.key,
        form.name_en,
        form.name_zh,
        form.highest,
        form.step,
        _json(_anchors(form.anchors)),
        form.kinds,
        form.tie_break,
        now,
    )
    await _insert_criteria(rubric_id, form.criteria)
    await record(
        actor=actor,
        action="rubric.create",
        thing="rubric",
        thing_id=rubric_id,
        data={"edition": edition_id, "key": form.key},
    )
    return rubric_id


def _variant(variant: rubrics.VariantDraft | None) -> str | None:
    if variant is None:
        return None
    written = msgspec.to_builtins(variant)
    return _json({**written, "anchors": _anchors(variant.anchors)})


async def _insert_criteria(rubric_id: UUID, criteria: list[rubrics.CriterionDraft]) -> None:
    await db.execute(
        """insert into criterion (id, rubric, key, position, name_en, name_zh, guide_en, guide_zh, weight, anchors,
                                  floor, adaptation)
           select c.id, $1, c.key, c.position, c.name_en, c.name_zh, c.guide_en, c.guide_zh, c.weight,
                  c.anchors::jsonb, c.floor, c.adaptation::jsonb
             from unnest($2::uuid[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[],
                         $10::text[], $11::numeric[], $12::text[])
               as c(id, key, position, name_en, name_zh, guide_en, guide_zh, weight, anchors, floor, adaptation)""",
        rubric_id,
        [uuid7() for _ in criteria],
        [one.key for one in criteria],
        list(range(1, len(criteria) + 1)),
        [one.name_en for one in criteria],
        [one.name_zh for one in criteria],
        [one.guide_en for one in criteria],
        [one.guide_zh for one in criteria],
        [one.weight for one in criteria],
        [_json(_anchors(one.anchors)) for one in criteria],
        [one.floor for one in criteria],
        [_variant(one.adaptation) for one in criteria],
    )
