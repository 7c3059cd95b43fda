"""The stages in which a round is judged, planned before it opens."""

from collections.abc import Sequence
from uuid import UUID

from contest.audit.service import record
from contest.judging.queries.rounds import judging_set_up, round_to_run
from contest.judging.rules import steps
from contest.judging.rules.capacity import KINDS, Stage, stage_problems
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


async def plan_stages(*, actor: Actor, round_id: UUID, stages: Sequence[Stage], expected: int | None) -> None:
    """Say in which stages a round is judged, and how many entries are expected while they come in.

    What the full reviews say of reads and of the least that make a result holds for the round itself.
    """
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    if facts.state not in steps.SETTING_UP:
        raise Conflict(N_("Judging of this round has opened: how it is judged can no longer change."))
    if not stages:
        raise Invalid(N_("Choose at least one stage."))
    if found := stage_problems(stages, expected):
        raise Invalid(fields=found)
    await db.execute("delete from judging_stage where judging_round = $1", judging.id)
    await write_stages(judging.id, stages)
    main = next((one for one in stages if one.kind == "full"), stages[-1])
    await db.execute(
        "update judging_round set expected_entries = $2, reviews_each = $3, least_valid = $4, stage = $5 where id = $1",
        judging.id,
        expected,
        main.reads,
        main.least_valid,
        min((one.kind for one in stages), key=KINDS.index),
    )
    await follow_stage(judging.id)
    await record(
        actor=actor,
        action="judging.plan_stages",
        thing="round",
        thing_id=round_id,
        data={"stages": [[one.kind, one.reads, one.minutes, one.share, one.least_valid] for one in stages]},
    )


async def write_stages(judging_id: UUID, stages: Sequence[Stage]) -> None:
    """Write down the stages of a round that has none."""
    await db.execute(
        """insert into judging_stage (id, judging_round, kind, reads, minutes, share, least_valid)
           select s.id, $1, s.kind, s.reads, s.minutes, s.share, s.least_valid
             from unnest($2::uuid[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[])
               as s(id, kind, reads, minutes, share, least_valid)""",
        judging_id,
        [uuid7() for _ in stages],
        [one.kind for one in stages],
        [one.reads for one in stages],
        [one.minutes for one in stages],
        [one.share for one in stages],
        [one.least_valid for one in stages],
    )


async def follow_stage(judging_id: UUID) -> None:
    """What was given out before judging opens is of the first stage, whichever that has become."""
    await db.execute(
        "update review rv set stage = jr.stage from judging_round jr where jr.id = rv.judging_round and jr.id = $1",
        judging_id,
    )
