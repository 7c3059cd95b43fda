"""A venture's product: one inventory under two sets of rules, what a label still lacks, and what may be said of it."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.impact.rules import boundary_words, claims, footprints, place_name
from contest.incubator import queries, rules, service
from contest.incubator.forms import ClaimForm, ReviewForm, read_inventory, typed_of
from contest.incubator.routes.shared import EDITION, edition_of, errors_of
from contest.incubator.rules.readiness import NO_LABEL, readiness
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Invalid
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

VENTURE = "/incubator/ventures/{venture_id:uuid}"


@get(VENTURE + "/product", guards=[signed_in])
async def product(request: Request, venture_id: UUID) -> Response[bytes]:
    """Both numbers, each point of the comparison, and what is missing for a label."""
    return await _product(request, venture_id)


@post(VENTURE + "/product", guards=[signed_in])
async def save(request: Request, venture_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    await queries.venture(actor=actor, venture_id=venture_id)
    try:
        inventory = read_inventory(fields, await queries.factors())
        async with work():
            await service.save_inventory(actor=actor, venture_id=venture_id, inventory=inventory, now=clock.now())
    except Invalid as error:
        return await _product(request, venture_id, fields, error)
    flash(request, _("Computed under both sets of rules."))
    return redirect(f"/incubator/ventures/{venture_id}/product")


async def _product(
    request: Request, venture_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    found = await queries.venture(actor=actor_of(request), venture_id=venture_id)
    kept = await queries.product(venture_id=venture_id)
    compared = None if kept is None else footprints.compare(kept.inventory)
    checks = await queries.claim_checks(venture_id=venture_id)
    shown = {
        "boundary": "grave",
        "row_1_unit": "kwh",
        "cn_standard": "GB/T 24067-2024",
        "eu_standard": "ISO 14067:2018",
    }
    return page(
        "incubator/product.html",
        request,
        status=200 if error is None else error.status,
        venture=found,
        product=kept,
        compared=compared,
        readiness=readiness(kept.inventory if kept else None, compared, checks[0].verdict if checks else None),
        no_label=NO_LABEL,
        no_certificate=footprints.NO_CERTIFICATE,
        rules=footprints,
        factors=[
            (key, f"{place_name(one.place)}, {one.year}, {boundary_words(one.boundary)}: {one.value:g} {one.unit}")
            for key, one in (await queries.factors()).items()
        ],
        typed=fields if fields is not None else typed_of(kept.inventory) if kept else shown,
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


@get(VENTURE + "/claims", guards=[signed_in])
async def wording(request: Request, venture_id: UUID) -> Response[bytes]:
    """What may be said of the product, by market and to whom."""
    return await _wording(request, venture_id, {})


@post(VENTURE + "/claims", guards=[signed_in])
async def check(request: Request, venture_id: UUID) -> Response[bytes]:
    """A text is checked; the page says at once which rules speak to it."""
    actor, fields = actor_of(request), await typed(request)
    await queries.venture(actor=actor, venture_id=venture_id)
    try:
        claim = convert(fields, ClaimForm).claim()
        async with work():
            await service.check_claim(actor=actor, venture_id=venture_id, claim=claim, now=clock.now())
    except Invalid as error:
        return await _wording(request, venture_id, fields, error)
    return await _wording(request, venture_id, fields, claim=claim)


async def _wording(
    request: Request,
    venture_id: UUID,
    fields: dict[str, Any],
    error: AppError | None = None,
    claim: claims.Claim | None = None,
) -> Response[bytes]:
    found = await queries.venture(actor=actor_of(request), venture_id=venture_id)
    hits = claims.check(claim) if claim is not None else []
    return page(
        "incubator/claims.html",
        request,
        status=200 if error is None else error.status,
        venture=found,
        hits=hits,
        verdict=claims.verdict(hits) if claim is not None else None,
        checks=await queries.claim_checks(venture_id=venture_id),
        reviews=await queries.claim_reviews(edition_id=found.edition_id),
        rules=claims,
        typed=fields,
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


@get(EDITION + "/claims", guards=[requires(rules.MANAGER)])
async def claim_rules(request: Request, edition_id: UUID) -> Response[bytes]:
    """Every rule of wording with its reference, and who reviewed it last."""
    return await _claim_rules(request, edition_id)


@post(EDITION + "/claims", guards=[requires(rules.MANAGER)])
async def review(request: Request, edition_id: UUID) -> Response[bytes]:
    """Somebody read a rule and the law it stands on."""
    await edition_of(request, edition_id)
    try:
        form = convert(await typed(request), ReviewForm)
        async with work():
            await service.review_rule(
                actor=actor_of(request), edition_id=edition_id, key=form.rule, note=form.note, now=clock.now()
            )
    except Invalid as error:
        return await _claim_rules(request, edition_id, error)
    flash(request, _("Noted with your name and today’s date."))
    return redirect(f"/incubator/editions/{edition_id}/claims")


async def _claim_rules(request: Request, edition_id: UUID, error: AppError | None = None) -> Response[bytes]:
    edition = await edition_of(request, edition_id)
    return page(
        "incubator/claim_rules.html",
        request,
        status=200 if error is None else error.status,
        edition=edition,
        rules=claims,
        reviews=await queries.claim_reviews(edition_id=edition_id),
        errors=errors_of(error),
        is_demo=edition.is_demo,
    )


ROUTES: list[Any] = [product, save, wording, check, claim_rules, review]
