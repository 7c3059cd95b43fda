"""Verbs on the needs and scenes of a register."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import UniqueViolationError

from contest.audit.service import record
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.zone import queries, rules
from contest.zone.rules import NeedPlan, ScenePlan
from contest.zone.tables import Need

_TEXTS = ("title_en", "title_zh", "about_en", "about_zh")


async def save_scene(*, actor: Actor, edition_id: UUID, plan: ScenePlan) -> UUID:
    """A scene of the region, new or changed; the key of one that is there never changes."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    if faults := rules.scene_faults(plan):
        raise Invalid(fields=faults)
    if plan.scene_id is None:
        made: UUID | None = await db.fetchval(
            """insert into zone_scene (id, edition_id, key, name_en, name_zh, same_as, position)
               select $1, $2, $3, $4, $5, $6, coalesce(max(position), 0) + 1 from zone_scene where edition_id = $2
               on conflict (edition_id, key) do nothing returning id""",
            uuid7(), edition_id, plan.key, plan.name_en, plan.name_zh, plan.same_as,
        )  # fmt: skip
        if made is None:
            raise Invalid(N_("There is a scene with this key already."), field="key")
    else:
        made = await db.fetchval(
            "update zone_scene set name_en = $3, name_zh = $4, same_as = $5 where id = $1 and edition_id = $2"
            " returning id",
            plan.scene_id, edition_id, plan.name_en, plan.name_zh, plan.same_as,
        )  # fmt: skip
        if made is None:
            raise NotFound
    await record(actor=actor, action="zone.scene", thing="edition", thing_id=edition_id, data={"key": plan.key})
    return made


async def remove_scene(*, actor: Actor, edition_id: UUID, scene_id: UUID) -> None:
    """Take a scene away that no need names."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    key = await db.fetchval(
        "select key from zone_scene where id = $1 and edition_id = $2 for update", scene_id, edition_id
    )
    if key is None:
        raise NotFound
    if await db.fetchval("select exists (select 1 from need where edition_id = $1 and $2 = any(scenes))",
                         edition_id, key):  # fmt: skip
        raise Conflict(N_("A need names this scene. Change the need first."))
    await db.execute("delete from zone_scene where id = $1", scene_id)
    await record(actor=actor, action="zone.unscene", thing="edition", thing_id=edition_id, data={"key": key})


async def create_need(*, actor: Actor, edition_id: UUID, owner: UUID, plan: NeedPlan, now: datetime) -> UUID:
    """A need, as a draft: by who keeps the register, for any owner in it; by who acts for its owner, of their kinds."""
    owners = {one.id: one for one in await queries.owners(edition_id=edition_id)}
    acts = [one for one in await queries.my_counterparts(actor=actor) if one.edition_id == edition_id]
    own = next((one for one in acts if one.organisation == owner), None)
    if not rules.may_change(actor, edition_id=edition_id, is_owner=own is not None):
        raise NotFound
    if owner not in owners:
        raise Invalid(N_("Choose one of the answers offered."), field="owner")
    await _check(plan, edition_id, own.kind if own and not rules.may_run(actor, edition_id=edition_id) else None)
    return await keep_need(actor=actor, edition_id=edition_id, owner=owner, plan=plan, now=now)


async def keep_need(*, actor: Actor, edition_id: UUID, owner: UUID, plan: NeedPlan, now: datetime) -> UUID:
    """Write a new need whose plan and owner were checked. Part of the verbs that do."""
    values = msgspec.structs.asdict(plan)
    row = Need(
        id=uuid7(), edition_id=edition_id, owner=owner, is_demo=actor.is_demo, created_at=now, changed_at=now, **values
    )
    try:
        await row.save()
    except UniqueViolationError as error:
        raise _taken() from error
    await _record(actor, "need.create", row.id, plan, {"edition": edition_id, "owner": owner})
    return UUID(str(row.id))


async def edit_need(*, actor: Actor, need_id: UUID, plan: NeedPlan, now: datetime) -> None:
    """Write a need anew. One that is open, or published, stays fit to be."""
    before = await _hold(actor, need_id)
    kind = None
    if not rules.may_run(actor, edition_id=before.edition_id):
        acts = await queries.my_counterparts(actor=actor)
        kind = next(one.kind for one in acts if (one.edition_id, one.organisation) == (before.edition_id, before.owner))
    await _check(plan, before.edition_id, kind)
    if before.state != "draft" and (faults := rules.opening_faults(plan)):
        raise Invalid(faults[0], field="title_zh" if plan.scenes else "scenes")
    values: dict[str, Any] = msgspec.structs.asdict(plan)
    try:
        await Need.update(**values, changed_at=now).where(Need.id == need_id)
    except UniqueViolationError as error:
        raise _taken() from error
    await _record(actor, "need.edit", need_id, plan, {"publicity": plan.publicity})


async def step_need(*, actor: Actor, need_id: UUID, to: str, now: datetime) -> None:
    """A need goes on: opened, under way, met, closed. What stands in the way is said."""
    before = await _hold(actor, need_id)
    if not rules.is_step(before.state, to):
        raise Conflict(N_("This step is not possible now."))
    if to == "open" and (faults := rules.opening_faults(before)):
        raise Conflict(faults[0])
    await db.execute(
        "update need set state = $2, changed_at = $3, opened_at = coalesce(opened_at, $3) where id = $1",
        need_id, to, now,
    )  # fmt: skip
    await record(actor=actor, action="need.step", thing="need", thing_id=need_id, data={"to": to, "from": before.state})


async def _hold(actor: Actor, need_id: UUID) -> queries.Need:
    """The need, held until the transaction ends, for who may change it."""
    await db.fetchval("select id from need where id = $1 for update", need_id)
    found = await queries.need(actor=actor, need_id=need_id)
    if not rules.may_change(actor, edition_id=found.edition_id, is_owner=found.is_owner):
        raise NotFound
    return found


async def _check(plan: NeedPlan, edition_id: UUID, owner_kind: str | None) -> None:
    scenes = {one.key for one in await queries.scenes(edition_id=edition_id)}
    faults: dict[str, Lazy | str] = rules.need_faults(plan, scenes=scenes)
    if owner_kind is not None and plan.kind not in rules.OWNERS_KINDS[owner_kind]:
        faults["kind"] = N_("Choose one of the answers offered.")
    if faults:
        raise Invalid(fields=faults)


def _taken() -> Invalid:
    return Invalid(N_("Another need of this register has this reference."), field="reference")


async def _record(actor: Actor, action: str, need_id: Any, plan: NeedPlan, data: dict[str, Any]) -> None:
    texts = {name: text for name in _TEXTS if (text := getattr(plan, name))}
    await record(
        actor=actor, action=action, thing="need", thing_id=need_id, data={"kind": plan.kind, **data}, texts=texts
    )
