"""Feedback: the organisers read and release it, a team reads its own."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.judging import forms, queries, service
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.judging.rules import feedback as rules
from contest.lib import clock, db
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.i18n import ngettext
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/judging/decisions/{decision_id:uuid}/feedback", guards=[requires(*ORGANISERS)])
async def feedback(request: Request, decision_id: UUID) -> Response[bytes]:
    return await _page(request, decision_id)


async def _page(
    request: Request, decision_id: UUID, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    found = await queries.feedback_page(actor=actor_of(request), decision_id=decision_id)
    return page(
        "judging/feedback.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        shows=rules.SHOWS_WORDS,
        flags=rules.FLAGS,
        usual=rules.USUAL_SHARE,
        longest=rules.LONGEST,
        typed=fields or {},
        errors=(error.fields or {"": error.message}) if error is not None else {},
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/decisions/{decision_id:uuid}/feedback", guards=[requires(*ORGANISERS)])
async def prepare_feedback(request: Request, decision_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.feedback_page(actor=actor, decision_id=decision_id)
    try:
        form = convert(fields, forms.FeedbackForm)
        async with db.work():
            waiting = await service.prepare_feedback(
                actor=actor, decision_id=decision_id, share=form.share, now=clock.now()
            )
    except Invalid as error:
        return await _page(request, decision_id, fields, error)
    said = ngettext("One text waits to be read.", "%(num)s texts wait to be read.", waiting) % {"num": waiting}
    flash(request, said if waiting else _("No text has to be read first."))
    return to(f"/judging/decisions/{decision_id}/feedback")


@post("/judging/feedback-texts/{text_id:uuid}", guards=[requires(*ORGANISERS)])
async def moderate_text(request: Request, text_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        async with db.work():
            decision_id = await service.moderate_text(
                actor=actor_of(request),
                text_id=text_id,
                ruling=str(fields.get("ruling", "")),
                text=str(fields.get(f"text_{text_id}", "")),
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, await queries.decision_of_text(text_id=text_id), fields, error)
    return to(f"/judging/decisions/{decision_id}/feedback")


@post("/judging/decisions/{decision_id:uuid}/feedback/release", guards=[requires(*ORGANISERS)])
async def release_feedback(request: Request, decision_id: UUID) -> Response[bytes]:
    async with db.work():
        count = await service.release_feedback(actor=actor_of(request), decision_id=decision_id, now=clock.now())
    said = ngettext("One team can read its feedback now.", "%(num)s teams can read their feedback now.", count)
    flash(request, said % {"num": count})
    return to(f"/judging/decisions/{decision_id}/feedback")


@get("/judging/feedback/{code:str}", guards=[signed_in])
async def my_feedback(request: Request, code: str) -> Response[bytes]:
    """What was released about an entry, for its team."""
    found = await queries.packets(actor=actor_of(request), code=code)
    return page("judging/packet.html", request, packets=found, bands=rules.BANDS, code=code, is_demo=found[0].is_demo)


ROUTES: list[Any] = [feedback, prepare_feedback, moderate_text, release_feedback, my_feedback]
