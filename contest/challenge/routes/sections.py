"""The editor of a form's draft: its sections, and the order of what is in it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import post, route
from litestar.response import Redirect, Response

from contest.accounts.guards import actor_of
from contest.audit.service import record_refusal
from contest.challenge import forms as sent
from contest.challenge import queries, service
from contest.challenge.routes.forms import FORMS, version_at
from contest.challenge.routes.questions import home_of
from contest.challenge.routes.shared import programme
from contest.challenge.rules import forms
from contest.challenge.rules.forms import editing
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@route(FORMS + "/{form_id:uuid}/sections/{section_key:str}", http_method=["GET", "POST"], guards=[programme])
async def section(request: Request, form_id: UUID, section_key: str) -> Response[Any]:
    """A section; `new` is one that comes last."""
    version = await version_at(request, form_id, draft=True)
    found = version.form.section(section_key)
    if found is None and section_key != "new":
        raise NotFound
    if request.method == "GET":
        return _section_page(request, version, found, _section_typed(found))
    values = await typed(request)
    try:
        form = convert(values, sent.SectionForm)
        taken = {one.key for one in version.form.sections}
        made = form.section(section_key if found else editing.new_key(form.title_en, taken, otherwise="section"))
        async with work():
            await service.save_section(
                actor=actor_of(request),
                form_id=form_id,
                section=made,
                seen=str(values.get("seen", "")),
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        if isinstance(error, Conflict):
            await record_refusal(actor=actor_of(request), action="save_section", error=error)
        errors = error.fields if isinstance(error, Invalid) else {"": error.message}
        fresh = (await version_at(request, form_id, draft=True)).form.section(section_key)
        return _section_page(request, version, fresh, values, errors=errors, status=error.status)
    flash(request, _("Saved."))
    return home_of(form_id, made.key)


def _section_typed(found: forms.Section | None) -> dict[str, Any]:
    if found is None:
        return {}
    words = {"title": found.title, "intro": found.intro}
    return {f"{name}_{code}": getattr(one, code) for name, one in words.items() for code in ("en", "zh")}


def _section_page(
    request: Request,
    version: queries.FormVersion,
    found: forms.Section | None,
    values: Mapping[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response[bytes]:
    return page(
        "challenge/section.html",
        request,
        status=status,
        version=version,
        section=found,
        is_empty=found is not None and all(field.section != found.key for field in version.form.fields),
        seen=editing.digest(found) if found else "",
        values=values,
        errors=errors or {},
        is_demo=version.is_demo,
    )


@post(FORMS + "/{form_id:uuid}/sections/{section_key:str}/remove", guards=[programme])
async def remove_section(request: Request, form_id: UUID, section_key: str) -> Redirect:
    await version_at(request, form_id)
    async with work():
        await service.remove_section(actor=actor_of(request), form_id=form_id, key=section_key, now=clock.now())
    flash(request, _("The section is taken out."))
    return home_of(form_id)


@post(FORMS + "/{form_id:uuid}/move", guards=[programme])
async def move(request: Request, form_id: UUID) -> Redirect:
    """Put a question or a section in another place, and say where it is now."""
    await version_at(request, form_id)
    form = await parse(request, sent.MoveForm)
    async with work():
        moved = await service.move_in_form(
            actor=actor_of(request), form_id=form_id, key=form.key, move=form.move, now=clock.now()
        )
    flash(request, _where(moved, form))
    return home_of(form_id, form.key)


def _where(form: forms.Form, sent_: sent.MoveForm) -> str:
    if sent_.thing == "section":
        keys = [section.key for section in form.sections]
        title: Any = next((one.title for one in form.sections if one.key == sent_.key), "")
    else:
        field = form.at(sent_.key)
        keys = [one.key for one in form.fields if field and one.section == field.section]
        title = field.label if field else ""
    place = keys.index(sent_.key) + 1 if sent_.key in keys else 0
    return _("“%(title)s” is number %(place)s of %(all)s now.") % {"title": title, "place": place, "all": len(keys)}


ROUTES = [section, remove_section, move]
