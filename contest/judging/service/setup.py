"""Rubrics, how a round is judged, and the opening that freezes it."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.challenge.service import step_round
from contest.judging.queries.rounds import judging_set_up, round_to_run
from contest.judging.rules import permissions, rubrics, scores, steps
from contest.judging.service.terms import ensure_terms
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.submissions.service import set_standings

MOST_REVIEWS = 15


async def create_rubric(*, actor: Actor, edition_id: UUID, form: rubrics.RubricDraft, now: datetime) -> UUID:
    """Write down a rubric. A key that the edition has already gets its next version: no rubric is ever changed."""
    if not permissions.may_keep_rubrics(actor, edition_id=edition_id):
        raise NotFound
    if problems := rubrics.problems(form):
        raise Invalid(fields=problems)
    rubric_id = uuid7()
    anchors = [
        {"points": str(anchor.points), "en": anchor.en, "zh": anchor.zh}
        for anchor in sorted(form.anchors, key=lambda anchor: anchor.points)
    ]
    # The edition's row is locked, so that two organisers never make the same version.
    if await db.fetchval("select id from edition where id = $1 for update", edition_id) is None:
        raise NotFound
    await db.execute(
        """insert into rubric (id, edition, key, version, name_en, name_zh, highest, step, anchors, created_at)
           select $1, $2, $3::text, coalesce(max(version), 0) + 1, $4, $5, $6, $7, $8::jsonb, $9
             from rubric where edition = $2 and key = $3::text""",
        rubric_id,
        edition_id,
        form.key,
        form.name_en,
        form.name_zh,
        form.highest,
        form.step,
        msgspec.json.encode(anchors).decode(),
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


async def _insert_criteria(rubric_id: UUID, criteria: list[rubrics.CriterionDraft]) -> None:
    await db.execute(
        """insert into criterion (id, rubric, key, position, name_en, name_zh, guide_en, guide_zh, weight)
           select c.id, $1, c.key, c.position, c.name_en, c.name_zh, c.guide_en, c.guide_zh, c.weight
             from unnest($2::uuid[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[])
               as c(id, key, position, name_en, name_zh, guide_en, guide_zh, weight)""",
        rubric_id,
        [uuid7() for _ in criteria],
        [one.key for one in criteria],
        list(range(1, len(criteria) + 1)),
        [one.name_en for one in criteria],
        [one.name_zh for one in criteria],
        [one.guide_en for one in criteria],
        [one.guide_zh for one in criteria],
        [one.weight for one in criteria],
    )


def _set_up_problems(rule: str, reviews_each: int, least_valid: int) -> dict[str, Lazy | str]:
    problems = _wrong_counts(rule, reviews_each, least_valid)
    return problems


def _wrong_counts(rule: str, reviews_each: int, least_valid: int) -> dict[str, Lazy | str]:
    """What cannot be judged by, by field."""
    problems: dict[str, Lazy | str] = {}
    if rule not in scores.RULES:
        problems["rule"] = N_("Choose one of the answers offered.")
    if not 1 <= reviews_each <= MOST_REVIEWS:
        problems["reviews_each"] = N_("Use a number from 1 to %(most)s.", most=MOST_REVIEWS)
    elif not 1 <= least_valid <= reviews_each:
        problems["least_valid"] = N_("Use a number from 1 up to the reviews each entry gets.")
    return problems


_RUBRIC_OF_REVIEWS = """
update review rv set rubric = case when s.kind = 'talent' then coalesce($2::uuid, $3::uuid) else $3::uuid end
  from submission s where s.id = rv.submission and rv.judging_round = $1
"""


async def _follow(judging_id: UUID, talent: UUID | None, rubric: UUID, reviews_each: int, least_valid: int) -> None:
    """What was given out already, and the stage of full reviews, say what the round says."""
    await db.execute(_RUBRIC_OF_REVIEWS, judging_id, talent, rubric)
    await db.execute(
        "update judging_stage set reads = $2, least_valid = $3 where judging_round = $1 and kind = 'full'",
        judging_id,
        reviews_each,
        least_valid,
    )


async def set_up_judging(
    *,
    actor: Actor,
    round_id: UUID,
    rubric_id: UUID,
    talent_rubric_id: UUID | None,
    rule: str,
    reviews_each: int,
    least_valid: int,
    now: datetime,
) -> UUID:
    """Say how a round is judged; may be said anew until judging opens. Returns the judging's id."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    if facts.state not in steps.SETTING_UP:
        raise Conflict(N_("Judging of this round has opened: how it is judged can no longer change."))
    chosen = {rubric_id, talent_rubric_id} - {None}
    known = await db.fetchval(
        "select count(*) from rubric where id = any($1::uuid[]) and edition = $2", list(chosen), facts.edition_id
    )
    problems = _set_up_problems(rule, reviews_each, least_valid)
    if known != len(chosen):
        problems["rubric_id"] = N_("Choose a rubric of this edition.")
    if problems:
        raise Invalid(fields=problems)
    judging_id: UUID = await db.fetchval(
        """insert into judging_round
                 (id, round, rubric, talent_rubric, rule, reviews_each, least_valid, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (round) do update
             set rubric = $3, talent_rubric = $4, rule = $5, reviews_each = $6, least_valid = $7
           returning id""",
        uuid7(),
        round_id,
        rubric_id,
        talent_rubric_id,
        rule,
        reviews_each,
        least_valid,
        now,
    )
    await _follow(judging_id, talent_rubric_id, rubric_id, reviews_each, least_valid)
    await ensure_terms(edition_id=facts.edition_id, now=now)
    await record(
        actor=actor,
        action="judging.set_up",
        thing="round",
        thing_id=round_id,
        data={
            "rubric": rubric_id,
            "talent_rubric": talent_rubric_id,
            "rule": rule,
            "reviews_each": reviews_each,
            "least_valid": least_valid,
        },
    )
    return judging_id


_READY = """
select count(*) filter (where st.state in ('entered', 'more_wanted')) as unscreened,
       count(*) filter (where st.state = 'eligible') as eligible,
       array_agg(s.code order by s.code) filter (where st.state = 'eligible' and n.judges < $3) as thin,
       array_agg(s.id) filter (where st.state = 'eligible') as ids
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  cross join lateral (select count(*) as judges from review rv
                       where rv.judging_round = $2 and rv.submission = s.id and rv.state <> 'recused') n
 where st.round = $1
"""


async def open_judging(*, actor: Actor, round_id: UUID, now: datetime) -> None:
    """Let the judges read. Freezes how the round is judged; every entry must have been screened and have its judges."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    if facts.state != "screening":
        raise Conflict(N_("Judging opens once, after screening."))
    ready = await db.fetchrow(_READY, round_id, judging.id, judging.least_valid)
    assert ready is not None
    if ready["unscreened"]:
        raise Conflict(N_("%(count)s entries are not screened yet.", count=ready["unscreened"]))
    if not ready["eligible"]:
        raise Conflict(N_("There is no eligible entry to judge."))
    if ready["thin"]:
        raise Conflict(N_("Too few judges for %(codes)s. Assign judges first.", codes=", ".join(ready["thin"][:10])))
    await db.execute("update judging_round set opened_at = $2 where id = $1", judging.id, now)
    await step_round(actor=actor, round_id=round_id, to="judging", now=now)
    await set_standings(actor=actor, round_id=round_id, states=dict.fromkeys(ready["ids"], "in_review"), now=now)
    judges = await db.fetch(
        "select distinct judge from review where judging_round = $1 and state <> 'recused'", judging.id
    )
    await outbox.emit("judging.opened", round_id=round_id, judge_ids=[row["judge"] for row in judges])
    await record(actor=actor, action="judging.open", thing="round", thing_id=round_id, data={"judges": len(judges)})
