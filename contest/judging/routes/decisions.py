"""The ranking of a round, and what is decided by it."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.judging import forms, queries, service
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.judging.rules import advancement
from contest.judging.rules.capacity import STAGE_WORDS
from contest.judging.rules.decisions import OUTCOMES
from contest.judging.rules.permissions import CHAIR
from contest.lib import clock, db
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

FOLLOWERS = (*ORGANISERS, CHAIR)
PageNumber = Annotated[int, Parameter(query="page", ge=1, le=10_000)]


# So long the workers may take over what is due.
LATE = timedelta(minutes=2)


@get("/judging/rounds/{round_id:uuid}/ranking", guards=[requires(*FOLLOWERS)])
async def ranking(request: Request, round_id: UUID, at: PageNumber = 1) -> Response[bytes]:
    found = await queries.ranking(actor=actor_of(request), round_id=round_id, page=at)
    return page(
        "judging/ranking.html",
        request,
        it=found,
        page=at,
        stage_words=STAGE_WORDS,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/decisions", guards=[requires(*ORGANISERS)])
async def draft_decision(request: Request, round_id: UUID) -> Response[bytes]:
    """Begin with what rank and quota propose."""
    async with db.work():
        made = await service.draft_decision(actor=actor_of(request), round_id=round_id, now=clock.now())
    return to(f"/judging/decisions/{made}")


@get("/judging/decisions/{decision_id:uuid}", guards=[requires(*FOLLOWERS)])
async def decision(request: Request, decision_id: UUID, at: PageNumber = 1) -> Response[bytes]:
    return await _page(request, decision_id, at)


async def _page(
    request: Request, decision_id: UUID, at: int, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    found = await queries.decision_page(actor=actor_of(request), decision_id=decision_id)
    return page(
        "judging/decision.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        page=at,
        outcomes=OUTCOMES,
        how=advancement.HOW_WORDS,
        rules=[(group, advancement.ask_words(one.ask, found.names)) for group, one in found.decision.ask.items()],
        is_embargo_over=found.decision.publish_at is not None and found.decision.publish_at + LATE < clock.now(),
        is_notice_over=found.decision.notice_ends_at is not None and found.decision.notice_ends_at <= clock.now(),
        typed=fields or {},
        errors=(error.fields or {"": error.message}) if error is not None else {},
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/decisions/{decision_id:uuid}", guards=[requires(*ORGANISERS)])
async def save_decision(request: Request, decision_id: UUID, at: PageNumber = 1) -> Response[bytes]:
    """Save what was chosen for each entry, and publish it where that button was pressed."""
    actor, now, fields = actor_of(request), clock.now(), await typed(request)
    found = await queries.decision_page(actor=actor, decision_id=decision_id)
    publishes = fields.get("then") == "publish"
    try:
        async with db.work():
            choices = forms.read_choices(fields, {item.code: item.submission_id for item in found.items})
            if publishes:
                await service.publish_decision(
                    actor=actor,
                    decision_id=decision_id,
                    seen=fields.get("beside", ""),
                    choices=choices,
                    chosen_over=fields.get("seen", ""),
                    now=now,
                )
            else:
                await service.draft_decision(
                    actor=actor, round_id=found.round.id, choices=choices, seen=fields.get("seen", ""), now=now
                )
    except Invalid as error:
        return await _page(request, decision_id, at, fields, error)
    flash(request, _("The decision is published.") if publishes else _("Saved."))
    return to(f"/judging/decisions/{decision_id}?page={at}")


@post("/judging/decisions/{decision_id:uuid}/embargo", guards=[requires(*ORGANISERS)])
async def embargo(request: Request, decision_id: UUID) -> Response[bytes]:
    """Have the draft, as it is saved, published at one moment; or, without a day, by hand again."""
    fields, actor = await typed(request), actor_of(request)
    day, time = str(fields.get("publish_on", "")), str(fields.get("publish_time", ""))
    try:
        async with db.work():
            if day or time:
                await service.embargo_decision(
                    actor=actor, decision_id=decision_id, day=day, time=time, seen=str(fields.get("all", "")),
                    now=clock.now(),
                )  # fmt: skip
            else:
                await service.lift_embargo(actor=actor, decision_id=decision_id)
    except Invalid as error:
        return await _page(request, decision_id, 1, fields, error)
    flash(request, _("Saved."))
    return to(f"/judging/decisions/{decision_id}")


@post("/judging/decisions/{decision_id:uuid}/close", guards=[requires(*ORGANISERS)])
async def close_notice(request: Request, decision_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.close_notice(actor=actor_of(request), decision_id=decision_id, now=clock.now())
    flash(request, _("The decision is final. Certificates are being made."))
    return to(f"/judging/decisions/{decision_id}")


@post("/judging/decisions/{decision_id:uuid}/reverse", guards=[requires(*ORGANISERS)])
async def reverse_decision(request: Request, decision_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.ReasonForm)
        async with db.work():
            made = await service.reverse_decision(
                actor=actor_of(request), decision_id=decision_id, reason=form.reason, now=clock.now()
            )
    except Invalid as error:
        return await _page(request, decision_id, 1, fields, error)
    flash(request, _("The decision is reversed. This draft takes its place."))
    return to(f"/judging/decisions/{made}")


@post("/judging/decisions/{decision_id:uuid}/onward", guards=[requires(*ORGANISERS)])
async def lead_to(request: Request, decision_id: UUID) -> Response[bytes]:
    """Where the entries go on to that advance."""
    fields = await typed(request)
    try:
        form = convert(fields, forms.OnwardForm)
        async with db.work():
            await service.lead_to(actor=actor_of(request), decision_id=decision_id, into=form.into, now=clock.now())
    except Invalid as error:
        return await _page(request, decision_id, 1, fields, error)
    flash(request, _("Saved."))
    return to(f"/judging/decisions/{decision_id}")


@post("/judging/decisions/{decision_id:uuid}/arrival", guards=[requires(*ORGANISERS)])
async def accept_onward(request: Request, decision_id: UUID) -> Response[bytes]:
    """Who runs the next round says whether it takes the entries."""
    accepts = (await typed(request)).get("accepts") == "yes"
    async with db.work():
        into = await service.accept_onward(
            actor=actor_of(request), decision_id=decision_id, accepts=accepts, now=clock.now()
        )
    flash(request, _("The entries are taken.") if accepts else _("The entries are not taken."))
    return to(f"/judging/rounds/{into}")


ROUTES: list[Any] = [
    ranking,
    draft_decision,
    decision,
    save_decision,
    embargo,
    close_notice,
    reverse_decision,
    lead_to,
    accept_onward,
]
