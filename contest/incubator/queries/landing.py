"""Templates of landing, and the steps of one venture's."""

from datetime import date
from uuid import UUID

import msgspec

from contest.incubator import rules
from contest.incubator.queries.ventures import Venture, venture
from contest.incubator.rules.landing import DEFAULTS, Report, StepText, days_taken, state_of
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class LandingStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a venture's landing with who owns it and the document that shows it."""

    id: UUID
    venture_id: UUID
    position: int
    name_en: str
    name_zh: str
    owner: UUID | None
    owner_name: str
    due_on: date | None
    begun_on: date | None
    done_on: date | None
    blocker: str
    evidence: UUID | None
    file_id: UUID | None
    file_name: str | None

    @property
    def report(self) -> Report:
        return Report(**{name: getattr(self, name) for name in Report.__struct_fields__})

    def state(self, today: date) -> str:
        return state_of(self.report, today)

    def days(self, today: date) -> int | None:
        return days_taken(self.report, today)


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may own a step: of the venture, or who organises the edition."""

    id: UUID
    name: str
    is_team: bool


_STEP = """
select t.id, t.venture as venture_id, t.position, t.name_en, t.name_zh, t.owner, coalesce(p.name, '') as owner_name,
       t.due_on, t.begun_on, t.done_on, t.blocker, t.evidence, f.id as file_id, f.name as file_name
  from landing_step t
  left join person p on p.id = t.owner
  left join venture_file l on l.id = t.evidence
  left join file f on f.id = l.file
"""

_OWNERS = """
select p.id, p.name, true as is_team from venture_person m join person p on p.id = m.person
 where m.venture = $1 and m.left_at is null
 union all
select distinct p.id, p.name, false from role_grant g join person p on p.id = g.person
 where g.role = 'programme_organiser' and g.edition_id = $2 and g.round_id is null and g.revoked_at is null
   and not exists (select 1 from venture_person m where m.venture = $1 and m.person = p.id and m.left_at is null)
 order by is_team desc, name, id
"""


async def template_of(*, edition_id: UUID, kind: str) -> list[StepText]:
    """The steps by which ventures of a kind land in an edition. For verbs; a page asks `template`."""
    kept = await db.fetchval("select steps from landing_template where edition = $1 and kind = $2", edition_id, kind)
    return list(DEFAULTS[kind]) if kept is None else msgspec.json.decode(kept, type=list[StepText])


async def template(*, actor: Actor, edition_id: UUID, kind: str) -> list[StepText]:
    """The same for who runs the incubator; else `NotFound`."""
    if kind not in DEFAULTS or not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    return await template_of(edition_id=edition_id, kind=kind)


async def landing_steps(*, venture_id: UUID) -> list[LandingStep]:
    """The steps of a venture's landing, in order. The caller has found it for the actor."""
    rows = await db.fetch(f"{_STEP} where t.venture = $1 order by t.position", venture_id)
    return [LandingStep(**row) for row in rows]


async def landing_step(*, actor: Actor, step_id: UUID) -> tuple[LandingStep, Venture]:
    """One step with its venture, for who sees the venture; else `NotFound`."""
    row = await db.fetchrow(f"{_STEP} where t.id = $1", step_id)
    if row is None:
        raise NotFound
    found = LandingStep(**row)
    return found, await venture(actor=actor, venture_id=found.venture_id)


async def owners(*, venture_id: UUID, edition_id: UUID) -> list[Owner]:
    """Who may own a step, the venture's people first. The caller has found the venture for the actor."""
    return [Owner(**row) for row in await db.fetch(_OWNERS, venture_id, edition_id)]
