"""Beginning, writing and withdrawing an entry."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.challenge import queries as challenge
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid, TooLate
from contest.lib.i18n import gettext as _
from contest.lib.web import limits
from contest.lib.web.flash import flash
from contest.lib.web.forms import LONG_FORM_BYTES, parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import forms, queries, rules, service
from contest.submissions.forms import NewForm, WithdrawForm
from contest.submissions.routes.shared import draft_page, home_of, refused


@get("/submissions/new", guards=[signed_in])
async def new(request: Request, round_id: UUID | None = None) -> Response[bytes]:
    """Which round, then which kind: one question at a time."""
    return await _new_page(request, str(round_id or ""))


@post("/submissions/new", guards=[signed_in], status_code=200)
async def start(request: Request) -> Response[bytes]:
    actor = actor_of(request)
    try:
        form = await parse(request, NewForm)
        await limits.hit(f"drafts:{actor.id}", most=50, seconds=86_400)
        async with work():
            entry_id, code = await service.start_draft(
                actor=actor, round_id=form.round, kind=form.kind, now=clock.now()
            )
            await service.note_origin(
                entry_id=entry_id,
                round_id=form.round,
                via=form.via,
                check=form.check,
                nomination=form.nomination,
                now=clock.now(),
            )
    except Invalid as error:
        fields = await typed(request)
        return await _new_page(request, str(fields.get("round", "")), error=error)
    return redirect(home_of(code, "edit"))


async def _new_page(request: Request, chosen: str, error: Invalid | None = None) -> Response[bytes]:
    fields = await typed(request) if error else dict(request.query_params)
    late_rounds = await queries.late_rounds(actor=actor_of(request), now=clock.now())
    rounds: list[queries.LateRound | challenge.OpenRound] = [
        *late_rounds,
        *await challenge.open_rounds(now=clock.now(), chosen=_id(chosen)),
    ]
    round_ = next((one for one in rounds if str(one.id) == chosen), None)
    return page(
        "submissions/new.html",
        request,
        status=error.status if error else 200,
        rounds=rounds,
        round=round_,
        late_rounds=late_rounds,
        errors=error.fields if error else {},
        along={name: fields[name] for name in ("via", "check", "nomination") if isinstance(fields.get(name), str)},
        is_demo=round_ is not None and round_.is_demo,
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@get("/submissions/{code:str}/edit", guards=[signed_in])
async def edit(request: Request, code: str) -> Response[bytes]:
    """The form of an entry; one that can no longer change is shown instead."""
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="edit")
    now = clock.now()
    if not entry.may_edit(now) and not entry.is_in_grace(now):
        return redirect(home_of(code, "answer") if entry.may_answer(now) else home_of(code))
    return await draft_page(request, entry)


@post("/submissions/{code:str}/edit", guards=[signed_in], status_code=200, request_max_body_size=LONG_FORM_BYTES)
async def save(request: Request, code: str) -> Response[bytes]:
    """Save, and go on to check; what cannot be saved comes back with every word."""
    actor, sent = actor_of(request), await typed(request)
    entry = await queries.own_entry(actor=actor, code=code, to="edit")
    answers = rules.answers(sent, entry.form)
    try:
        async with work():
            await service.save_draft(
                actor=actor, code=code, revision=forms.revision(sent), fields=answers, now=clock.now()
            )
    except (Invalid, TooLate, service.StaleSave) as error:
        await refused(request, error)
        return await _not_saved(request, code, answers, error)
    if sent.get("then") == "check":
        return redirect(home_of(code, "hand-in"))
    flash(request, _("Saved."))
    return redirect(home_of(code, "edit"))


async def _not_saved(
    request: Request, code: str, answers: dict[str, str], error: Invalid | TooLate | service.StaleSave
) -> Response[bytes]:
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="edit")
    more: dict[str, Any] = {"errors": error.fields if isinstance(error, Invalid) else {"": error.message}}
    if isinstance(error, service.StaleSave):
        more |= {"revision": error.revision, "theirs": error.values}
    return await draft_page(request, entry, status=error.status, typed=answers, **more)


@get("/submissions/{code:str}/withdraw", guards=[signed_in])
async def ask_withdraw(request: Request, code: str) -> Response[bytes]:
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="own")
    if not entry.may_withdraw:
        return redirect(home_of(code))
    return page("submissions/withdraw.html", request, entry=entry, errors={}, is_demo=entry.is_demo)


@post("/submissions/{code:str}/withdraw", guards=[signed_in], status_code=200)
async def withdraw(request: Request, code: str) -> Response[bytes]:
    form = await parse(request, WithdrawForm)
    try:
        async with work():
            await service.withdraw(actor=actor_of(request), code=code, reason=form.reason, now=clock.now())
    except Invalid as error:
        entry = await queries.own_entry(actor=actor_of(request), code=code)
        return page(
            "submissions/withdraw.html",
            request,
            status=error.status,
            entry=entry,
            errors=error.fields,
            is_demo=entry.is_demo,
        )
    except Conflict as error:
        await refused(request, error)
        flash(request, error.message, kind="error")
        return redirect(home_of(code))
    flash(request, _("The entry is withdrawn."))
    return redirect(home_of(code))


ROUTES = [new, start, edit, save, ask_withdraw, withdraw]
