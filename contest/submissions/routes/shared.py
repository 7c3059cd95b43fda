"""How entries are put before people: the parts that several pages share."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar.response import Response

from contest.audit.service import record_refusal
from contest.files import rules as files
from contest.impact.rules import PREFIX
from contest.lib import clock, countries
from contest.lib.errors import AppError, Conflict
from contest.lib.i18n import Lazy
from contest.lib.i18n import gettext as _
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import queries, rules
from contest.submissions.routes.impact import figure_of

_KINDS = {
    "line": "text",
    "text": "textarea",
    "number": "text",
    "date": "date",
    "link": "url",
    "several": "checkboxes",
    "years": "years",
}


def home_of(code: str, *more: object) -> str:
    """The address of an entry, or of a page below it."""
    return "/".join(["/submissions", code, *(str(part) for part in more)])


async def refused(request: Request, error: AppError) -> None:
    """Record a refusal that its route answers itself, with the form."""
    if isinstance(error, Conflict):
        handler = request.scope["route_handler"]
        await record_refusal(actor=request.scope["user"], action=handler.handler_name, error=error)


def options(field: rules.Field, scenes: list[queries.SceneLine]) -> list[tuple[str, str]]:
    """What a choice offers, in the reader's language."""
    if field.type == "scene":
        return [(scene.key, str(rules.Words(scene.name_en, scene.name_zh))) for scene in scenes]
    if field.type == "country":
        return countries.countries()
    return [(option.value, str(option.label)) for option in field.options]


def _years(field: rules.Field, value: str) -> list[tuple[int, str, str]]:
    """The rows of a table of years, with what was typed at each, be it a figure or not."""
    typed = dict(line.split(" ", 1) for line in value.splitlines() if " " in line)
    return [
        (year, str(year) if field.first_year else _("Year %(n)s") % {"n": year}, typed.get(str(year), ""))
        for year in rules.years_of(field)
    ]


def as_read(field: rules.Field, value: str, scenes: list[queries.SceneLine]) -> str:
    """An answer in words."""
    if field.type in {"scene", "country"}:
        return dict(options(field, scenes)).get(value, value)
    return rules.shown(field, value)


def _control(
    field: rules.Field, value: str, scenes: list[queries.SceneLine], *, is_asked: bool = True
) -> dict[str, Any]:
    offered = options(field, scenes)
    chosen = "radios" if field.type == "scene" and len(offered) < 8 else "select"
    return {
        "kind": _KINDS.get(field.type, chosen),
        "name": field.key,
        "label": str(field.label),
        "help": str(field.help) or None,
        "value": rules.chosen(value) if field.type == "several" else value,
        "required": field.needed is not None and not field.needed_if,
        "limit": field.words or None,
        "characters": field.characters or None,
        "count": "words",
        "rows": 3 if field.words <= 60 else 8,
        "options": _years(field, value) if field.type == "years" else offered,
        "unit": str(field.unit) or None,
        "inputmode": "decimal" if field.type == "number" else None,
        "lang": {"en": "en", "zh": "zh-Hans"}.get(field.key.rpartition("_")[2]),
        "shown_if": shown_if(field),
        "is_asked": is_asked,
    }


def controls(entry: queries.Working, fields: Sequence[rules.Field], values: dict[str, str]) -> list[dict[str, Any]]:
    """Some questions of an entry's form, as `any_field` takes them; all of them are asked."""
    return [_control(field, values.get(field.key, ""), entry.scenes) | {"shown_if": None} for field in fields]


def shown_if(field: rules.Field) -> str | None:
    """When a question is asked, for the browser: [[field, [values]], ...], all of which must hold."""
    if not field.shown_if:
        return None
    return msgspec.json.encode([[one.field, one.values] for one in field.shown_if]).decode()


def parts(entry: queries.Working, values: dict[str, str]) -> list[dict[str, Any]]:
    """The form of an entry, section by section. A question that is not asked is there, hidden: the browser shows it
    as soon as an answer leads to it."""
    fields = entry.form.questions
    asked = {field.key for field in rules.asked(entry.form, values)}
    computed = [field.section for field in fields if field.key.startswith(PREFIX)]
    return [
        {
            "id": f"part-{section.key}",
            "has_impact": section.key in computed[-1:],
            "legend": str(section.title),
            "intro": str(section.intro) or None,
            "fields": [
                _control(field, values.get(field.key, ""), entry.scenes, is_asked=field.key in asked)
                for field in fields
                if field.section == section.key
            ],
        }
        for section in entry.form.sections
        if any(field.section == section.key for field in fields)
    ]


def uploads(entry: queries.Working, values: dict[str, str]) -> list[dict[str, Any]]:
    """The files that are asked for, and those that another answer would lead to."""
    asked = {field.key for field in rules.asked(entry.form, values)}
    return [
        {
            "key": field.key,
            "label": str(field.label),
            "help": str(field.help) or None,
            "shown_if": shown_if(field),
            "is_asked": field.key in asked,
            **upload_of(entry, field),
        }
        for field in entry.form.file_fields
    ]


def upload_of(entry: queries.Working, field: rules.Field) -> dict[str, Any]:
    """What its form says of the file that this question takes, and of one that was begun and is not whole."""
    kinds = files.kinds_of(field.accepts)
    return {
        "accept": files.input_accept(kinds),
        "takes": ", ".join(str(files.NAMES.get(name, name)) for name in field.accepts),
        "limit": min(field.megabytes * files.MIB, files.MOST_BYTES),
        "unfinished": next((file for file in reversed(entry.unfinished) if file.field == field.key), None),
    }


def file_lines(entry: queries.Working) -> list[dict[str, Any]]:
    """The files of an entry, with what was found wrong with them."""
    return [
        {
            "field": file.field,
            "name": file.name,
            "size": file.size,
            "state": file.state,
            "href": f"/submissions/files/{file.id}" if file.state == "checked" else None,
            "remove_href": f"/submissions/files/{file.id}/remove" if entry.may_edit(clock.now()) else None,
            "note": files.reason_words(file.reason),
        }
        for file in entry.file_at.values()
    ]


async def draft_page(
    request: Request,
    entry: queries.Working,
    *,
    status: int = 200,
    typed: dict[str, str] | None = None,
    errors: dict[str, Lazy | str] | None = None,
    revision: int | None = None,
    theirs: dict[str, str] | None = None,
) -> Response[bytes]:
    """The form of an entry. `typed`: what was sent and could not be saved; `theirs`: what is saved instead."""
    values = entry.values | (typed or {})
    differing = [
        {"label": field.label, "name": field.key, "text": as_read(field, theirs[field.key], entry.scenes)}
        for field in entry.form.questions
        if theirs is not None and typed is not None and theirs.get(field.key, "") != typed.get(field.key, "")
    ]
    unsaved = {
        key: entry.values.get(key, "") for key, text in (typed or {}).items() if text != entry.values.get(key, "")
    }
    return page(
        "submissions/draft.html",
        request,
        status=status,
        entry=entry,
        unsaved=msgspec.json.encode(unsaved).decode() if unsaved else "",
        title=entry.values["title_en"] or entry.values["title_zh"],
        revision=revision or entry.revision,
        parts=parts(entry, values),
        errors=errors or {},
        theirs=differing,
        missing=[{"label": text, "href": f"#f-{key}"} for key, text in entry.missing.items()],
        files=file_lines(entry),
        is_checking=any(file.state == "uploaded" for file in entry.files),
        uploads=uploads(entry, values),
        **await figure_of(entry),
    )
