"""Screening, standings that judging sets, and ties."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.challenge import rules as challenge_rules
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions import rules
from contest.submissions.queries import ties_hide_sql

_STANDING = f"""
select s.id, s.state, s.edition as edition_id, st.id as standing_id, st.state as standing, r.state as round_state,
       not {ties_hide_sql("$3")} as is_tied
  from submission s join standing st on st.submission = s.id and st.round = $2 join round r on r.id = st.round
 where s.code = $1 for update of st
"""  # noqa: S608 - constants only

_SCREEN = "update standing set state = $2, reason = $3, screened_by = $4, changed_at = $5 where id = $1"

_STANDINGS = "select submission, state from standing where round = $1 and submission = any($2::uuid[]) for update"

_SET = """
update standing st set state = new.state, changed_at = $4
  from unnest($2::uuid[], $3::text[]) as new(submission, state)
 where st.round = $1 and st.submission = new.submission
"""

_TIE = """
insert into tie (id, submission, person, kind, source, reason, created_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (submission, person, kind) do nothing
"""


async def screen(*, actor: Actor, code: str, round_id: UUID, verdict: str, reason: str, now: datetime) -> None:
    """Say that an entry is eligible, ineligible, or that more is wanted.

    The last two need a reason, which its applicant reads. It can be said again until judging opens.
    """
    row = await db.fetchrow(_STANDING, code, round_id, actor.person_id)
    if row is None or row["is_tied"]:
        raise NotFound
    if not rules.may_screen(actor, edition_id=row["edition_id"], round_id=round_id):
        raise NotFound
    if verdict not in rules.VERDICTS:
        raise Invalid(N_("Choose one of the answers offered."), field="verdict")
    if verdict in rules.VERDICTS_WITH_REASON and not reason:
        raise Invalid(N_("Say why: the applicant reads it."), field="reason")
    if row["state"] != "submitted":
        raise Conflict(N_("This entry was withdrawn."))
    if row["standing"] not in rules.BEFORE_JUDGING or row["round_state"] not in {"open", "screening"}:
        raise Conflict(N_("Judging has begun: the screening can no longer change."))
    await db.execute(_SCREEN, row["standing_id"], verdict, reason or None, actor.person_id, now)
    await record(
        actor=actor,
        action="submission.screen",
        thing="submission",
        thing_id=row["id"],
        data={"round": round_id, "verdict": verdict},
        texts={"reason": reason} if reason else None,
    )
    await outbox.emit("submission.screened", submission_id=row["id"], round_id=round_id, verdict=verdict)


async def set_standings(*, actor: Actor, round_id: UUID, states: dict[UUID, str], now: datetime) -> None:
    """Set where entries stand in a round, all or none: for judging, as it opens and as it decides.

    `states` maps submission ids to a key of `rules.STANDING_STEPS`; a step that its table does not hold is `Conflict`.
    """
    round_ = await challenge.round_facts(round_id=round_id)
    if round_ is None:
        raise NotFound
    if not challenge_rules.may_organise(actor, edition_id=round_.edition_id, round_id=round_id):
        raise NotAllowed
    rows = await db.fetch(_STANDINGS, round_id, list(states))
    standings = {row["submission"]: row["state"] for row in rows}
    for submission_id, state in states.items():
        if standings.get(submission_id) not in rules.STANDING_STEPS.get(state, frozenset()):
            raise Conflict
    await db.execute(_SET, round_id, list(states), list(states.values()), now)
    await record(
        actor=actor,
        action="submission.set_standings",
        thing="round",
        thing_id=round_id,
        data={"states": {str(submission_id): state for submission_id, state in states.items()}},
    )


async def add_tie(
    *, actor: Actor, submission_id: UUID, person_id: UUID, kind: str, source: str, reason: str, now: datetime
) -> None:
    """Hide an entry from a person who is too close to it; a tie that is there stays as it is.

    `kind` is own, organisation, domain, declared or ruled; `source` found, declared or ruled.
    """
    entry = await db.fetchrow("select edition, round from submission where id = $1", submission_id)
    if entry is None:
        raise NotFound
    if not rules.may_tie(actor, person_id=person_id, edition_id=entry["edition"], round_id=entry["round"]):
        raise NotAllowed
    await db.execute(_TIE, uuid7(), submission_id, person_id, kind, source, reason, now)
    await record(
        actor=actor,
        action="submission.add_tie",
        thing="submission",
        thing_id=submission_id,
        data={"person": person_id, "kind": kind, "source": source},
        texts={"reason": reason} if reason else None,
    )
