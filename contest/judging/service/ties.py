"""Looking for ties again when something changed, and the rulings that such a search does not undo."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.judging.queries import ties as known
from contest.judging.queries.rounds import hold_round, judging_set_up, round_to_run
from contest.judging.rules import ties
from contest.judging.service.panel import write_found_ties
from contest.judging.service.reviews.signing import recuse_tied
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions.queries import ties_hide_sql
from contest.submissions.service import add_tie, lift_ties

MOST_REASON = 1000


_STANDS_BEHIND = """
select s.id from submission s
 where s.state = 'submitted' and (s.owner = $1 or exists (
       select from team_member tm where tm.submission = s.id and tm.person = $1))
"""


async def find_ties(
    *,
    round_id: UUID | None = None,
    person_id: UUID | None = None,
    submission_id: UUID | None = None,
    now: datetime,
) -> int:
    """Look again in every round that this change touches and that is not decided; how many ties are new.

    For a job, after an entry was handed in, a panel grew, or a person changed what is known of them.
    """
    touched = await known.judging_touched(round_id=round_id, person_id=person_id, submission_id=submission_id)
    new = 0
    for judging_id, round_ in touched:
        await hold_round(round_)
        new += await write_found_ties(
            judging_id=judging_id, round_id=round_, person_id=person_id, submission_id=submission_id, now=now
        )
    if person_id is not None:  # what they stand behind, too
        for row in await db.fetch(_STANDS_BEHIND, person_id):
            new += await find_ties(submission_id=row["id"], now=now)
    return new


async def look_for_ties(*, actor: Actor, round_id: UUID, now: datetime) -> int:
    """An organiser has one round looked through again now; how many ties are new."""
    await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    await hold_round(round_id)
    return await write_found_ties(judging_id=judging.id, round_id=round_id, now=now)


_PAIR = f"""
select s.id as entry, jr.id as judging, s.owner = m.person as is_own,
       array(select t.kind from tie t where t.submission = s.id and t.person = m.person) as kinds
  from standing st
  join submission s on s.id = st.submission
  join judging_round jr on jr.round = st.round
  join panel_member m on m.judging_round = jr.id and m.person = $3
 where st.round = $1 and upper(s.code) = $2 and {ties_hide_sql("$4")}
"""  # noqa: S608 - no value is in it

_RULE = """
insert into tie_ruling (id, submission, person, is_tied, reason, ruled_by, ruled_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (submission, person) do update set is_tied = $4, reason = $5, ruled_by = $6, ruled_at = $7
"""


async def rule_tie(
    *, actor: Actor, round_id: UUID, code: str, person_id: UUID, is_tied: bool, reason: str, now: datetime
) -> None:
    """Rule that a judge is, or is not, too close to an entry. It holds against every later search, until ruled anew.

    Ruled free, a judge sees the entry again and may be given it, but not where they were recused from it: what they
    read while too close is not forgotten. One's own entry and one's team's cannot be ruled free.
    """
    await hold_round(round_id)
    facts = await round_to_run(actor=actor, round_id=round_id)
    if not reason.strip():
        raise Invalid(field="reason", message=N_("Say why: the judge or the applicant may ask one day."))
    if len(reason) > MOST_REASON:
        raise Invalid(field="reason", message=N_("Use at most %(most)s characters.", most=MOST_REASON))
    pair = await db.fetchrow(_PAIR, round_id, code.strip().upper(), person_id, actor.person_id)
    if pair is None:
        raise Invalid(field="code", message=N_("There is no such entry in this round."))
    if not is_tied and (pair["is_own"] or not set(pair["kinds"]) <= ties.MAY_BE_CLEARED):
        raise Conflict(N_("It is their own entry or their team’s: nobody can rule that away."))
    await db.execute(_RULE, uuid7(), pair["entry"], person_id, is_tied, reason.strip(), actor.id, now)
    if is_tied:
        ruled = {"kind": "ruled", "source": "ruled", "reason": reason.strip()}
        await add_tie(actor=actor, submission_id=pair["entry"], person_id=person_id, **ruled, now=now)
        await recuse_tied(judging_id=pair["judging"])
    else:
        await lift_ties(actor=actor, submission_id=pair["entry"], person_id=person_id, reason=reason.strip())
    await record(
        actor=actor,
        action="panel.rule_tie",
        thing="submission",
        thing_id=pair["entry"],
        data={"person": person_id, "is_tied": is_tied, "round": facts.id},
        texts={"reason": reason.strip()},
    )
