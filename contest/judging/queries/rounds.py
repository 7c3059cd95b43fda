"""A round as those see it who run its judging."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.rules import permissions
from contest.judging.rules.capacity import KINDS, Stage
from contest.judging.rules.pile import MINUTES_EACH
from contest.judging.rules.stages import after
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotAllowed, NotFound
from contest.lib.i18n import N_


class Judging(msgspec.Struct, frozen=True, kw_only=True):
    """How a round is judged. `reviews_each` and `least_valid` are of `stage`, which is judged now or first."""

    id: UUID
    rubric: UUID
    talent_rubric: UUID | None
    rule: str
    stage: str
    stages: list[Stage]
    reviews_each: int
    least_valid: int
    expected_entries: int | None
    takes_bids: bool
    on_request: bool
    feedback_shows: str
    opened_at: datetime | None

    def rubric_for(self, kind: str) -> UUID:
        """The rubric of an entry of this kind: talent has its own where one was chosen."""
        return self.talent_rubric if kind == "talent" and self.talent_rubric is not None else self.rubric

    @property
    def main(self) -> Stage:
        """The stage of the full reviews, or the last where a round has none."""
        return next((one for one in self.stages if one.kind == "full"), self.stages[-1])

    @property
    def following(self) -> Stage | None:
        """The stage after the one that is judged."""
        return after(self.stages, self.stage)

    @property
    def reached(self) -> list[Stage]:
        """The stages up to the one that is judged, the latest first."""
        return [one for one in reversed(self.stages) if KINDS.index(one.kind) <= KINDS.index(self.stage)]


def apart_sql(entry: str, round_: str) -> str:
    """Whether an entry is ranked among talent alone, as it is where talent has a rubric of its own: a condition on the
    name of a row of `submission` and on the id of a round."""
    own = f"select from judging_round own where own.round = {round_} and own.talent_rubric is not null"
    return f"({entry}.kind = 'talent' and exists ({own}))"


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


_JUDGING = """
select id, rubric, talent_rubric, rule, stage, reviews_each, least_valid, expected_entries, takes_bids, on_request,
       feedback_shows, opened_at,
       (select json_agg(json_build_object('kind', kind, 'reads', reads, 'minutes', minutes, 'share', share,
                                          'least_valid', least_valid))
          from judging_stage js where js.judging_round = jr.id) as stages
  from judging_round jr where round = $1
"""


async def judging_of(*, round_id: UUID) -> Judging | None:
    """How the round is judged, or None before it was set up. Asks nobody who is looking."""
    row = await db.fetchrow(_JUDGING, round_id)
    if row is None:
        return None
    stages = msgspec.json.decode(row["stages"] or "[]", type=list[Stage])
    if not stages:
        stages = [Stage(kind="full", reads=row["reviews_each"], minutes=MINUTES_EACH, least_valid=row["least_valid"])]
    stages.sort(key=lambda one: KINDS.index(one.kind))
    here = next(one for one in stages if one.kind == row["stage"])
    counts = {"reviews_each": here.reads, "least_valid": here.least_valid}
    return Judging(**{**row, "stages": stages, **counts})


async def judging_set_up(*, round_id: UUID) -> Judging:
    """The same, for a verb that needs it: `Conflict` before it was set up."""
    judging = await judging_of(round_id=round_id)
    if judging is None:
        raise Conflict(N_("Say first how this round is judged: the rubric, the rule, and how many reviews."))
    return judging


def in_stage_sql(judging: str, stage: str, entry: str = "s") -> str:
    """SQL that holds for an entry of a stage: all are in the first, in a later one those that were taken on to it."""
    of = f"select from stage_entry x where x.judging_round = {judging} and x.kind = {stage}"
    return f"(not exists ({of}) or exists ({of} and x.submission = {entry}.id))"
