"""The editor of a form's draft: its questions, each on a page."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect, Response

from contest.accounts.guards import actor_of
from contest.audit.service import record_refusal
from contest.challenge import forms as sent
from contest.challenge import queries, service
from contest.challenge.routes.forms import FORMS, WORDS, scenes_of, version_at
from contest.challenge.routes.shared import programme, see_other
from contest.challenge.rules import forms
from contest.challenge.rules.forms import editing
from contest.files import rules as files
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.i18n import using
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

_SPARE = 2  # empty rows behind those that are filled in


def home_of(form_id: UUID, place: str = "") -> Redirect:
    return see_other(f"{FORMS}/{form_id}" + (f"#at-{place}" if place else ""))


@get(FORMS + "/{form_id:uuid}/questions/new", guards=[programme])
async def new_question(request: Request, form_id: UUID, section: str = "", type: str = "") -> Response[bytes]:
    """Which kind of answer, or which shipped question comes back; then the question itself."""
    version = await version_at(request, form_id, draft=True)
    if type not in forms.TYPES:
        shipped = forms.default_form(version.kind).fields
        missing = editing.missing_defaults(version.form, shipped)
        return page(
            "challenge/question_new.html",
            request,
            version=version,
            section=section,
            types=WORDS["types"],
            missing=missing,
            is_demo=version.is_demo,
        )
    sections = [one.key for one in version.form.sections]
    place = section if section in sections else next(iter(sections), "")
    return await _question_page(
        request,
        version,
        None,
        {"type": type, "section": place, "needed": "submission", "accepts": ["pdf"], "megabytes": 20},
    )


@post(FORMS + "/{form_id:uuid}/questions/new", guards=[programme], status_code=200)
async def add_question(request: Request, form_id: UUID) -> Response[Any]:
    return await _save_question(request, await version_at(request, form_id, draft=True), None)


@get(FORMS + "/{form_id:uuid}/questions/{key:str}", guards=[programme])
async def question(request: Request, form_id: UUID, key: str) -> Response[bytes]:
    version = await version_at(request, form_id, draft=True)
    field = version.form.at(key)
    if field is None:
        raise NotFound
    return await _question_page(request, version, field, sent.as_typed(field))


@post(FORMS + "/{form_id:uuid}/questions/{key:str}", guards=[programme], status_code=200)
async def save_question(request: Request, form_id: UUID, key: str) -> Response[Any]:
    version = await version_at(request, form_id, draft=True)
    field = version.form.at(key)
    if field is None:
        raise NotFound
    return await _save_question(request, version, field)


async def _save_question(request: Request, version: queries.FormVersion, field: forms.Field | None) -> Response[Any]:
    """Save what was typed, or, where another row or kind of answer was asked for, show it again with that."""
    values = await typed(request)
    then = str(values.get("then", ""))
    if then:
        return await _question_page(request, version, field, _arranged(values, then), more=then)
    key = field.key if field else _key_of(version, values)
    try:
        made = sent.question(values, key)
        async with work():
            await service.save_question(
                actor=actor_of(request),
                form_id=version.id,
                field=made,
                seen=str(values.get("seen", "")),
                now=clock.now(),
            )
    except Invalid as error:
        return await _question_page(request, version, field, values, errors=error.fields, status=422)
    except service.StaleEdit as error:
        await record_refusal(actor=actor_of(request), action="save_question", error=error)
        saved = error.saved if isinstance(error.saved, forms.Field) else None
        return await _question_page(
            request, version, saved or field, values, errors={"": error.message}, saved=saved, status=error.status
        )
    flash(request, _("Saved."))
    return home_of(version.id, key)


def _key_of(version: queries.FormVersion, values: Mapping[str, Any]) -> str:
    return editing.new_key(str(values.get("label_en", "")), [one.key for one in version.form.fields])


def _arranged(values: dict[str, Any], then: str) -> dict[str, Any]:
    """What was typed, with a row of answers one place up where that was asked for."""
    what, _, place = then.partition(".")
    rows = sent.rows(values)
    if what == "up" and place.isdecimal() and len(place) < 4 and 0 < int(place) < len(rows):
        here = int(place)
        rows[here - 1], rows[here] = rows[here], rows[here - 1]
    others = {name: value for name, value in values.items() if not name.startswith("option.")}
    for number, row in enumerate(rows):
        others |= {f"option.{number}.{part}": text for part, text in zip(("value", "en", "zh"), row, strict=True)}
    return others


async def _question_page(
    request: Request,
    version: queries.FormVersion,
    field: forms.Field | None,
    values: dict[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    saved: forms.Field | None = None,
    more: str = "",
    status: int = 200,
) -> Response[bytes]:
    scenes = await scenes_of(version)
    shown = _as_field(values, field.key if field else "preview")
    spare = {name: len(_filled(values, name)) + (3 if more == name else 1) for name in ("needed_if", "shown_if")}
    faults = [] if field is None else forms.field_faults(version.form, field, [scene.key for scene in scenes])
    return page(
        "challenge/question.html",
        request,
        status=status,
        version=version,
        field=field,
        shipped=forms.built_in(field.key) if field else None,
        is_removable=field is not None and forms.is_removable(field.key),
        values=values,
        rows=sent.rows(values),
        empty_rows=_SPARE + (4 if more == "options" else 0),
        condition_rows=spare,
        conditions_offered=_offered(version.form, field.key if field else "", scenes),
        kind=values["type"] if values.get("type") in forms.TYPES else "text",
        words=WORDS,
        file_names=[(name, str(words)) for name, words in files.NAMES.items()],
        most_megabytes=forms.MOST_MEGABYTES,
        errors=errors or {},
        faults=faults if not errors else [],
        seen=editing.digest(field) if field else "",
        saved=sent.as_typed(saved) if saved else None,
        preview=preview_of(shown, scenes) if shown else [],
        is_demo=version.is_demo,
    )


def _filled(values: Mapping[str, Any], name: str) -> list[str]:
    return [key for key, value in values.items() if key.startswith(f"{name}.") and value]


def _as_field(values: Mapping[str, Any], key: str) -> forms.Field | None:
    """What was typed as a question, as far as it can be read."""
    try:
        return sent.question(values, key)
    except Invalid:
        return None


def preview_of(field: forms.Field, scenes: list[forms.Scene]) -> list[dict[str, Any]]:
    """The question as an applicant sees it, in each language."""
    found = []
    for language, html_lang in (("en", "en"), ("zh", "zh-CN")):
        with using(language):
            control = forms.control(field, "", scenes) | {"name": f"preview_{language}", "shown_if": None}
        found.append({"lang": html_lang, "control": control, "is_file": field.type == "file"})
    return found


def _offered(form: forms.Form, own: str, scenes: list[forms.Scene]) -> list[dict[str, Any]]:
    """What a condition may hang on: each other question, and each answer that it offers."""
    found = []
    for field in form.fields:
        if field.key == own or field.type == "file":
            continue
        choices = forms.options(field, scenes) if field.type in {"choice", "several", "scene", "scenes"} else []
        lines = [(f"{field.key}={value}", words) for value, words in choices]
        found.append({"label": str(field.label), "any": field.key, "choices": lines})
    return found


@post(FORMS + "/{form_id:uuid}/questions/preview", guards=[programme], status_code=200)
async def preview(request: Request, form_id: UUID) -> Response[bytes]:
    """The question as it is being typed, for the page that shows it beside."""
    version = await version_at(request, form_id, draft=True)
    shown = _as_field(await typed(request), "preview")
    previews = preview_of(shown, await scenes_of(version)) if shown else []
    return page("challenge/question_preview.html", request, preview=previews)


@post(FORMS + "/{form_id:uuid}/questions/{key:str}/remove", guards=[programme])
async def remove_question(request: Request, form_id: UUID, key: str) -> Redirect:
    await version_at(request, form_id)
    async with work():
        await service.remove_question(actor=actor_of(request), form_id=form_id, key=key, now=clock.now())
    flash(request, _("The question is taken out."))
    return home_of(form_id)


@post(FORMS + "/{form_id:uuid}/questions/{key:str}/restore", guards=[programme])
async def restore_question(request: Request, form_id: UUID, key: str) -> Redirect:
    await version_at(request, form_id)
    async with work():
        await service.restore_question(actor=actor_of(request), form_id=form_id, key=key, now=clock.now())
    return home_of(form_id, key)


ROUTES = [
    new_question,
    add_question,
    preview,
    question,
    save_question,
    remove_question,
    restore_question,
]
