"""How an entry came to be: its sittings and hand-ins, what each changed, and an earlier text put back."""

from typing import Any

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.i18n import gettext as _
from contest.lib.merging import Change
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import queries, rules, service
from contest.submissions.routes.shared import home_of
from contest.submissions.rules.difference import brief, difference


@get("/submissions/{code:str}/history", guards=[signed_in])
async def history(
    request: Request, code: str, number: int = Parameter(query="page", default=1, ge=1, le=10_000)
) -> Response[bytes]:
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    found = await queries.past(entry=entry, page=number)
    return page(
        "submissions/history.html",
        request,
        entry=entry,
        found=found,
        number=number,
        pages=-(-found.total // queries.LINES),
        is_demo=entry.is_demo,
    )


@get("/submissions/{code:str}/history/{mark:str}", guards=[signed_in])
async def change(request: Request, code: str, mark: str) -> Response[bytes]:
    """What one sitting, or one hand-in since the one before it, changed."""
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    changed = await queries.changed_by(entry=entry, mark=mark)
    return page(
        "submissions/change.html",
        request,
        entry=entry,
        line=changed.line,
        since=changed.since,
        edits=[_shown(edit, entry) for edit in changed.edits],
        may_edit=entry.may_edit(clock.now()) and changed.line.number is None,
        is_demo=entry.is_demo,
    )


def _shown(edit: queries.Edited, entry: queries.Working) -> dict[str, Any]:
    """An edit in words: choices, scenes and countries by their names."""
    before, after = (
        rules.as_read(edit.field, text, entry.scenes) if edit.field and text else text
        for text in (edit.before, edit.after)
    )
    return {
        "key": edit.key,
        "label": edit.label,
        "is_known": edit.field is not None and edit.field.type != "file",
        "pieces": brief(difference(before, after)),
    }


@post("/submissions/{code:str}/history/{mark:str}", guards=[signed_in], status_code=200)
async def put_back(request: Request, code: str, mark: str) -> Response[bytes]:
    """The text of one answer as it was before a sitting. What stands there now stays in the history."""
    actor, key = actor_of(request), (await typed(request)).get("field", "")
    entry = await queries.own_entry(actor=actor, code=code, to="edit")
    changed = await queries.changed_by(entry=entry, mark=mark)
    edit = next((edit for edit in changed.edits if edit.key == key and changed.line.number is None), None)
    if edit is None:
        raise NotFound
    async with work():
        await service.autosave(
            actor=actor,
            code=code,
            revision=entry.revision,
            changes={edit.key: Change(entry.values.get(edit.key, ""), edit.before)},
            now=clock.now(),
        )
    flash(request, _("The earlier text is back."))
    return redirect(f"{home_of(code, 'edit')}#f-{edit.key}")


ROUTES = [history, change, put_back]
