"""What a partner does: links that count, and nominations."""

from typing import Any
from uuid import UUID

import msgspec

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import RUN_PARTNERS
from contest.challenge import service
from contest.challenge.api import shapes
from contest.challenge.queries import acting as queries
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web.api import cleaned, delete, get, post
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["partners"], "guards": [scoped(RUN_PARTNERS)]}


@get("/partners", operation_id="listPartners", summary="The partners one acts for", **TAGS)
async def listed(request: Request) -> shapes.Partners:
    """As far as the token reaches."""
    found = await queries.my_partners(actor=actor_of(request))
    return shapes.Partners(msgspec.convert(found, list[shapes.Partner], from_attributes=True))


@get("/partners/{partner_id:uuid}", operation_id="readPartner", summary="Links and nominations", **TAGS)
async def read(request: Request, partner_id: UUID) -> shapes.PartnerPage:
    """What was counted is of nobody in particular."""
    return await _partner(request, partner_id)


async def _partner(request: Request, partner_id: UUID) -> shapes.PartnerPage:
    found = await queries.partner_page(actor=actor_of(request), partner_id=partner_id)
    if found is None:
        raise NotFound
    is_open = found.edition_state == "open"
    return shapes.PartnerPage(
        **{name: getattr(found, name) for name in shapes.Partner.__struct_fields__},
        links=await queries.links(partner_id=partner_id),
        nominations=await queries.nominations(partner_id=partner_id),
        rounds=await queries.targets(edition_id=found.edition_id, now=clock.now()) if is_open else [],
    )


@post("/partners/{partner_id:uuid}/links", operation_id="makeLink", summary="Make a link", **TAGS)
async def link(request: Request, partner_id: UUID, data: shapes.NewLink) -> shapes.PartnerPage:
    """Its `code` stands in the list of links."""
    said = cleaned(data)
    async with work():
        await service.make_link(
            actor=actor_of(request), partner_id=partner_id, round_id=said.round, label=said.label, now=clock.now()
        )
    return await _partner(request, partner_id)


@post("/partners/{partner_id:uuid}/nominations", operation_id="nominate", summary="Nominate somebody", **TAGS)
async def nominate(request: Request, partner_id: UUID, data: shapes.Nominate) -> shapes.PartnerPage:
    """One mail with a link that is theirs; nobody is asked twice for the same round."""
    said = cleaned(data)
    async with work():
        await service.nominate(
            actor=actor_of(request),
            partner_id=partner_id,
            round_id=said.round,
            name=said.name,
            email=said.email,
            reason=said.reason,
            locale=said.locale or "",
            now=clock.now(),
        )
    return await _partner(request, partner_id)


@delete(
    "/partners/{partner_id:uuid}/nominations/{nomination_id:uuid}",
    operation_id="withdrawNomination",
    summary="Take a nomination back",
    **TAGS,
)
async def withdraw(request: Request, partner_id: UUID, nomination_id: UUID) -> shapes.PartnerPage:
    """Before it is answered; whom it named is forgotten."""
    async with work():
        await service.withdraw_nomination(
            actor=actor_of(request), partner_id=partner_id, nomination_id=nomination_id, now=clock.now()
        )
    return await _partner(request, partner_id)


ROUTES: list[Any] = [listed, read, link, nominate, withdraw]
