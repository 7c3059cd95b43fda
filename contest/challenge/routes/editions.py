"""The organisers' pages of editions and cities."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from litestar import get, post, route
from litestar.response import Redirect, Response

from contest.accounts.guards import actor_of
from contest.challenge import queries, rules, service
from contest.challenge.forms import CityForm, EditionForm, PartnerForm, SceneForm, StepForm, WaiverForm
from contest.challenge.routes.shared import EDITIONS, edition_at, form_page, organisers, programme, see_other, stations
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get(EDITIONS, guards=[organisers])
async def editions(request: Request) -> Response[bytes]:
    """Every edition in which this person organises something."""
    actor = actor_of(request)
    found = await queries.editions(actor=actor)
    may_found = rules.may_found(actor)
    return page(
        "challenge/editions.html",
        request,
        editions=found,
        may_found=may_found,
        states=rules.STATES,
        now=clock.now(),
        is_demo=bool(found) and all(each.is_demo for each in found),
    )


@route(f"{EDITIONS}/new", http_method=["GET", "POST"], guards=[programme])
async def new_edition(request: Request) -> Response[Any]:
    if not rules.may_found(actor_of(request)):
        raise NotFound

    async def save() -> str:
        form = await parse(request, EditionForm)
        async with work():
            await service.create_edition(actor=actor_of(request), plan=form.plan(), now=clock.now())
        return f"{EDITIONS}/{form.slug}"

    return await form_page(request, "challenge/edition_form.html", save, {}, edition=None)


@get(EDITIONS + "/{slug:str}", guards=[organisers])
async def edition(request: Request, slug: str) -> Response[bytes]:
    """An edition with those of its rounds that this person organises."""
    return await _edition_page(request, await edition_at(request, slug))


@route(EDITIONS + "/{slug:str}/edit", http_method=["GET", "POST"], guards=[programme])
async def edit_edition(request: Request, slug: str) -> Response[Any]:
    found = await edition_at(request, slug, whole=True)

    async def save() -> str:
        form = await parse(request, EditionForm)
        async with work():
            await service.edit_edition(actor=actor_of(request), edition_id=found.id, plan=form.plan(), now=clock.now())
        flash(request, _("Saved."))
        return f"{EDITIONS}/{form.slug}"

    start = {name: getattr(found, name) for name in EditionForm.__struct_fields__}
    return await form_page(request, "challenge/edition_form.html", save, start, edition=found, is_demo=found.is_demo)


@post(EDITIONS + "/{slug:str}/step", guards=[programme])
async def step_edition(request: Request, slug: str) -> Redirect:
    found, form = await edition_at(request, slug, whole=True), await parse(request, StepForm)
    async with work():
        await service.step_edition(actor=actor_of(request), edition_id=found.id, to=form.to, now=clock.now())
    return see_other(f"{EDITIONS}/{slug}")


@post(EDITIONS + "/{slug:str}/scan-waiver", guards=[programme])
async def waive_scan(request: Request, slug: str) -> Response[Any]:
    """Do without a virus scanner, with a reason that stays on the page."""
    found = await edition_at(request, slug, whole=True)

    async def save() -> None:
        form = await parse(request, WaiverForm)
        async with work():
            await service.waive_scan(actor=actor_of(request), edition_id=found.id, reason=form.reason, now=clock.now())

    return await _add(request, found, save, "scan")


@post(EDITIONS + "/{slug:str}/scan-waiver/end", guards=[programme])
async def end_scan_waiver(request: Request, slug: str) -> Redirect:
    found = await edition_at(request, slug, whole=True)
    async with work():
        await service.end_scan_waiver(actor=actor_of(request), edition_id=found.id, now=clock.now())
    return see_other(f"{EDITIONS}/{slug}#scans")


@post(EDITIONS + "/{slug:str}/scenes", guards=[programme])
async def add_scene(request: Request, slug: str) -> Response[Any]:
    found = await edition_at(request, slug, whole=True)

    async def save() -> None:
        form = await parse(request, SceneForm)
        async with work():
            await service.add_scene(actor=actor_of(request), edition_id=found.id, plan=form.plan(), now=clock.now())

    return await _add(request, found, save, "scene")


@post(EDITIONS + "/{slug:str}/scenes/{scene_id:uuid}/remove", guards=[programme])
async def remove_scene(request: Request, slug: str, scene_id: UUID) -> Redirect:
    found = await edition_at(request, slug, whole=True)
    async with work():
        await service.remove_scene(actor=actor_of(request), edition_id=found.id, scene_id=scene_id, now=clock.now())
    return see_other(f"{EDITIONS}/{slug}#scenes")


@post(EDITIONS + "/{slug:str}/partners", guards=[programme])
async def add_partner(request: Request, slug: str) -> Response[Any]:
    found = await edition_at(request, slug, whole=True)

    async def save() -> None:
        form = await parse(request, PartnerForm)
        async with work():
            await service.add_partner(actor=actor_of(request), edition_id=found.id, plan=form.plan(), now=clock.now())

    return await _add(request, found, save, "partner")


@post(EDITIONS + "/{slug:str}/partners/{partner_id:uuid}/remove", guards=[programme])
async def remove_partner(request: Request, slug: str, partner_id: UUID) -> Redirect:
    found = await edition_at(request, slug, whole=True)
    async with work():
        await service.remove_partner(
            actor=actor_of(request), edition_id=found.id, partner_id=partner_id, now=clock.now()
        )
    return see_other(f"{EDITIONS}/{slug}#partners")


@route("/challenge/cities/new", http_method=["GET", "POST"], guards=[programme])
async def new_city(request: Request) -> Response[Any]:
    async def save() -> str:
        form = await parse(request, CityForm)
        async with work():
            await service.create_city(actor=actor_of(request), plan=form.plan(), now=clock.now())
        flash(request, _("The city can be chosen for a round now."))
        return "/challenge/cities/new"

    return await form_page(request, "challenge/city_form.html", save, {}, cities=await queries.cities())


async def _add(
    request: Request, found: queries.EditionFacts, save: Callable[[], Awaitable[None]], what: str
) -> Response[Any]:
    """Add to a list of the edition's page, or show the page again with what must be mended."""
    try:
        await save()
    except Invalid as error:
        return await _edition_page(
            request, found, wrong=what, errors=error.fields, values=await typed(request), status=422
        )
    return see_other(f"{EDITIONS}/{found.slug}#{what}s")


async def _edition_page(
    request: Request,
    found: queries.EditionFacts,
    *,
    wrong: str = "",
    errors: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response[bytes]:
    actor = actor_of(request)
    rounds = await queries.rounds(actor=actor, edition_id=found.id)
    scenes = await queries.scenes(edition_id=found.id)
    coming = rules.next_step(found.state, rules.EDITION_WAY)
    in_the_way = rules.before_edition_step(
        coming or "",
        round_states=[each.state for each in rounds],
        scenes=len(scenes),
        is_bilingual=all((found.name_en, found.name_zh, found.purpose_en, found.purpose_zh)),
        has_rules=(in_force := await queries.rules_in_force(edition_id=found.id)) is not None,
    )
    return page(
        "challenge/edition.html",
        request,
        status=status,
        edition=found,
        rounds=rounds,
        scenes=scenes,
        partners=await queries.partners(edition_id=found.id),
        may_edit=rules.may_organise(actor, edition_id=found.id),
        may_found=rules.may_found(actor),
        rules_number=in_force.number if in_force else None,
        to=coming,
        in_the_way=in_the_way,
        has_scanner=queries.has_scanner(),
        way=stations(found.state, rules.EDITION_WAY),
        states=rules.STATES,
        now=clock.now(),
        wrong=wrong,
        errors=errors or {},
        values=values or {},
        is_demo=found.is_demo,
    )


ROUTES = [
    editions,
    new_edition,
    edition,
    edit_edition,
    step_edition,
    waive_scan,
    end_scan_waiver,
    add_scene,
    remove_scene,
    add_partner,
    remove_partner,
    new_city,
]
