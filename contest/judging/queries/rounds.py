"""A round as those see it who run its judging."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.rules import permissions
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotAllowed, NotFound
from contest.lib.i18n import N_


class Judging(msgspec.Struct, frozen=True, kw_only=True):
    """How a round is judged."""

    id: UUID
    rubric: UUID
    talent_rubric: UUID | None
    rule: str
    reviews_each: int
    least_valid: int
    expected_entries: int | None
    takes_bids: bool
    on_request: bool
    opened_at: datetime | None

    def rubric_for(self, kind: str) -> UUID:
        """The rubric of an entry of this kind: talent has its own where one was chosen."""
        return self.talent_rubric if kind == "talent" and self.talent_rubric is not None else self.rubric


async def round_to_run(*, actor: Actor, round_id: UUID) -> RoundFacts:
    """The round, for those who run it; to a chair of its panel `NotAllowed`, to all others it is `NotFound`."""
    facts = await round_to_follow(actor=actor, round_id=round_id)
    if not permissions.may_run(actor, edition_id=facts.edition_id, round_id=facts.id):
        raise NotAllowed
    return facts


async def round_to_follow(*, actor: Actor, round_id: UUID) -> RoundFacts:
    """The round, for its organisers and the chair of its panel; to all others it is `NotFound`."""
    facts = await round_facts(round_id=round_id)
    if facts is None or not permissions.may_follow(actor, edition_id=facts.edition_id, round_id=facts.id):
        raise NotFound
    return facts


async def hold_round(round_id: UUID) -> None:
    """Hold the round until the end of the transaction, before its state and its decisions are read.

    Two who decide, publish or assign at once do it one after the other, and the second sees what the first did.
    """
    # "no key", as challenge holds it: a hand-in that happens now is not kept waiting
    await db.execute("select 1 from round where id = $1 for no key update", round_id)


async def judging_of(*, round_id: UUID) -> Judging | None:
    """How the round is judged, or None before it was set up. Asks nobody who is looking."""
    row = await db.fetchrow(
        "select id, rubric, talent_rubric, rule, reviews_each, least_valid, expected_entries,"
        " takes_bids, on_request, opened_at"
        " from judging_round where round = $1",
        round_id,
    )
    return None if row is None else Judging(**row)


async def judging_set_up(*, round_id: UUID) -> Judging:
    """The same, for a verb that needs it: `Conflict` before it was set up."""
    judging = await judging_of(round_id=round_id)
    if judging is None:
        raise Conflict(N_("Say first how this round is judged: the rubric, the rule, and how many reviews."))
    return judging
