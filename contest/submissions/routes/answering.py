"""What screeners asked, and the applicant's answer."""

from typing import Any

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid, TooLate
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import LONG_FORM_BYTES, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import queries, rules, service
from contest.submissions.routes.shared import controls, file_lines, home_of, refused, uploads


@get("/submissions/{code:str}/answer", guards=[signed_in])
async def ask(request: Request, code: str) -> Response[bytes]:
    """The answers that may change, and no others; once none may, the entry is shown instead."""
    entry = await queries.own_entry(actor=actor_of(request), code=code)
    if not entry.may_answer(clock.now()):
        return redirect(home_of(code))
    return _page(request, entry)


@post("/submissions/{code:str}/answer", guards=[signed_in], status_code=200, request_max_body_size=LONG_FORM_BYTES)
async def answer(request: Request, code: str) -> Response[bytes]:
    """Hand the answers in as a new version; what cannot be taken comes back with every word."""
    actor, sent = actor_of(request), await typed(request)
    entry = await queries.own_entry(actor=actor, code=code)
    values = rules.answers(sent, entry.form)
    try:
        async with work():
            number = await service.answer_request(actor=actor, code=code, values=values, now=clock.now())
    except (Invalid, TooLate, Conflict) as error:
        await refused(request, error)
        return _page(request, entry, values, error)
    is_shortlist = entry.wanted is not None and entry.wanted.is_shortlist
    said = (
        _("Your answers are handed in.")
        if is_shortlist
        else _("Your answer is handed in. The organisers look at it now.")
    )
    flash(request, said)
    return redirect(home_of(code, "receipts", number))


def _page(
    request: Request,
    entry: queries.Working,
    values: dict[str, str] | None = None,
    error: Invalid | TooLate | Conflict | None = None,
) -> Response[bytes]:
    errors: dict[str, Any] = {}
    if error is not None:
        errors = dict(error.fields) if isinstance(error, Invalid) else {"": error.message}
    shown = entry.values | (values or {})
    wanted = entry.wanted.fields if entry.wanted else ()
    return page(
        "submissions/answer.html",
        request,
        status=error.status if error else 200,
        entry=entry,
        wanted=entry.wanted,
        fields=[
            control | {"is_later": False}
            for control in controls(entry, [field for field in entry.form.questions if field.key in wanted], shown)
        ],
        uploads=[field for field in uploads(entry, shown) if field["key"] in wanted],
        files=[line for line in file_lines(entry) if line["field"] in wanted],
        is_checking=any(file.state == "uploaded" for file in entry.files),
        errors=errors,
        is_demo=entry.is_demo,
    )


ROUTES = [ask, answer]
