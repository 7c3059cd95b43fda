"""Verbs on an edition, its scenes and partners, and on the cities that rounds are held in."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import ForeignKeyViolationError, UniqueViolationError
from piccolo.table import Table

from contest.audit.service import record
from contest.challenge import queries, rules
from contest.challenge.rules import plans
from contest.challenge.service.forms import give_default_forms
from contest.challenge.service.texts import begin_rules
from contest.challenge.tables import City, Edition, Partner, Scene
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7

_TAKEN = N_("This is taken already: choose another.")


async def create_edition(*, actor: Actor, plan: plans.EditionPlan, is_demo: bool = False, now: datetime) -> UUID:
    """A new edition, as a draft. Only who organises the whole installation begins one."""
    if not rules.may_found(actor):
        raise NotFound
    refuse(plans.edition_faults(plan))
    edition_id = uuid7()
    await insert(Edition(id=edition_id, is_demo=is_demo, created_at=now, **fields(plan)), key="slug")
    await give_default_forms(edition_id=edition_id, now=now)
    await begin_rules(edition_id=edition_id, now=now)
    await record(actor=actor, action="edition.create", thing="edition", thing_id=edition_id, data={"slug": plan.slug})
    return edition_id


async def edit_edition(*, actor: Actor, edition_id: UUID, plan: plans.EditionPlan, now: datetime) -> None:
    """Change an edition's texts; its address and the prefix of its codes only while it is a draft."""
    before = await hold_edition(actor, edition_id)
    refuse(plans.edition_faults(plan))
    if before.state == "closed":
        raise Conflict(N_("This edition is closed: it stays as it is."), edition_id=str(edition_id))
    fixed = [] if before.state == "draft" else ["slug", "code_prefix"]
    in_use = N_("This is in use since the edition opened: it stays.")
    refuse({name: in_use for name in fixed if getattr(plan, name) != getattr(before, name)})
    changed = [name for name, value in fields(plan).items() if getattr(before, name) != value]
    try:
        await Edition.update(fields(plan)).where(Edition.id == edition_id)
    except UniqueViolationError as error:
        raise _taken(error, "slug") from error
    await record(
        actor=actor,
        action="edition.edit",
        thing="edition",
        thing_id=edition_id,
        data={"changed": changed, "at": now.isoformat()},
    )


async def step_edition(*, actor: Actor, edition_id: UUID, to: str, now: datetime) -> None:
    """Take the edition one step on. An illegal step, or one that something stands in the way of, is a `Conflict`."""
    before = await hold_edition(actor, edition_id)
    facts = {"edition_id": str(edition_id), "state": before.state, "to": to}
    if not rules.is_edition_step(before.state, to):
        raise illegal(before.state, to, facts)
    states = await db.fetch("select state from round where edition = $1", edition_id)
    in_the_way = rules.before_edition_step(
        to,
        round_states=[row["state"] for row in states],
        scenes=len(await queries.scenes(edition_id=edition_id)),
        is_bilingual=all((before.name_en, before.name_zh, before.purpose_en, before.purpose_zh)),
        has_rules=await queries.rules_in_force(edition_id=edition_id) is not None,
    )
    if in_the_way:
        raise Conflict(in_the_way[0], **facts)
    await db.execute("update edition set state = $2 where id = $1", edition_id, to)
    await record(
        actor=actor,
        action="edition.step",
        thing="edition",
        thing_id=edition_id,
        data={"from": before.state, "to": to, "at": now.isoformat()},
    )


async def create_city(*, actor: Actor, plan: plans.CityPlan, now: datetime) -> UUID:
    """A place for rounds, in every edition. Any programme organiser may add one."""
    if not actor.has(rules.PROGRAMME):
        raise NotFound
    refuse(plans.city_faults(plan))
    city_id = uuid7()
    await insert(City(id=city_id, **fields(plan)), key="key")
    facts = {"key": plan.key, "time_zone": plan.time_zone, "at": now.isoformat()}
    await record(actor=actor, action="city.create", thing="city", thing_id=city_id, data=facts)
    return city_id


async def add_scene(*, actor: Actor, edition_id: UUID, plan: plans.ScenePlan, now: datetime) -> UUID:
    """One more scene, at the end of the edition's list."""
    await hold_edition(actor, edition_id)
    return await _append(Scene, actor, edition_id, plan, now)


async def add_partner(*, actor: Actor, edition_id: UUID, plan: plans.PartnerPlan, now: datetime) -> UUID:
    """One more name, at the end of the edition's list."""
    await hold_edition(actor, edition_id)
    return await _append(Partner, actor, edition_id, plan, now)


async def remove_scene(*, actor: Actor, edition_id: UUID, scene_id: UUID, now: datetime) -> None:
    """Take a scene out; one that an entry has chosen stays."""
    await hold_edition(actor, edition_id)
    try:
        await _take_out(Scene, actor, edition_id, scene_id, now)
    except ForeignKeyViolationError as error:
        raise Conflict(N_("An entry has chosen this scene: it stays."), scene_id=str(scene_id)) from error


async def remove_partner(*, actor: Actor, edition_id: UUID, partner_id: UUID, now: datetime) -> None:
    """Take a name out of the list."""
    await hold_edition(actor, edition_id)
    await _take_out(Partner, actor, edition_id, partner_id, now)


async def hold_edition(actor: Actor, edition_id: UUID) -> queries.EditionFacts:
    """The edition, held until the end of the transaction, for who organises all of it; else `NotFound`."""
    if not rules.may_organise(actor, edition_id=edition_id):
        raise NotFound
    # "no key": applicants who begin an entry meanwhile are not kept waiting
    await db.execute("select 1 from edition where id = $1 for no key update", edition_id)
    found = await queries.edition_facts(edition_id=edition_id)
    if found is None:
        raise NotFound
    return found


def refuse(faults: dict[str, Lazy | str]) -> None:
    """Raise `Invalid` if there is any fault."""
    if faults:
        raise Invalid(fields=faults)


def illegal(state: str, to: str, facts: dict[str, Any]) -> Conflict:
    """The refusal of a step that the state does not know."""
    return Conflict(
        N_(
            "This step is not possible: it is “%(state)s” now and cannot become “%(to)s”.",
            state=rules.STATES[state],
            to=rules.STATES.get(to, to),
        ),
        **facts,
    )


def fields(plan: msgspec.Struct) -> dict[Any, Any]:
    """A plan's fields by name, as values."""
    return {name: getattr(plan, name) for name in plan.__struct_fields__}


async def insert(row: Table, *, key: str) -> None:
    """Write a new row; a name that is taken is a fault of the field `key`."""
    try:
        await row.save()
    except UniqueViolationError as error:
        raise _taken(error, key) from error


def _taken(error: UniqueViolationError, key: str) -> Invalid:
    return Invalid(_TAKEN, field="code_prefix" if "code_prefix" in str(error.constraint_name) else key)


async def _append(
    table: type[Scene] | type[Partner],
    actor: Actor,
    edition_id: UUID,
    plan: plans.ScenePlan | plans.PartnerPlan,
    now: datetime,
) -> UUID:
    name = table._meta.tablename
    last = await db.fetchval(f"select max(position) from {name} where edition = $1", edition_id)  # noqa: S608
    new_id = uuid7()
    position = 0 if last is None else last + 1
    await insert(table(id=new_id, edition=edition_id, position=position, **fields(plan)), key="key")
    facts = {"edition_id": str(edition_id), "at": now.isoformat()}
    await record(actor=actor, action=f"{name}.add", thing=name, thing_id=new_id, data=facts)
    return new_id


async def _take_out(
    table: type[Scene] | type[Partner], actor: Actor, edition_id: UUID, thing_id: UUID, now: datetime
) -> None:
    name = table._meta.tablename
    sql = f"delete from {name} where id = $1 and edition = $2 returning id"  # noqa: S608 - a table of ours
    if await db.fetchval(sql, thing_id, edition_id) is None:
        raise NotFound
    facts = {"edition_id": str(edition_id), "at": now.isoformat()}
    await record(actor=actor, action=f"{name}.remove", thing=name, thing_id=thing_id, data=facts)
