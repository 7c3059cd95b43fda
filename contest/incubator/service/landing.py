"""Verbs on how ventures land: the template, the plan made of it, and what is reported of a step."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from contest.audit.service import record
from contest.incubator import queries, rules
from contest.incubator.rules.landing import DEFAULTS, Report, StepText, kind_of, report_faults, template_faults
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


async def save_template(*, actor: Actor, edition_id: UUID, kind: str, steps: list[StepText], now: datetime) -> None:
    """How ventures of a kind land from now on; the plans that are made already stay as they are."""
    if kind not in DEFAULTS or not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    if faults := template_faults(steps):
        raise Invalid(fields=faults)
    await db.execute(
        "insert into landing_template (id, edition, kind, steps, changed_at) values ($1, $2, $3, $4, $5)"
        " on conflict (edition, kind) do update set steps = excluded.steps, changed_at = excluded.changed_at",
        uuid7(), edition_id, kind, msgspec.json.encode(steps).decode(), now,
    )  # fmt: skip
    data = {"kind": kind, "steps": len(steps)}
    await record(actor=actor, action="landing.template", thing="edition", thing_id=edition_id, data=data)


async def copy_templates(*, actor: Actor, from_edition: UUID, to_edition: UUID, now: datetime) -> None:
    """How ventures land in an edition, for another that has no template yet."""
    if not all(rules.may_run(actor, edition_id=one) for one in (from_edition, to_edition)):
        raise NotFound
    await db.execute(
        "insert into landing_template (id, edition, kind, steps, changed_at)"
        " select gen_random_uuid(), $2, kind, steps, $3 from landing_template where edition = $1",
        *(from_edition, to_edition, now),
    )


async def plan_landing(*, actor: Actor, venture_id: UUID, now: datetime) -> None:
    """The steps of a venture's landing, from the template of its kind. `Conflict` where it has a plan."""
    await db.fetchval("select id from venture where id = $1 for update", venture_id)
    found = await queries.venture(actor=actor, venture_id=venture_id)
    if found.is_team or not rules.may_run(actor, edition_id=found.edition_id):
        raise NotFound
    if await queries.landing_steps(venture_id=venture_id):
        raise Conflict(N_("This venture has its landing plan already."))
    steps = await queries.template_of(edition_id=found.edition_id, kind=kind_of(found.kind))
    rows = [
        (uuid7(), venture_id, place, one.name_en, one.name_zh, found.awarded_on + timedelta(days=one.days), now)
        for place, one in enumerate(steps, 1)
    ]
    await db.connection().executemany(
        "insert into landing_step (id, venture, position, name_en, name_zh, due_on, blocker, changed_at)"
        " values ($1, $2, $3, $4, $5, $6, '', $7)",
        rows,
    )
    data = {"steps": len(rows)}
    await record(actor=actor, action="landing.plan", thing="venture", thing_id=venture_id, data=data)


async def report_step(*, actor: Actor, step_id: UUID, report: Report, now: datetime) -> None:
    """What is known of a step now. Its owner and due day are for who runs the incubator to say, the rest for the
    venture's people too. Done only with its document."""
    await db.fetchval("select id from landing_step where id = $1 for update", step_id)
    step, found = await queries.landing_step(actor=actor, step_id=step_id)
    if found.is_team:
        report = msgspec.structs.replace(report, owner=step.owner, due_on=step.due_on)
    files = await queries.files(venture_id=found.id)
    people = {one.id for one in await queries.owners(venture_id=found.id, edition_id=found.edition_id)}
    if step.owner is not None:
        people.add(step.owner)  # who has left stays named until somebody else is
    faults = report_faults(
        report,
        awarded_on=found.awarded_on,
        today=now.astimezone(ZoneInfo(found.time_zone)).date(),
        files={one.link_id for one in files if one.state == "checked"},
        people=people,
    )
    if faults:
        raise Invalid(fields=faults)
    await db.execute(
        "update landing_step set owner = $2, due_on = $3, begun_on = $4, done_on = $5, blocker = $6, evidence = $7,"
        " changed_at = $8, blocked_on = case when $6 = '' then null else coalesce(blocked_on, $9) end where id = $1",
        step_id, report.owner, report.due_on, report.begun_on, report.done_on, report.blocker, report.evidence, now,
        now.astimezone(ZoneInfo(found.time_zone)).date(),
    )  # fmt: skip
    values = msgspec.structs.asdict(report)
    blocker = values.pop("blocker")
    data = {"step": step_id, **values}
    await record(
        actor=actor, action="landing.report", thing="venture", thing_id=found.id, data=data,
        texts={"blocker": blocker} if blocker else {},
    )  # fmt: skip
