"""What an entry lacks in its other language: the staff's queue, and the applicant's word on a translation."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.challenge import queries as challenge
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotAllowed
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import queries, service
from contest.submissions.forms import TranslationAnswer, revision
from contest.submissions.routes.shared import home_of, refused
from contest.submissions.routes.staff import screened_round, staff
from contest.submissions.rules import translations


@get("/submissions/rounds/{round_id:uuid}/translations", guards=[staff])
async def queue(
    request: Request,
    round_id: UUID,
    shown: str = Parameter(query="state", default=""),
    number: int = Parameter(query="page", default=1, ge=1, le=10_000),
) -> Response[bytes]:
    """The entries of a round that were written in one language, what waits for the staff first."""
    facts = await screened_round(request, round_id)
    state = shown if shown in translations.QUEUE else ""
    found = await queries.translation_queue(actor=actor_of(request), round_id=round_id, state=state, page=number)
    return page(
        "submissions/translations.html",
        request,
        round=facts,
        found=found,
        state=state,
        number=number,
        pages=-(-found.total // queries.PAGE),
        is_demo=facts.is_demo,
    )


@get("/submissions/rounds/{round_id:uuid}/translations/{code:str}", guards=[staff])
async def one(request: Request, round_id: UUID, code: str) -> Response[bytes]:
    facts = await screened_round(request, round_id)
    return await _desk(request, facts, code)


async def _desk(
    request: Request,
    facts: challenge.RoundFacts,
    code: str,
    error: AppError | None = None,
    sent: dict[str, Any] | None = None,
) -> Response[bytes]:
    """The words and their translation. Where a save was refused, `sent` stays, beside what is saved instead."""
    actor = actor_of(request)
    found = await queries.to_translate(actor=actor, edition_id=facts.edition_id, round_id=facts.id, code=code)
    errors: dict[str, Any] = {}
    if error is not None:
        errors = dict(error.fields) if isinstance(error, Invalid) else {"": error.message}
    held = found.held
    saved = held.texts() if held else {}
    return page(
        "submissions/translate.html",
        request,
        status=error.status if error else 200,
        round=facts,
        found=found,
        typed=saved if sent is None else {column: str(sent.get(column, "")) for column in found.lacking},
        saved=saved if sent is not None and isinstance(error, Conflict) else {},
        may_write=found.state == "submitted"
        and bool(found.lacking)
        and (held is None or held.state in translations.TO_WRITE),
        may_check=(
            held is not None
            and bool(found.lacking)
            and held.state == "draft"
            and not found.is_stale
            and translations.may_check(drafted_by=held.drafted_by, actor_id=actor.person_id)
        ),
        errors=errors,
        is_demo=found.is_demo,
    )


@post("/submissions/rounds/{round_id:uuid}/translations/{code:str}", guards=[staff], status_code=200)
async def save(request: Request, round_id: UUID, code: str) -> Response[bytes]:
    """Keep a draft, or send it to the applicant; then on to the next that waits."""
    facts, sent = await screened_round(request, round_id), await typed(request)
    actor, is_checked = actor_of(request), sent.get("step") == "check"
    before = await queries.to_translate(actor=actor, edition_id=facts.edition_id, round_id=round_id, code=code)
    texts = {column: text for column in before.lacking if isinstance(text := sent.get(column, ""), str)}
    try:
        async with work():
            await service.save_translation(
                actor=actor,
                edition_id=facts.edition_id,
                round_id=round_id,
                code=code,
                texts=texts,
                revision=revision(sent),
                is_checked=is_checked,
                now=clock.now(),
            )
    except (Invalid, Conflict, NotAllowed) as error:
        await refused(request, error)
        return await _desk(request, facts, code, error, sent)
    flash(request, _("Sent to the applicant.") if is_checked else _("Saved as a draft: another person checks it."))
    after = before.after or before.before
    return redirect(f"/submissions/rounds/{round_id}/translations" + (f"/{after}" if after else ""))


@get("/submissions/{code:str}/translation", guards=[signed_in])
async def translation(request: Request, code: str) -> Response[bytes]:
    """A translation as its applicant reads it, with their own words beside it."""
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    return await _own_page(request, entry)


async def _own_page(
    request: Request, entry: queries.Working, error: AppError | None = None, note: str = ""
) -> Response[bytes]:
    errors: dict[str, Any] = {}
    if error is not None:
        errors = dict(error.fields) if isinstance(error, Invalid) else {"": error.message}
    held = await queries.translation_for(submission_id=entry.id)
    return page(
        "submissions/translation.html",
        request,
        status=error.status if error else 200,
        entry=entry,
        held=held,
        lacking=translations.lacking(held.original) if held else {},
        may_answer=entry.allows(actor_of(request), "submit"),
        limit=translations.LONGEST_NOTE,
        note=note,
        errors=errors,
        is_demo=entry.is_demo,
    )


@post("/submissions/{code:str}/translation", guards=[signed_in], status_code=200)
async def answer(request: Request, code: str) -> Response[bytes]:
    """Approve it, send it back, or take an approval back."""
    actor = actor_of(request)
    entry = await queries.own_entry(actor=actor, code=code, to="submit")
    sent = await typed(request)
    try:
        form = await parse(request, TranslationAnswer)
        async with work():
            await service.answer_translation(
                actor=actor,
                code=code,
                revision=form.revision,
                approves=form.answer == "approve",
                note=form.note,
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        await refused(request, error)
        return await _own_page(request, entry, error, str(sent.get("note", "")))
    flash(request, _("Approved: it is shown from now on.") if form.answer == "approve" else _("Sent back."))
    return redirect(home_of(code, "translation"))


ROUTES = [queue, one, save, translation, answer]
