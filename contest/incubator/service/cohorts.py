"""Verbs on cohorts."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.incubator import queries, rules
from contest.incubator.rules import CohortPlan
from contest.incubator.tables import Cohort
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.ids import uuid7


async def save_cohort(
    *, actor: Actor, edition_id: UUID, plan: CohortPlan, cohort_id: UUID | None = None, now: datetime
) -> UUID:
    """A cohort of an edition, new or changed; its id."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    if cohort_id is not None and (await queries.cohort(actor=actor, cohort_id=cohort_id)).edition_id != edition_id:
        raise NotFound
    if faults := rules.cohort_faults(plan):
        raise Invalid(fields=faults)
    made = cohort_id or uuid7()
    if cohort_id is None:
        await Cohort(
            id=made, edition=edition_id, name_en=plan.name_en, name_zh=plan.name_zh, starts_on=plan.starts_on,
            ends_on=plan.ends_on, created_at=now,
        ).save()  # fmt: skip
    else:
        await db.execute(
            "update cohort set name_en = $2, name_zh = $3, starts_on = $4, ends_on = $5 where id = $1",
            made, plan.name_en, plan.name_zh, plan.starts_on, plan.ends_on,
        )  # fmt: skip
    await record(
        actor=actor,
        action="cohort.create" if cohort_id is None else "cohort.edit",
        thing="cohort",
        thing_id=made,
        data={"edition": edition_id, "starts_on": plan.starts_on, "ends_on": plan.ends_on},
    )
    return made
