"""What came of meetings: each party's own word, and the organiser's picture of it."""

from typing import Annotated, Any
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.challenge.queries import edition_facts
from contest.challenge.rules import PROGRAMME, ROUND
from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.roadshow import forms, queries, service
from contest.roadshow.routes.events import to
from contest.roadshow.rules.after import OUTCOMES, STAGES
from contest.zone import rules as zone_rules

A_PAGE = 100


@get("/roadshow/meetings/{meeting_id:uuid}/outcome", guards=[signed_in])
async def outcome(request: Request, meeting_id: UUID) -> Response[bytes]:
    return await _outcome(request, meeting_id)


async def _outcome(
    request: Request, meeting_id: UUID, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    found = await queries.my_meeting(actor=actor_of(request), meeting_id=meeting_id)
    return page(
        "roadshow/outcome.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        outcomes=OUTCOMES,
        typed=fields or {},
        errors=dict(error.fields) if error is not None else {},
        contest={"name_en": found.party.edition_en, "name_zh": found.party.edition_zh},
        is_demo=found.party.is_demo,
    )


@post("/roadshow/meetings/{meeting_id:uuid}/outcome", guards=[signed_in])
async def say_outcome(request: Request, meeting_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.my_meeting(actor=actor, meeting_id=meeting_id)
    try:
        said = convert(fields, forms.OutcomeForm).outcome_said()
        async with db.work():
            party = await service.say_outcome(actor=actor, meeting_id=meeting_id, said=said, now=clock.now())
    except Invalid as error:
        return await _outcome(request, meeting_id, fields, error)
    flash(request, _("Saved."))
    return to(f"/roadshow/parties/{party}")


@get("/roadshow/rounds/{round_id:uuid}/after", guards=[requires(PROGRAMME, ROUND)])
async def after(request: Request, round_id: UUID) -> Response[bytes]:
    return await _after(request, round_id)


async def _after(request: Request, round_id: UUID, error: Invalid | Conflict | None = None) -> Response[bytes]:
    actor = actor_of(request)
    found = await queries.after_page(actor=actor, round_id=round_id)
    return page(
        "roadshow/after.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        runs_edition=zone_rules.may_run(actor, edition_id=found.round.edition_id),
        errors={} if error is None else (dict(error.fields) if isinstance(error, Invalid) else {"": error.message}),
        stages=STAGES,
        outcomes=OUTCOMES,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/roadshow/rounds/{round_id:uuid}/agreements", guards=[requires(PROGRAMME, ROUND)])
async def link_agreement(request: Request, round_id: UUID) -> Response[bytes]:
    """An agreement of the register was signed at this event."""
    actor, fields = actor_of(request), await typed(request)
    await queries.event_to_run(actor=actor, round_id=round_id)
    try:
        form = convert(fields, forms.SignedForm)
        async with db.work():
            await service.link_agreement(
                actor=actor, round_id=round_id, agreement_id=form.agreement, pair=form.both(), now=clock.now()
            )
    except (Invalid, Conflict) as error:
        return await _after(request, round_id, error)
    return to(f"/roadshow/rounds/{round_id}/after#signed")


@post("/roadshow/rounds/{round_id:uuid}/agreements/{agreement_id:uuid}/remove", guards=[requires(PROGRAMME, ROUND)])
async def unlink_agreement(request: Request, round_id: UUID, agreement_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.unlink_agreement(actor=actor_of(request), round_id=round_id, agreement_id=agreement_id)
    return to(f"/roadshow/rounds/{round_id}/after#signed")


@get("/roadshow/editions/{edition_id:uuid}/introductions", guards=[requires(PROGRAMME)])
async def introductions(
    request: Request, edition_id: UUID, at: Annotated[int, Parameter(query="page", ge=1)] = 1
) -> Response[bytes]:
    """Every introduction of an edition, from city to city."""
    found = await queries.introductions_page(actor=actor_of(request), edition_id=edition_id)
    edition = await edition_facts(edition_id=edition_id)
    if edition is None:
        raise NotFound
    return page(
        "roadshow/introductions.html",
        request,
        it=found,
        shown=found.introductions[(at - 1) * A_PAGE : at * A_PAGE],
        page=at,
        pages=-(-len(found.introductions) // A_PAGE),
        edition=edition,
        stages=STAGES,
        is_demo=edition.is_demo,
    )


ROUTES: list[Any] = [outcome, say_outcome, after, link_agreement, unlink_agreement, introductions]
