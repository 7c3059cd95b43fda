"""An entry that was handed in to the wrong round, moved to another of its edition."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.challenge.rules import may_organise
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.submissions import queries, rules

_ENTRY = f"""
select s.id, s.edition, s.round, s.kind, s.state, st.state as standing, r.state as round_state,
       (select min(submitted_at) from submission_version where submission = s.id) as submitted_at,
       exists (select from standing o where o.submission = s.id and o.round = $4) as is_there
  from submission s join standing st on st.submission = s.id and st.round = $2 join round r on r.id = st.round
 where s.code = $1 and {queries.ties_hide_sql("$3")} for update of s, st
"""  # noqa: S608 - constants only

# What was said of it in the round before belongs to that round: it is screened anew.
_MOVE = """
with moved as (
    update standing set round = $3, state = 'entered', reason = null, reasons = '[]', screened_by = null,
                        changed_at = $4
     where submission = $1 and round = $2
), lapsed as (
    update ruling set state = 'lapsed' where submission = $1 and round = $2 and state = 'proposed'
), closed as (
    update information_request set closed_at = $4
     where submission = $1 and round = $2 and answered_at is null and closed_at is null
)
update submission set round = $3 where id = $1
"""


async def move_entry(*, actor: Actor, code: str, round_id: UUID, into: UUID, reason: str, now: datetime) -> None:
    """Move an entry with its versions to another round of its edition, where it is screened anew.

    For who organises both rounds. `Conflict` where it can no longer move; `NotFound` like an entry that there is not.
    """
    row = await db.fetchrow(_ENTRY, code, round_id, actor.person_id, into)
    there = await challenge.round_facts(round_id=into)
    if row is None or there is None or there.edition_id != row["edition"]:
        raise NotFound
    if not all(may_organise(actor, edition_id=row["edition"], round_id=one) for one in (round_id, into)):
        raise NotFound
    if not reason.strip():
        raise Invalid(N_("Give the reason."), field="reason")
    wrong = rules.stays(
        state=row["state"],
        standing=row["standing"],
        round_state=row["round_state"],
        is_home=row["round"] == round_id,
        is_there=row["is_there"],
        kind=row["kind"],
        submitted_at=row["submitted_at"],
        takes=there.kinds,
        there_state=there.state,
        there_opens_at=there.opens_at,
    )
    if wrong is not None:
        raise Conflict(wrong)
    await db.execute(_MOVE, row["id"], round_id, into, now)
    await record(
        actor=actor,
        action="submission.move",
        thing="submission",
        thing_id=row["id"],
        data={"from": round_id, "to": into},
        texts={"reason": reason},
    )
