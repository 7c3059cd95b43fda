"""The organisers' pages of a round."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from litestar import get, post, route
from litestar.response import Response

from contest.accounts.guards import actor_of
from contest.challenge import queries, rules, service
from contest.challenge.forms import FIELD_OF, MOMENTS, RoundForm, StepForm, twice
from contest.challenge.routes.shared import EDITIONS, edition_at, form_page, organisers, programme, see_other, stations
from contest.challenge.rules.local_time import local_time
from contest.challenge.rules.plans import KINDS
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@route(EDITIONS + "/{slug:str}/rounds/new", http_method=["GET", "POST"], guards=[programme])
async def new_round(request: Request, slug: str) -> Response[Any]:
    found = await edition_at(request, slug, whole=True)

    async def save() -> str:
        form = await parse(request, RoundForm)
        plan = form.plan(await _zone(form))
        async with work():
            made = await service.create_round(actor=actor_of(request), edition_id=found.id, plan=plan, now=clock.now())
        return f"/challenge/rounds/{made}"

    start = {"stage": "online", "notice_days": 5, "closes_time": "24:00", "kinds": list(KINDS)}
    return await _round_form(request, save, start, edition=found, round_=None, is_demo=found.is_demo)


@get("/challenge/rounds/{round_id:uuid}", guards=[organisers])
async def round_(request: Request, round_id: UUID) -> Response[bytes]:
    """A round: its dates, where it stands, and the one step that comes next."""
    return await _round_page(request, await _round(request, round_id))


@route("/challenge/rounds/{round_id:uuid}/edit", http_method=["GET", "POST"], guards=[organisers])
async def edit_round(request: Request, round_id: UUID) -> Response[Any]:
    facts = await _round(request, round_id)

    async def save() -> str:
        form = await parse(request, RoundForm)
        plan = form.plan(await _zone(form))
        async with work():
            await service.edit_round(
                actor=actor_of(request),
                round_id=round_id,
                plan=plan,
                reason_en=form.reason_en,
                reason_zh=form.reason_zh,
                now=clock.now(),
            )
        flash(request, _("Saved."))
        return f"/challenge/rounds/{round_id}"

    return await _round_form(request, save, _as_typed(facts), edition=None, round_=facts, is_demo=facts.is_demo)


@post("/challenge/rounds/{round_id:uuid}/step", guards=[organisers])
async def step_round(request: Request, round_id: UUID) -> Response[Any]:
    """The steps that are this slice's own; those of judging have their own pages and checks there."""
    facts, form = await _round(request, round_id), await parse(request, StepForm)
    step = "" if form.to in rules.JUDGING_STEPS else form.to
    try:
        async with work():
            await service.step_round(
                actor=actor_of(request),
                round_id=round_id,
                to=step,
                reason_en=form.reason_en,
                reason_zh=form.reason_zh,
                now=clock.now(),
            )
    except Invalid as error:
        return await _round_page(request, facts, errors=error.fields, values=await typed(request), status=422)
    return see_other(f"/challenge/rounds/{round_id}")


async def _zone(form: RoundForm) -> str:
    """The zone that the form's local times are in: the city's, else the one chosen for an online round."""
    found = await queries.city(city_id=form.city_id) if form.city_id is not None else None
    return form.time_zone if found is None else found.time_zone


def _as_typed(facts: queries.RoundFacts) -> dict[str, Any]:
    """A round as its form shows it."""
    values = {name: getattr(facts, name) for name in RoundForm.__struct_fields__ if hasattr(facts, name)}
    for name in MOMENTS:
        local = local_time(getattr(facts, FIELD_OF[name]), facts.time_zone)
        values |= {f"{name}_on": local.day, f"{name}_time": local.clock, f"{name}_which": local.which}
    return values


async def _round_form(
    request: Request, save: Callable[[], Awaitable[str]], start: Mapping[str, Any], **context: Any
) -> Response[Any]:
    values = start if request.method == "GET" else await typed(request)
    cities = await queries.cities()
    return await form_page(
        request,
        "challenge/round_form.html",
        save,
        start,
        cities=cities,
        blindness=rules.BLINDNESS,
        judges_known=rules.JUDGES_KNOWN,
        publicity=rules.PUBLICITY,
        languages=rules.LANGUAGES,
        zones=sorted({"UTC", *(city.time_zone for city in cities)}),
        twice=twice(values, {str(city.id): city.time_zone for city in cities}),
        **context,
    )


async def _round_page(
    request: Request,
    facts: queries.RoundFacts,
    *,
    errors: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response[bytes]:
    coming, now = rules.next_step(facts.state), clock.now()
    in_the_way = rules.before_round_step(
        coming or "",
        edition_state=facts.edition_state,
        closes_at=facts.closes_at,
        is_scanned=facts.is_scanned,
        lacks_call=facts.lacks_call,
        now=now,
    )
    return page(
        "challenge/round.html",
        request,
        status=status,
        round=facts,
        changes=await queries.changes(round_id=facts.id),
        form_changes=await queries.form_changes(round_id=facts.id),
        to=coming,
        is_judgings=coming in rules.JUDGING_STEPS,
        in_the_way=in_the_way,
        may_cancel=rules.is_round_step(facts.state, "cancelled"),
        way=stations(facts.state, rules.ROUND_WAY),
        states=rules.STATES,
        blindness=rules.BLINDNESS,
        judges_known=rules.JUDGES_KNOWN,
        publicity=rules.PUBLICITY,
        languages=rules.LANGUAGES,
        now=now,
        errors=errors or {},
        values=values or {},
        is_demo=facts.is_demo,
    )


async def _round(request: Request, round_id: UUID) -> queries.RoundFacts:
    found = await queries.round_(actor=actor_of(request), round_id=round_id)
    if found is None:
        raise NotFound
    return found


ROUTES = [new_round, round_, edit_round, step_round]
