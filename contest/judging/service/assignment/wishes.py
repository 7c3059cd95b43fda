"""What judges ask for themselves: wishes before a plan, and the next entry while they are present."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.judging.queries.assignment import EntryFacts, Terms, case_of
from contest.judging.queries.assignment.wishes import Seat, may_wish_for, seat_of, seat_that_wishes
from contest.judging.queries.rounds import Judging, hold_round, judging_set_up, round_to_run
from contest.judging.rules import steps
from contest.judging.rules.assignment import next_entry, reasons
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


async def set_ways(*, actor: Actor, round_id: UUID, takes_bids: bool, on_request: bool) -> None:
    """Whether the judges of a round may say what they would like to read, and take the next entry themselves."""
    await hold_round(round_id)
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    if facts.state not in steps.PANEL_GROWS:
        raise Conflict(N_("Judges are assigned after the call has closed and before the decision."))
    await db.execute(
        "update judging_round set takes_bids = $2, on_request = $3 where id = $1", judging.id, takes_bids, on_request
    )
    await record(
        actor=actor,
        action="judging.ways",
        thing="round",
        thing_id=round_id,
        data={"takes_bids": takes_bids, "on_request": on_request},
    )


async def place_bids(*, actor: Actor, round_id: UUID, wishes: Mapping[UUID, int], now: datetime) -> None:
    """What a judge would like to read (1), would rather not (-1), or leaves open again (0)."""
    seat = await seat_that_wishes(actor=actor, round_id=round_id)
    if set(wishes.values()) - {-1, 0, 1}:
        raise Invalid(N_("Choose one of the answers offered."))
    if set(wishes) - await may_wish_for(actor=actor, seat=seat, entries=wishes):
        raise NotFound
    await db.execute(
        "delete from bid where judging_round = $1 and judge = $2 and submission = any($3)",
        seat.judging_id,
        actor.person_id,
        list(wishes),
    )
    said = {entry: wish for entry, wish in wishes.items() if wish}
    await db.execute(
        """insert into bid (id, judging_round, submission, judge, wish, saved_at)
           select b.id, $1, b.submission, $2, b.wish, $3
             from unnest($4::uuid[], $5::uuid[], $6::smallint[]) as b(id, submission, wish)""",
        seat.judging_id,
        actor.person_id,
        now,
        [uuid7() for _ in said],
        list(said),
        list(said.values()),
    )
    await record(actor=actor, action="judging.bid", thing="round", thing_id=round_id, data={"entries": len(wishes)})


async def take_next(*, actor: Actor, round_id: UUID, now: datetime) -> UUID:
    """The review that a present judge goes on with: one they have not signed, else the entry with the fewest readers.

    Two who ask at once are served one after the other, so that both do not get the last place of an entry. `Conflict`
    where nothing is left for them.
    """
    await hold_round(round_id)
    seat = await seat_of(actor=actor, round_id=round_id)
    if not seat.on_request or seat.state != "judging":
        raise Conflict(N_("In this round entries are given to judges by its organisers."))
    unsigned: UUID | None = await _unsigned(actor, seat)
    if unsigned is not None:
        return unsigned
    judging = await judging_set_up(round_id=round_id)
    entry = await _next(actor, round_id, judging)
    if entry is None:
        raise Conflict(N_("Nothing is left for you: all that you may read has its readers, or you read all you can."))
    review_id = uuid7()
    await db.execute(
        """insert into review (id, judging_round, submission, version, judge, rubric, state, comment_applicant,
                               comment_panel, revision, assigned_at, stage)
           values ($1, $2, $3, $4, $5, $6, 'assigned', '', '', 1, $7, $8)""",
        review_id,
        judging.id,
        entry.id,
        entry.version,
        actor.person_id,
        judging.rubric_for(entry.kind),
        now,
        judging.stage,
    )
    await record(actor=actor, action="judging.take", thing="review", thing_id=review_id, data={"entry": entry.code})
    return review_id


async def _next(actor: Actor, round_id: UUID, judging: Judging) -> EntryFacts | None:
    """What they had before, whatever came of it, does not come back."""
    case, facts = await case_of(round_id=round_id, judging=judging, terms=Terms())
    own = str(actor.person_id)
    judge = next((one for one in case.judges if one.key == own), None)
    if judge is None:
        return None
    had = await db.fetch(
        "select submission, state from review where judging_round = $1 and judge = $2 and stage = $3",
        judging.id,
        actor.person_id,
        judging.stage,
    )
    found = next_entry(
        judge,
        case.entries,
        covered={str(one.id): len(one.reviews) for one in facts},
        each=case.each,
        closed=case.tied | case.forbidden | {(str(row["submission"]), own) for row in had},
        affinities={
            one.key: sum(part.points for part in reasons(judge, one, bid=case.bids.get((one.key, own), 0)))
            for one in case.entries
        },
        load=sum(row["state"] not in {"recused", "waived"} for row in had),
    )
    return next((one for one in facts if str(one.id) == found), None)


async def _unsigned(actor: Actor, seat: Seat) -> UUID | None:
    found: UUID | None = await db.fetchval(
        "select rv.id from review rv join submission s on s.id = rv.submission and s.state = 'submitted'"
        " where rv.judging_round = $1 and rv.judge = $2 and rv.state in ('assigned', 'draft', 'reopened')"
        " and not exists (select from tie t where t.submission = s.id and t.person = rv.judge)"
        " order by array_position(array['reopened', 'draft', 'assigned'], rv.state::text), rv.id limit 1",
        seat.judging_id,
        actor.person_id,
    )
    return found
