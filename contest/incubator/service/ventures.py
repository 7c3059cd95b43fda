"""Verbs on ventures: taken in with all that is known of them, and led from stage to stage."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from contest.accounts import service as accounts
from contest.audit.service import record
from contest.incubator import queries, rules
from contest.incubator.rules import StepPlan
from contest.incubator.service.holding import hold_led, today_of
from contest.incubator.service.landing import plan_landing
from contest.lib import db, outbox
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

_PEOPLE = """
insert into venture_person (id, venture, person, role, joined_at)
select gen_random_uuid(), $1, who.person, who.role, $3 from (
  select s.owner as person, 'lead' as role from submission s where s.id = $2
   union all
  select m.person, 'member' from team_member m where m.submission = $2 and m.left_at is null) who
returning person
"""

# Links to what was handed in and passed its check; the files stay where they are.
_FILES = """
insert into venture_file (id, venture, file, added_at)
select gen_random_uuid(), $1, f.id, $3
  from submission_version v
  cross join lateral jsonb_array_elements(v.content->'files') as line
  join file f on f.id = (line->>'file_id')::uuid and f.state = 'checked'
 where v.id = $2
on conflict (file) do nothing
"""


async def take_in(
    *, actor: Actor, edition_id: UUID, cohort_id: UUID, submission_ids: list[UUID], now: datetime
) -> list[UUID]:
    """Advanced entries become ventures of a cohort, with their people, their files and the version that was judged.

    The ids are those of the ventures. `Conflict` where an entry may not, or is one already: then none is taken in.
    """
    await db.fetchval("select id from edition where id = $1 for update", edition_id)
    may = {one.submission_id: one for one in await queries.candidates(actor=actor, edition_id=edition_id)}
    cohort = await queries.cohort(actor=actor, cohort_id=cohort_id)
    if cohort.edition_id != edition_id:
        raise NotFound
    if not submission_ids:
        raise Invalid(N_("Choose an entry first."), field="entries")
    if not set(submission_ids) <= set(may):
        raise Conflict(N_("An entry cannot become a venture, or is one already. Nothing was changed."))
    made = [
        await _take_in(actor, may[submission_id], cohort_id, now) for submission_id in dict.fromkeys(submission_ids)
    ]
    await outbox.emit("ventures.taken_in", venture_ids=made)
    return made


async def _take_in(actor: Actor, entry: queries.Candidate, cohort_id: UUID, now: datetime) -> UUID:
    made = uuid7()
    awarded_on = entry.decided_at.astimezone(ZoneInfo(entry.time_zone)).date()
    await db.execute(
        "insert into venture (id, submission, version, round, cohort, stage, stage_on, awarded_on, created_at)"
        " values ($1, $2, $3, $4, $5, 'shortlisted', $6, $6, $7)",
        made, entry.submission_id, entry.version_id, entry.round_id, cohort_id, awarded_on, now,
    )  # fmt: skip
    await _keep_step(made, StepPlan(to="shortlisted", happened_on=awarded_on), actor, now)
    people = [row["person"] for row in await db.fetch(_PEOPLE, made, entry.submission_id, now)]
    await db.execute(_FILES, made, entry.version_id, now)
    edition_id = await db.fetchval("select edition from cohort where id = $1", cohort_id)
    for person_id in people:
        await accounts.grant_role(
            actor=SYSTEM, person_id=person_id, role=rules.FOUNDER, edition_id=edition_id, reason="works on a venture",
            now=now,
        )  # fmt: skip
    await plan_landing(actor=SYSTEM, venture_id=made, now=now)
    data = {"submission": entry.submission_id, "version": entry.version_id, "cohort": cohort_id, "people": people}
    await record(actor=actor, action="venture.take_in", thing="venture", thing_id=made, data=data)
    return made


async def step_venture(*, actor: Actor, venture_id: UUID, plan: StepPlan, now: datetime) -> None:
    """A venture enters another stage, with the document that shows it where the stage asks for one."""
    found = await hold_led(actor, venture_id)
    facts = queries.facts(found, await queries.files(venture_id=venture_id), today_of(found, now))
    if faults := rules.step_faults(facts, plan):
        raise Invalid(fields=faults)
    await db.execute(
        "update venture set stage = $2, stage_on = $3, next_on = $4, registered_on = $5 where id = $1",
        venture_id, plan.to, plan.happened_on, plan.next_on, rules.registered_after(facts, plan),
    )  # fmt: skip
    await _keep_step(venture_id, plan, actor, now)
    if plan.to == "registered":
        await outbox.emit("venture.registered", venture_id=venture_id)
    data: dict[str, Any] = {"from": found.stage, "to": plan.to, "on": plan.happened_on, "evidence": plan.evidence}
    await record(
        actor=actor, action="venture.step", thing="venture", thing_id=venture_id, data=data,
        texts={"reason": plan.reason} if plan.reason else {},
    )  # fmt: skip


async def move_venture(*, actor: Actor, venture_id: UUID, cohort_id: UUID) -> None:
    """A venture is followed with another cohort of its edition."""
    found = await hold_led(actor, venture_id)
    if cohort_id not in {one.id for one in await queries.cohorts(actor=actor, edition_id=found.edition_id)}:
        raise Invalid(N_("Choose one of the answers offered."), field="cohort")
    await db.execute("update venture set cohort = $2 where id = $1", venture_id, cohort_id)
    data = {"from": found.cohort_id, "to": cohort_id}
    await record(actor=actor, action="venture.move", thing="venture", thing_id=venture_id, data=data)


async def _keep_step(venture_id: UUID, plan: StepPlan, actor: Actor, now: datetime) -> None:
    await db.execute(
        "insert into venture_step (id, venture, stage, happened_on, reason, evidence, by, at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        uuid7(), venture_id, plan.to, plan.happened_on, plan.reason, plan.evidence, actor.person_id, now,
    )  # fmt: skip
