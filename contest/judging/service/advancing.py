"""Who goes on by a rule: worked out in a process of its own, and drafted as the round's decision."""

from datetime import datetime
from uuid import UUID

from contest.judging.queries.advancing import Contenders, contenders
from contest.judging.queries.rounds import hold_round
from contest.judging.rules import advancement, ranking
from contest.judging.rules.advancement import Asked, Chosen
from contest.judging.rules.decisions import Choice
from contest.judging.service.decisions import draft_decision
from contest.lib import db, killable
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_

SECONDS = 30.0  # 20,000 entries under 60 quotas take a tenth of one; the process may have to start first


async def choose_by_rule(*, found: Contenders, asked: Asked) -> Chosen:
    """What the rule makes of the entries as they stand."""
    return await killable.run(advancement.work_out, found.candidates, asked.ask, seconds=SECONDS)


async def draft_by_rule(*, actor: Actor, round_id: UUID, group: str, asked: Asked, seen: str, now: datetime) -> UUID:
    """Draft the round's decision of one group by a rule, worked out anew; the other groups stay as they are drafted.

    `Invalid` where the figures or the draft are others than those that were looked at (`seen`, their mark), `Conflict`
    where the rule's quotas clash. Returns the decision's id. A rule, its wild cards and their reasons stay
    with the decision.
    """
    await hold_round(round_id)
    found = await contenders(actor=actor, round_id=round_id, group=group)
    if seen != found.mark:
        raise Invalid(N_("The figures or the draft have changed since you looked. This is what the rule does now."))
    chosen = await choose_by_rule(found=found, asked=asked)
    if chosen.clash:
        raise Conflict(N_("These quotas cannot be kept together. Ease one of them."))
    choices = choices_of(found, chosen, asked)
    decision_id = await draft_decision(actor=actor, round_id=round_id, choices=choices, by_rule=True, now=now)
    await db.execute(
        "update decision set ask = coalesce(ask, '{}') || jsonb_build_object($2::text, $3::jsonb) where id = $1",
        decision_id,
        found.group,
        advancement.as_kept(asked),
    )
    return decision_id


def choices_of(found: Contenders, chosen: Chosen, asked: Asked) -> dict[UUID, Choice]:
    """The outcome of every entry of the group; whoever goes on from a pitch round is awarded."""
    goes_on = {*chosen.advanced, *chosen.joined, *chosen.wild}
    upwards = ranking.default_outcome(1, quota=1, stage=found.round.stage)
    ways = advancement.ways(chosen)
    waiting = {code: place for place, code in enumerate(chosen.reserve, 1)}
    return {
        line.submission_id: Choice(
            outcome=upwards if line.code in goes_on else "not_advanced",
            way=ways.get(line.code, ""),
            reserve=waiting.get(line.code),
            reason=asked.reasons.get(line.code, "") if line.code in chosen.wild else "",
        )
        for line in found.lines
    }
