"""Standings that judging sets, and ties."""

from datetime import datetime
from uuid import UUID

from contest.accounts import service as accounts
from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.challenge import rules as challenge_rules
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotAllowed, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions import rules
from contest.submissions.service.shortlist import standings_moved

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
    await standings_moved(round_id=round_id, states=states, asked_by=actor.person_id, now=now)
    await record(
        actor=actor,
        action="submission.set_standings",
        thing="round",
        thing_id=round_id,
        data={"states": {str(submission_id): state for submission_id, state in states.items()}},
    )


_ENTER = """
insert into standing (id, submission, round, version, state, changed_at)
select n.id, st.submission, $2, st.version, 'eligible', $5
  from unnest($3::uuid[], $4::uuid[]) as n(id, submission)
  join standing st on st.submission = n.submission and st.round = $1 and st.gone = ''
on conflict (submission, round) do nothing
"""


async def enter_next(*, actor: Actor, round_id: UUID, into: UUID, submission_ids: list[UUID], now: datetime) -> None:
    """Enter entries that a round sends on in the next one, eligible, with the version that was judged.

    For who organises the round they come from, or the one they go to; entries that were withdrawn stay behind.
    `Conflict` once the next round is being judged.
    """
    await _next_round(actor, round_id, into)
    await db.execute(_ENTER, round_id, into, [uuid7() for _ in submission_ids], submission_ids, now)
    await _record_next(actor, "submission.enter_next", round_id, into, submission_ids)


async def leave_next(*, actor: Actor, round_id: UUID, into: UUID, submission_ids: list[UUID]) -> None:
    """Take back from the next round what this one sent on. `Conflict` once the next round is being judged."""
    await _next_round(actor, round_id, into)
    await db.execute("delete from standing where round = $1 and submission = any($2::uuid[])", into, submission_ids)
    await _record_next(actor, "submission.leave_next", round_id, into, submission_ids)


async def _next_round(actor: Actor, round_id: UUID, into: UUID) -> None:
    # held, so that its judging does not open over entries that are on their way
    await db.execute("select 1 from round where id = $1 for no key update", into)
    here = await challenge.round_facts(round_id=round_id)
    there = await challenge.round_facts(round_id=into)
    if here is None or there is None or there.edition_id != here.edition_id or into == round_id:
        raise NotFound
    if not any(
        challenge_rules.may_organise(actor, edition_id=here.edition_id, round_id=one) for one in (round_id, into)
    ):
        raise NotAllowed
    if there.state not in rules.TAKES_FROM_EARLIER:
        raise Conflict(N_("The round that they go on to is being judged already: its entries stand."))


async def _record_next(actor: Actor, action: str, round_id: UUID, into: UUID, submission_ids: list[UUID]) -> None:
    data = {"into": into, "entries": submission_ids}
    await record(actor=actor, action=action, thing="round", thing_id=round_id, data=data)


async def add_tie(
    *, actor: Actor, submission_id: UUID, person_id: UUID, kind: str, source: str, reason: str, now: datetime
) -> None:
    """Hide an entry from a person who is too close to it; a tie that is there stays as it is.

    `kind` and `source` are what the table of ties allows; `reason` of a found tie is the name on both sides.
    """
    entry = await db.fetchrow("select edition, round from submission where id = $1", submission_id)
    if entry is None:
        raise NotFound
    if not rules.may_tie(actor, person_id=person_id, edition_id=entry["edition"], round_id=entry["round"]):
        raise NotAllowed
    await db.execute(_TIE, uuid7(), submission_id, person_id, kind, source, reason, now)
    await accounts.end_viewings_of(viewer_id=person_id, now=now)
    await record(
        actor=actor,
        action="submission.add_tie",
        thing="submission",
        thing_id=submission_id,
        data={"person": person_id, "kind": kind, "source": source},
        texts={"reason": reason} if reason else None,
    )


async def lift_ties(*, actor: Actor, submission_id: UUID, person_id: UUID, reason: str) -> None:
    """Show an entry again to a person who is not too close after all; those of its owner, team and mentors stay."""
    entry = await db.fetchrow("select edition, round from submission where id = $1", submission_id)
    if entry is None:
        raise NotFound
    if not challenge_rules.may_organise(actor, edition_id=entry["edition"], round_id=entry["round"]):
        raise NotAllowed
    await db.execute(
        "delete from tie where submission = $1 and person = $2 and kind not in ('own', 'team', 'mentor')",
        submission_id,
        person_id,
    )
    await record(
        actor=actor,
        action="submission.lift_ties",
        thing="submission",
        thing_id=submission_id,
        data={"person": person_id},
        texts={"reason": reason},
    )
