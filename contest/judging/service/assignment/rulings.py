"""Hand changes to who judges what, and the judge who drops out."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.judging.queries.rounds import hold_round, judging_set_up, round_to_run
from contest.judging.rules import steps
from contest.judging.service.assignment.plans import ask_plan
from contest.judging.service.waiving import end_unsigned
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions.queries import ties_hide_sql

PINNED, FORBIDDEN, FREE = "pinned", "forbidden", "free"
LONGEST_REASON = 1000

_PAIR = f"""
select s.id as submission, m.person as judge,
       exists (select from tie t where t.submission = s.id and t.person = m.person) as is_tied,
       exists (select from review rv join judging_round jr on jr.id = rv.judging_round and jr.stage = rv.stage
                where rv.judging_round = $1 and rv.submission = s.id and rv.judge = m.person
                  and rv.state not in ('assigned', 'recused', 'waived')) as is_begun
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted' and {ties_hide_sql("$5")}
  join panel_member m on m.judging_round = $1 and m.person = $4 and m.left_at is null
 where st.round = $2 and s.id = $3
"""  # noqa: S608 - no value is in it


async def rule_pair(
    *, actor: Actor, round_id: UUID, submission_id: UUID, judge_id: UUID, ruling: str, now: datetime
) -> None:
    """A judge is to read an entry (`pinned`), is not to (`forbidden`), or is `free` again. Plans keep to it."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    if facts.state not in steps.DECLARING:
        raise Conflict(N_("Judges are assigned after the call has closed and before the decision."))
    pair = await db.fetchrow(_PAIR, judging.id, round_id, submission_id, judge_id, actor.person_id)
    if pair is None:
        raise NotFound
    if ruling == PINNED and pair["is_tied"]:
        raise Conflict(N_("This judge is too close to this entry: rule on the tie first."))
    if ruling == FORBIDDEN and pair["is_begun"]:
        raise Conflict(N_("This review is begun: it stays."))
    await db.execute(
        "delete from pair_ruling where judging_round = $1 and submission = $2 and judge = $3",
        judging.id,
        submission_id,
        judge_id,
    )
    if ruling != FREE:
        await db.execute(
            """insert into pair_ruling (id, judging_round, submission, judge, is_pinned, ruled_by, ruled_at)
               values ($1, $2, $3, $4, $5, $6, $7)""",
            uuid7(),
            judging.id,
            submission_id,
            judge_id,
            ruling == PINNED,
            actor.person_id,
            now,
        )
    await record(
        actor=actor,
        action="assignment.rule",
        thing="round",
        thing_id=round_id,
        data={"submission": submission_id, "judge": judge_id, "ruling": ruling},
    )


async def drop_out(*, actor: Actor, round_id: UUID, judge_id: UUID, reason: str, now: datetime) -> UUID:
    """A judge leaves the panel: signed reviews stay, the others end, and a plan that gives them on is asked for.

    Returns the plan's id. The plan changes nothing else that is worth less than its price.
    """
    await hold_round(round_id)
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    if facts.state not in steps.DECLARING:
        raise Conflict(N_("Judges are assigned after the call has closed and before the decision."))
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid(field="reason", message=N_("Give the reason."))
    left = await db.fetchval(
        "update panel_member set left_at = $3, left_reason = $4"
        " where judging_round = $1 and person = $2 and left_at is null returning true",
        judging.id,
        judge_id,
        now,
        reason,
    )
    if not left:
        raise NotFound
    await db.execute(
        "delete from review where judging_round = $1 and judge = $2 and state = 'assigned'", judging.id, judge_id
    )
    await end_unsigned(actor=actor, judging_id=judging.id, judge_id=judge_id, reason=reason)
    await record(
        actor=actor,
        action="panel.leave",
        thing="round",
        thing_id=round_id,
        data={"person": judge_id},
        texts={"reason": reason},
    )
    return await ask_plan(actor=actor, round_id=round_id, now=now)
