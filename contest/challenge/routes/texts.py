"""The organisers' page of an edition's rules: write the next version, look at what changes, publish it."""

from collections.abc import Mapping
from typing import Any

from litestar import post, route
from litestar.response import Response

from contest.accounts.guards import actor_of
from contest.challenge import queries, service
from contest.challenge.forms import RulesForm, RulesReason
from contest.challenge.routes.shared import EDITIONS, edition_at, programme, see_other
from contest.lib import clock
from contest.lib.db import work
from contest.lib.differences import difference
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@route(EDITIONS + "/{slug:str}/rules", http_method=["GET", "POST"], guards=[programme])
async def edit_rules(request: Request, slug: str) -> Response[Any]:
    """The draft of the next version. Without one, the form begins with what is in force."""
    found = await edition_at(request, slug, whole=True)
    if request.method == "GET":
        return await _page(request, found)
    try:
        form = await parse(request, RulesForm)
        async with work():
            await service.draft_rules(
                actor=actor_of(request),
                edition_id=found.id,
                body_en=form.body_en,
                body_zh=form.body_zh,
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, found, errors=error.fields, values=await typed(request))
    flash(request, _("Saved."))
    return see_other(f"{EDITIONS}/{slug}/rules")


@post(EDITIONS + "/{slug:str}/rules/publish", guards=[programme])
async def publish_rules(request: Request, slug: str) -> Response[Any]:
    found = await edition_at(request, slug, whole=True)
    try:
        form = await parse(request, RulesReason)
        async with work():
            number = await service.publish_rules(
                actor=actor_of(request),
                edition_id=found.id,
                reason_en=form.reason_en,
                reason_zh=form.reason_zh,
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, found, errors=error.fields, values=await typed(request))
    flash(request, _("Version %(number)s is in force.") % {"number": number})
    return see_other(f"{EDITIONS}/{slug}/rules")


async def _page(
    request: Request,
    found: queries.EditionFacts,
    *,
    errors: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Response[bytes]:
    draft = await queries.rules_draft(edition_id=found.id)
    in_force = await queries.rules_in_force(edition_id=found.id)
    start = draft or in_force
    bodies = {"body_en": start.body_en if start else "", "body_zh": start.body_zh if start else ""}
    changes = []
    if draft and in_force:
        changes = [
            (lang, difference(getattr(in_force, name), getattr(draft, name)))
            for lang, name in (("en", "body_en"), ("zh-Hans", "body_zh"))
            if getattr(in_force, name) != getattr(draft, name)
        ]
    return page(
        "challenge/rules.html",
        request,
        status=422 if errors else 200,
        edition=found,
        draft=draft,
        in_force=in_force,
        changes=changes,
        versions=await queries.rules_versions(edition_id=found.id),
        values=bodies | dict(values or {}),
        errors=errors or {},
        is_demo=found.is_demo,
    )


ROUTES = [edit_rules, publish_rules]
