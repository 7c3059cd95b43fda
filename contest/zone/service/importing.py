"""Needs out of a sheet: all of it or nothing, with what it amounts to beside what was announced."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from contest.audit.service import record
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.zone import queries, rules
from contest.zone.rules.sheets import MOST_ROWS, Row, Sheet, reconcile
from contest.zone.service.counterparts import organisation_named
from contest.zone.service.needs import edit_need, keep_need, step_need


class Imported(Struct, frozen=True, kw_only=True):
    """How many needs came in new, and how many were changed."""

    created: int
    changed: int


async def import_needs(
    *,
    actor: Actor,
    edition_id: UUID,
    sheet: Sheet,
    owner_name: str,
    owner_country: str = "CN",
    announced: tuple[int | None, Decimal | None] = (None, None),
    now: datetime,
) -> Imported:
    """Take in a sheet that was looked at: a need of a known reference is changed, another one is new.

    `owner_name` owns the lines that name no owner; `announced` are the count and the sum (yuan) that the record keeps
    beside what came in. A line that is wrong stops all of it.
    """
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    if not sheet.rows:
        raise Invalid(N_("There is no need in these lines."), field="lines")
    if len(sheet.rows) > MOST_ROWS:
        raise Invalid(N_("Use at most %(most)s lines.", most=MOST_ROWS), field="lines")
    changed = await _take_in(actor, edition_id, sheet, owner_name, owner_country, now)
    difference = reconcile(sheet, needs=announced[0], invested_cny=announced[1])
    await record(
        actor=actor,
        action="need.import",
        thing="edition",
        thing_id=edition_id,
        data={
            "needs": len(sheet.rows),
            "changed": changed,
            "invested_cny": str(sheet.invested),
            "less_expected": {"needs": difference.needs, "invested_cny": str(difference.invested_cny)},
        },
    )
    return Imported(created=len(sheet.rows) - changed, changed=changed)


async def _take_in(
    actor: Actor, edition_id: UUID, sheet: Sheet, owner_name: str, owner_country: str, now: datetime
) -> int:
    """Change or make the need of each line; how many were known before."""
    known = {one.reference: one for one in await queries.needs(actor=actor, edition_id=edition_id)}
    scenes = {one.key for one in await queries.scenes(edition_id=edition_id)}
    owners: dict[str, UUID] = {}
    for row in sheet.rows:
        before = known.get(row.reference)
        _check(row, before, scenes, owner_name)
        try:
            if before is not None:
                await edit_need(actor=actor, need_id=before.id, plan=row.plan(_plan_of(before)), now=now)
                continue
            name = row.owner or owner_name
            if name not in owners:
                owners[name] = await _owner(actor, edition_id, name, owner_country, now)
            made = await keep_need(actor=actor, edition_id=edition_id, owner=owners[name], plan=row.plan(None), now=now)
            await _go_on(actor, made, row.state, now)
        except Invalid as error:
            raise _at(row, next(iter(error.fields.values()), error.message)) from error
    return sum(row.reference in known for row in sheet.rows)


def _plan_of(need: queries.Need) -> rules.NeedPlan:
    return rules.NeedPlan(**{name: getattr(need, name) for name in rules.NeedPlan.__struct_fields__})


def _check(row: Row, before: queries.Need | None, scenes: set[str], owner_name: str) -> None:
    if row.problems:
        raise _at(row, row.problems[0])
    if faults := rules.need_faults(row.plan(None if before is None else _plan_of(before)), scenes=scenes):
        raise _at(row, next(iter(faults.values())))
    if before is None and not (row.owner or owner_name.strip()):
        raise Invalid(N_("Line %(n)s names no owner: say who owns such lines.", n=row.line), field="owner_name")


def _at(row: Row, reason: object) -> Invalid:
    return Invalid(N_("Line %(n)s: %(reason)s Nothing was taken in.", n=row.line, reason=reason), field="lines")


async def _owner(actor: Actor, edition_id: UUID, name: str, country: str, now: datetime) -> UUID:
    is_chinese = any("\u3400" <= character <= "\u9fff" for character in name)
    return await organisation_named(
        actor=actor,
        edition_id=edition_id,
        name_en="" if is_chinese else name,
        name_zh=name if is_chinese else "",
        country=country,
        now=now,
    )


async def _go_on(actor: Actor, need_id: UUID, state: str, now: datetime) -> None:
    for to in {"open": ("open",), "under_way": ("open", "under_way")}.get(state, ()):
        await step_need(actor=actor, need_id=need_id, to=to, now=now)
