"""Last year's edition as the beginning of the next: every slice adds its own settings, none a person."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from contest.challenge import service as challenge
from contest.challenge.queries import RoundFacts, rounds
from contest.challenge.rules import may_found, may_organise
from contest.challenge.rules.plans import EditionPlan
from contest.incubator import service as incubator
from contest.judging import service as judging
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.notifications import service as notifications
from contest.submissions import service as submissions


async def copied_from(*, actor: Actor, edition_id: UUID) -> list[RoundFacts]:
    """The rounds of an edition that a new one may begin with, for who may begin one; else `NotFound`."""
    if not may_found(actor) or not may_organise(actor, edition_id=edition_id):
        raise NotFound
    return [one for one in await rounds(actor=actor, edition_id=edition_id) if one.state != "cancelled"]


async def copy_edition(
    *,
    actor: Actor,
    edition_id: UUID,
    plan: EditionPlan,
    round_ids: Collection[UUID],
    years: int,
    shift: str,
    now: datetime,
) -> UUID:
    """A draft with the settings of another edition and of the chosen of its rounds; its id."""
    made = await challenge.copy_edition(
        actor=actor, edition_id=edition_id, plan=plan, round_ids=round_ids, years=years, shift=shift, now=now
    )
    both = {"from_edition": edition_id, "to_edition": made.edition_id}
    await judging.copy_judging(actor=actor, rounds=made.rounds, now=now, **both)
    await submissions.copy_plans(actor=actor, rounds=made.rounds, now=now, **both)
    await notifications.copy_letters(actor=actor, **both)
    await incubator.copy_templates(actor=actor, now=now, **both)
    return made.edition_id
