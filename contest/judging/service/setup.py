"""How a round is judged, and the opening that freezes it."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.challenge.queries import RoundFacts
from contest.challenge.service import step_round
from contest.judging.queries.rounds import judging_set_up, round_to_run
from contest.judging.queries.rubrics import rubrics_by_id
from contest.judging.rules import scores, steps
from contest.judging.rules.capacity import DEFAULT
from contest.judging.rules.feedback import SHOWS
from contest.judging.service.capacity import follow_stage, write_stages
from contest.judging.service.terms import ensure_terms
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.submissions.service import set_standings

MOST_REVIEWS = 15


async def _wrong_rubrics(facts: RoundFacts, rubric_id: UUID, talent_id: UUID | None) -> dict[str, Lazy | str]:
    """Rubrics that are another edition's, or not for every kind of entry that they would judge here."""
    known = await rubrics_by_id([one for one in (rubric_id, talent_id) if one is not None])
    problems: dict[str, Lazy | str] = {}
    for field, one in (("rubric_id", rubric_id), ("talent_rubric_id", talent_id)):
        if one is not None and (one not in known or known[one].edition_id != facts.edition_id):
            problems[field] = N_("Choose a rubric of this edition.")
    for kind in facts.kinds if not problems else ():
        for_talent = kind == "talent" and talent_id is not None
        field, one = ("talent_rubric_id", talent_id) if for_talent else ("rubric_id", rubric_id)
        if one is not None and kind not in known[one].kinds:
            problems[field] = N_("This rubric is not for every kind of entry that this round takes.")
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


async def _plan_usual(judging_id: UUID) -> None:
    """The usual stages, where none are planned yet."""
    if await db.fetchval("select exists (select from judging_stage where judging_round = $1)", judging_id):
        return
    await write_stages(judging_id, DEFAULT)
    await db.execute("update judging_round set stage = $2 where id = $1", judging_id, DEFAULT[0].kind)
    await follow_stage(judging_id)


_SET_UP = """
insert into judging_round (id, round, rubric, talent_rubric, rule, reviews_each, least_valid, feedback_shows,
                           created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (round) do update set rubric = $3, talent_rubric = $4, rule = $5, reviews_each = $6, least_valid = $7,
       feedback_shows = $8
returning id
"""


async def set_up_judging(
    *,
    actor: Actor,
    round_id: UUID,
    rubric_id: UUID,
    talent_rubric_id: UUID | None,
    rule: str,
    reviews_each: int,
    least_valid: int,
    in_stages: bool = False,
    feedback: str = "band",
    now: datetime,
) -> UUID:
    """Say how a round is judged; may be said anew until judging opens. Returns the judging's id.

    `in_stages`: two short reads of every entry first, then the full reviews of the best, then live, where no stages are
    planned yet. `reviews_each` and `least_valid` are of the full reviews.
    `feedback` is what applicants are told beside the judges' words, one of `rules.feedback.SHOWS`.
    """
    facts = await round_to_run(actor=actor, round_id=round_id)
    if facts.state not in steps.SETTING_UP:
        raise Conflict(N_("Judging of this round has opened: how it is judged can no longer change."))
    problems = _wrong_counts(rule, reviews_each, least_valid)
    problems |= await _wrong_rubrics(facts, rubric_id, talent_rubric_id)
    if feedback not in SHOWS:
        problems["feedback"] = N_("Choose one of the answers offered.")
    if problems:
        raise Invalid(fields=problems)
    chosen = {
        "rubric": rubric_id,
        "talent_rubric": talent_rubric_id,
        "rule": rule,
        "reviews_each": reviews_each,
        "least_valid": least_valid,
        "feedback_shows": feedback,
    }
    judging_id: UUID = await db.fetchval(_SET_UP, uuid7(), round_id, *chosen.values(), now)
    if in_stages:
        await _plan_usual(judging_id)
    await _follow(judging_id, talent_rubric_id, rubric_id, reviews_each, least_valid)
    await ensure_terms(edition_id=facts.edition_id, now=now)
    await record(actor=actor, action="judging.set_up", thing="round", thing_id=round_id, data=chosen)
    return judging_id


_READY = """
select count(*) filter (where st.state in ('entered', 'more_wanted')) as unscreened,
       count(*) filter (where st.state = 'eligible') as eligible,
       array_agg(s.code order by s.code) filter (where st.state = 'eligible' and n.judges < $3) as thin,
       array_agg(s.id) filter (where st.state = 'eligible') as ids
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  cross join lateral (select count(*) as judges from review rv
                       where rv.judging_round = $2 and rv.submission = s.id and rv.state not in ('recused', 'waived')) n
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
        "select distinct judge from review where judging_round = $1 and state not in ('recused', 'waived')", judging.id
    )
    await outbox.emit("judging.opened", round_id=round_id, judge_ids=[row["judge"] for row in judges])
    frozen = {"rubric": judging.rubric, "talent_rubric": judging.talent_rubric, "rule": judging.rule}
    await record(
        actor=actor, action="judging.open", thing="round", thing_id=round_id, data={"judges": len(judges), **frozen}
    )
