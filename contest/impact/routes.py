"""The factors that figures stand on: read by everybody, published by who organises the installation."""

from typing import Any
from uuid import UUID

from litestar import get, route
from litestar.response import Response

from contest.accounts.guards import actor_of, public, requires
from contest.impact import queries, rules, service
from contest.impact.forms import FactorsForm
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

HERE = "/impact/factors"


@get(HERE, guards=[public])
async def factors(request: Request, version: int | None = None) -> Response[bytes]:
    """A set of factors with its sources, and the versions before it."""
    versions = await queries.sets()
    found = next((one for one in versions if version in {None, one.number}), None)
    if found is None and version is not None:
        raise NotFound
    shown = await queries.factor_set(found.id) if found else None
    lines = shown.factors if shown else service.shipped_factors()
    return page(
        "impact/factors.html",
        request,
        set=shown,
        versions=versions,
        factors=[(rules.place_name(one.place), rules.boundary_words(one.boundary), one) for one in lines],
        host=rules.place_name(shown.host if shown else service.SHIPPED_HOST),
        may_publish=rules.may_publish(actor_of(request)),
    )


@route(f"{HERE}/new", http_method=["GET", "POST"], guards=[requires(rules.CHIEF)], status_code=200)
async def new_factors(request: Request) -> Response[Any]:
    """The next set: what differs is shown before it is published."""
    if not rules.may_publish(actor_of(request)):
        raise NotFound
    if request.method == "GET":
        return await _form(request, {})
    sent = await typed(request)
    try:
        form = await parse(request, FactorsForm)
        if form.then != "publish":
            return await _form(request, sent, is_preview=True)
        async with work():
            await service.publish_factors(
                actor=actor_of(request),
                sheet=form.sheet,
                host=form.host,
                reason_en=form.reason_en,
                reason_zh=form.reason_zh,
                now=clock.now(),
            )
    except Invalid as error:
        return await _form(request, sent, error=error)
    flash(request, _("The set is published. Rounds that open from now on use it."))
    return redirect(HERE)


async def _form(
    request: Request, sent: dict[str, Any], *, is_preview: bool = False, error: Invalid | None = None
) -> Response[bytes]:
    newest: UUID | None = await queries.newest_set()
    before = (await queries.factor_set(newest)).factors if newest else service.shipped_factors()
    sheet = str(sent.get("sheet", "")) or rules.write_sheet(before)
    read = rules.read_sheet(sheet)
    return page(
        "impact/factors_new.html",
        request,
        status=error.status if error else 200,
        errors=error.fields if error else {},
        typed={"host": service.SHIPPED_HOST, **sent, "sheet": sheet},
        faults=read.faults if is_preview else [],
        difference=rules.difference(before, read.factors) if is_preview and not read.faults else None,
    )


ROUTES = [factors, new_factors]
