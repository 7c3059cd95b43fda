"""The end of a stage of a round's judging: who would go on to the next one."""

from collections import Counter
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.queries.decisions import refuse_tied
from contest.judging.queries.ranking import EntryLine, ranked_entries
from contest.judging.queries.rounds import Judging, judging_set_up, round_to_run
from contest.judging.rules import stages
from contest.judging.rules.capacity import Stage
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict
from contest.lib.i18n import N_

SHOWN_ROWS = 100


class StagePage(msgspec.Struct, frozen=True, kw_only=True):
    """Who goes on from the stage that is judged now. `unsigned` reviews are waited for, or waived, before that.

    `mark` tells which figures this was worked out from.
    """

    round: RoundFacts
    judging: Judging
    following: Stage
    best: list[EntryLine]
    without: list[EntryLine]
    behind: list[EntryLine]
    unsigned: int
    mark: str

    @property
    def going(self) -> list[EntryLine]:
        return self.best + self.without

    @property
    def is_ready(self) -> bool:
        return self.unsigned == 0 and bool(self.going) and self.round.state == "judging"


_UNSIGNED = """
select count(*) from review rv join submission s on s.id = rv.submission and s.state = 'submitted'
 where rv.judging_round = $1 and rv.state in ('assigned', 'draft', 'reopened')
"""


async def stage_page(*, actor: Actor, round_id: UUID) -> StagePage:
    """For who runs the round and is not too close to an entry of it; `Conflict` where no stage follows."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    await refuse_tied(actor=actor, round_id=round_id)
    if judging.following is None:
        raise Conflict(N_("No stage follows: this one ends with the decision."))
    lines = await ranked_entries(facts=facts, judging=judging)
    counts = Counter(line.group for line in lines)
    here = [_standing(line) for line in lines if not line.is_out]
    going = stages.onward(here, judging.following, counts=counts)
    by_key = {str(line.submission_id): line for line in lines}
    return StagePage(
        round=facts,
        judging=judging,
        following=judging.following,
        best=[by_key[key] for key in going.best],
        without=[by_key[key] for key in going.without],
        behind=[by_key[key] for key in going.behind],
        unsigned=await db.fetchval(_UNSIGNED, judging.id),
        mark=stages.mark(here, going),
    )


def _standing(line: EntryLine) -> stages.Standing:
    return stages.Standing(
        key=str(line.submission_id), group=line.group, rank=line.rank, seat=line.seat, score=line.score
    )
