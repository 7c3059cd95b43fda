"""Before a round opens: whether its panel can read what is asked, what judges agree to, whom partners propose."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge.queries import edition_facts
from contest.challenge.rules import PROGRAMME, may_organise
from contest.judging import queries, service
from contest.judging.forms import people as forms
from contest.judging.routes.panels import ORGANISERS, errors_of
from contest.judging.routes.reviews import to
from contest.judging.rules.capacity import DEFAULT, STAGE_WORDS
from contest.judging.rules.terms import FIRST, PARTS, Terms
from contest.lib import clock, db
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.languages import LANGUAGES
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/judging/rounds/{round_id:uuid}/capacity", guards=[requires(*ORGANISERS)])
async def capacity(request: Request, round_id: UUID) -> Response[bytes]:
    return await _capacity_page(request, round_id)


async def _capacity_page(
    request: Request, round_id: UUID, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    found = await queries.capacity_page(actor=actor_of(request), round_id=round_id, now=clock.now())
    planned = {one.kind: one for one in found.stages}
    return page(
        "judging/capacity.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        stages=[(planned.get(one.kind, one), one.kind in planned) for one in DEFAULT],
        words=STAGE_WORDS,
        typed=fields,
        errors=errors_of(error),
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/capacity", guards=[requires(*ORGANISERS)])
async def plan_stages(request: Request, round_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        stages, expected = forms.read_stages(fields)
        async with db.work():
            await service.plan_stages(actor=actor_of(request), round_id=round_id, stages=stages, expected=expected)
    except Invalid as error:
        return await _capacity_page(request, round_id, fields, error)
    flash(request, _("Saved."))
    return to(f"/judging/rounds/{round_id}/capacity")


@get("/judging/editions/{edition_id:uuid}/terms", guards=[requires(PROGRAMME)])
async def terms(request: Request, edition_id: UUID) -> Response[bytes]:
    return await _terms_page(request, edition_id)


async def _terms_page(
    request: Request, edition_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    edition = await edition_facts(edition_id=edition_id)
    if edition is None or not may_organise(actor_of(request), edition_id=edition_id):
        raise NotFound
    versions = await queries.all_terms(edition_id=edition_id)
    latest: Terms = versions[0] if versions else FIRST
    return page(
        "judging/terms.html",
        request,
        status=200 if error is None else error.status,
        edition=edition,
        versions=versions,
        typed=fields or {part: getattr(latest, part) for part in PARTS},
        errors=errors_of(error),
        contest={"name_en": edition.name_en, "name_zh": edition.name_zh},
        is_demo=edition.is_demo,
    )


@post("/judging/editions/{edition_id:uuid}/terms", guards=[requires(PROGRAMME)])
async def publish_terms(request: Request, edition_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.TermsForm)
        written = Terms(**{part: getattr(form, part) for part in PARTS})
        async with db.work():
            await service.publish_terms(actor=actor_of(request), edition_id=edition_id, terms=written, now=clock.now())
    except (Invalid, Conflict) as error:
        return await _terms_page(request, edition_id, fields, error)
    flash(request, _("Published. Who is invited from now on agrees to this version."))
    return to(f"/judging/editions/{edition_id}/terms")


@get("/judging/proposals", guards=[requires("partner")])
async def my_proposals(request: Request) -> Response[bytes]:
    """On to the edition that the partner belongs to; the newest where there are several."""
    edition_id = await queries.partner_edition(actor=actor_of(request))
    if edition_id is None:
        raise NotFound
    return to(f"/judging/editions/{edition_id}/proposals")


@get("/judging/editions/{edition_id:uuid}/proposals", guards=[requires("partner")])
async def proposals(request: Request, edition_id: UUID) -> Response[bytes]:
    return await _proposals_page(request, edition_id)


async def _proposals_page(
    request: Request, edition_id: UUID, fields: dict[str, Any] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    found = await queries.proposals_page(actor=actor_of(request), edition_id=edition_id)
    return page(
        "judging/proposals.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        languages=LANGUAGES,
        typed=fields or {},
        errors=errors_of(error),
        contest={"name_en": found.edition_en, "name_zh": found.edition_zh},
        is_demo=found.is_demo,
    )


@post("/judging/editions/{edition_id:uuid}/proposals", guards=[requires("partner")])
async def propose(request: Request, edition_id: UUID) -> Response[bytes]:
    fields = await typed(request)
    try:
        form = convert(fields, forms.ProposalForm)
        async with db.work():
            await service.propose_judge(
                actor=actor_of(request),
                edition_id=edition_id,
                round_id=form.round_id,
                name=form.name,
                email=form.email,
                organisation=form.organisation,
                note=form.note,
                scenes=form.scenes,
                languages=form.languages,
                now=clock.now(),
            )
    except Invalid as error:
        return await _proposals_page(request, edition_id, fields, error)
    flash(request, _("Thank you. The organisers see your proposal."))
    return to(f"/judging/editions/{edition_id}/proposals")


ROUTES: list[Any] = [capacity, plan_stages, terms, publish_terms, my_proposals, proposals, propose]
