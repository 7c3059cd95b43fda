"""How entries are put before people: the parts that several pages share."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar.response import Response

from contest.audit.service import record_refusal
from contest.files import rules as files
from contest.lib import clock
from contest.lib.errors import AppError, Conflict
from contest.lib.i18n import Lazy
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import queries, rules
from contest.submissions.routes.drawn import draw
from contest.submissions.routes.impact import figure_of


def home_of(code: str, *more: object) -> str:
    """The address of an entry, or of a page below it."""
    return "/".join(["/submissions", code, *(str(part) for part in more)])


async def refused(request: Request, error: AppError) -> None:
    """Record a refusal that its route answers itself, with the form."""
    if isinstance(error, Conflict):
        handler = request.scope["route_handler"]
        await record_refusal(actor=request.scope["user"], action=handler.handler_name, error=error)


def controls(entry: queries.Working, fields: Sequence[rules.Field], values: dict[str, str]) -> list[dict[str, Any]]:
    """Some questions of an entry's form, as `any_field` takes them. What another of them leads to is there, hidden
    until it does; what one that is not there leads to is asked."""
    here, led_to = {field.key for field in fields}, {field.key for field in rules.asked(entry.form, values)}
    found = []
    for field in fields:
        follows = tuple(one for one in field.shown_if if one.field in here)
        shown = msgspec.structs.replace(field, shown_if=follows)
        is_asked = not follows or field.key in led_to
        found.append(rules.control(shown, values.get(field.key, ""), entry.scenes, is_asked=is_asked))
    return found


def uploads(entry: queries.Working, values: dict[str, str]) -> list[dict[str, Any]]:
    """The files that are asked for, and those that another answer would lead to."""
    return [
        one | upload_of(entry, field)
        for field, one in zip(entry.form.file_fields, rules.uploads(entry.form, values), strict=True)
    ]


def upload_of(entry: queries.Working, field: rules.Field) -> dict[str, Any]:
    """What its form says of the file that this question takes, and of one that was begun and is not whole."""
    kinds = files.kinds_of(field.accepts)
    return {
        "accept": files.input_accept(kinds),
        "takes": ", ".join(str(files.NAMES.get(name, name)) for name in field.accepts),
        "limit": min(field.megabytes * files.MEGABYTE, files.MOST_BYTES),
        "unfinished": next((file for file in reversed(entry.unfinished) if file.field == field.key), None),
    }


def file_lines(entry: queries.Working) -> list[dict[str, Any]]:
    """The files of an entry, with what was found wrong with them."""
    now = clock.now()
    return [
        {
            "field": file.field,
            "name": file.name,
            "size": file.size,
            "state": file.state,
            "href": f"/submissions/files/{file.id}" if file.state == "checked" else None,
            "remove_href": f"/submissions/files/{file.id}/remove" if entry.may_remove(file.field, now) else None,
            "note": files.reason_words(file.reason),
        }
        for file in entry.file_at.values()
    ]


def _missing(entry: queries.Working) -> dict[str, list[dict[str, Any]]]:
    """What is in the way of handing in; apart from it what the form wants of a draft already, to be answered first."""
    found: dict[str, list[dict[str, Any]]] = {"first": [], "missing": []}
    for key, text in entry.missing.items():
        field = entry.form.at(key)
        is_first = field is not None and field.needed == "draft"
        found["first" if is_first else "missing"].append({"label": text, "href": f"#f-{key}"})
    return found


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
    values, now = entry.values | (typed or {}), clock.now()
    differing = [
        {"label": field.label, "name": field.key, "text": rules.as_read(field, theirs.get(field.key, ""), entry.scenes)}
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
        title=entry.title,
        revision=revision or entry.revision,
        parts=draw(entry.form_id, rules.parts(entry.form, values, entry.scenes)),
        errors=errors or {},
        theirs=differing,
        **_missing(entry),
        files=file_lines(entry),
        is_checking=any(file.state == "uploaded" for file in entry.files),
        uploads=uploads(entry, values),
        is_in_grace=entry.is_in_grace(now),
        grace_rule=rules.GRACE_RULE,
        **await figure_of(entry),
    )
