"""The product of a venture under two sets of rules, and the wording about it, for programs."""

from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of
from contest.impact.rules import claims, footprints
from contest.incubator import queries, service
from contest.incubator.api.shared import BOTH, EDITION, RUNS, VENTURE, led, venture_of
from contest.incubator.forms import ReviewForm
from contest.incubator.forms.programs import products as shapes
from contest.incubator.forms.programs import told
from contest.incubator.rules.readiness import NO_LABEL, readiness
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, get, post, put
from contest.lib.web.request import Request

CLAIMS = EDITION + "/claim-rules"


@get(VENTURE + "/product", operation_id="readProduct", summary="Both footprints, compared", **BOTH)
async def product(request: Request, venture_id: UUID) -> shapes.ProductOf:
    """And what is missing for a label that somebody else may give. This is no certificate."""
    return await _product(await venture_of(request, venture_id))


async def _product(found: queries.Venture) -> shapes.ProductOf:
    kept = await queries.product(venture_id=found.id)
    compared = None if kept is None else footprints.compare(kept.inventory)
    checks = await queries.claim_checks(venture_id=found.id)
    lacks = readiness(kept.inventory if kept else None, compared, checks[0].verdict if checks else None)
    return shapes.ProductOf(
        number=kept.number if kept else 0,
        made_at=kept.made_at if kept else None,
        cn_kgco2e=str(compared.cn_kgco2e) if compared else None,
        eu_kgco2e=str(compared.eu_kgco2e) if compared else None,
        finding=compared.finding if compared else "",
        points=shapes.points(compared),
        readiness=[shapes.LackOf(str(words), is_there) for words, is_there in lacks],
        no_certificate=str(footprints.NO_CERTIFICATE),
        no_label=str(NO_LABEL),
    )


@put(VENTURE + "/product", operation_id="saveProduct", summary="The next version of its inventory", **BOTH)
async def save(request: Request, venture_id: UUID, data: shapes.SaveProduct) -> shapes.ProductOf:
    """Every row with its boundary; a factor that counts CO2 only is refused for a footprint."""
    said, found = cleaned(data), await venture_of(request, venture_id)
    inventory = said.inventory(await queries.factors())
    async with work():
        await service.save_inventory(
            actor=actor_of(request), venture_id=venture_id, inventory=inventory, now=clock.now()
        )
    return await _product(found)


@get(VENTURE + "/claims", operation_id="listClaims", summary="Wording that was checked", **BOTH)
async def checked(request: Request, venture_id: UUID) -> list[shapes.ClaimOf]:
    """The newest first; at most 20."""
    await venture_of(request, venture_id)
    return [told(one, shapes.ClaimOf) for one in await queries.claim_checks(venture_id=venture_id)]


@post(VENTURE + "/claims", operation_id="checkClaim", summary="Check a wording", **BOTH)
async def check(request: Request, venture_id: UUID, data: shapes.CheckClaim) -> shapes.Checked:
    """What is refused, warned of or noted in a market, each with its reference."""
    claim = cleaned(data).claim()
    await venture_of(request, venture_id)
    async with work():
        said = await service.check_claim(actor=actor_of(request), venture_id=venture_id, claim=claim, now=clock.now())
    return shapes.Checked(said, [shapes.hit(one) for one in claims.check(claim)])


@get(CLAIMS, operation_id="listClaimRules", summary="The rules of wording", **RUNS)
async def claim_rules(request: Request, edition_id: UUID) -> list[shapes.RuleOf]:
    """Each with its reference, and who read it last."""
    return await _claim_rules(request, edition_id)


async def _claim_rules(request: Request, edition_id: UUID) -> list[shapes.RuleOf]:
    led(request, edition_id)
    reviews = await queries.claim_reviews(edition_id=edition_id)
    found = []
    for one in claims.RULES:
        last = reviews.get(one.key)
        found.append(
            shapes.RuleOf(
                rule=one.key, verdict=one.verdict, says=str(one.says), reference=one.reference,
                reviewer=last.person if last else "", note=last.note if last else "",
                reviewed_at=last.at if last else None,
            )
        )  # fmt: skip
    return found


@post(CLAIMS, operation_id="reviewClaimRule", summary="A rule was read", **RUNS)
async def review(request: Request, edition_id: UUID, data: ReviewForm) -> list[shapes.RuleOf]:
    """With the law it stands on, by the person, today."""
    said, actor = cleaned(data), actor_of(request)
    async with work():
        await service.review_rule(actor=actor, edition_id=edition_id, key=said.rule, note=said.note, now=clock.now())
    return await _claim_rules(request, edition_id)


ROUTES: list[Any] = [product, save, checked, check, claim_rules, review]
