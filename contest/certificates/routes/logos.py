"""The logos of partners and the licences that they are printed by."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect, Response

from contest.accounts.guards import actor_of, requires
from contest.certificates import queries, service
from contest.challenge.rules import PROGRAMME
from contest.lib import clock, db
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

HERE = "/certificates/editions/{edition_id:uuid}/logos"
programme = requires(PROGRAMME)


@get(HERE, guards=[programme])
async def logos(request: Request, edition_id: UUID) -> Response[bytes]:
    """Every licence of an edition, and the form for one more."""
    return _page(request, await queries.logos_page(actor=actor_of(request), edition_id=edition_id), {})


def _page(
    request: Request, found: queries.LogosPage, fields: dict[str, Any], error: Invalid | None = None
) -> Response[bytes]:
    return page(
        "certificates/logos.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        here=f"/certificates/editions/{found.edition_id}/logos",
        today=clock.now().date(),
        values=fields,
        errors=error.fields if error is not None else {},
        contest={"name_en": found.name_en, "name_zh": found.name_zh},
        is_demo=found.is_demo,
    )


@post(HERE, guards=[programme], request_max_body_size=4_000_000)
async def record_logo(request: Request, edition_id: UUID) -> Response[Any]:
    """Keep a logo with its licence."""
    actor = actor_of(request)
    found = await queries.logos_page(actor=actor, edition_id=edition_id)
    fields, sent = await typed(request), (await request.form()).get("file")
    picture = await sent.read() if isinstance(sent, UploadFile) else b""
    try:
        plan = convert(fields, service.LicencePlan)
        async with db.work():
            await service.record_licence(
                actor=actor, edition_id=edition_id, plan=plan, picture=picture, now=clock.now()
            )
    except Invalid as error:
        return _page(request, found, fields, error)
    flash(request, gettext("Recorded. The design of the certificates can print this logo now."))
    return Redirect(f"/certificates/editions/{edition_id}/logos", status_code=303)


@post("/certificates/logos/{licence_id:uuid}/withdraw", guards=[programme])
async def withdraw_logo(request: Request, licence_id: UUID) -> Redirect:
    """Print it no more."""
    async with db.work():
        edition_id = await service.withdraw_licence(actor=actor_of(request), licence_id=licence_id, now=clock.now())
    flash(request, gettext("Withdrawn. No certificate that is made from now on prints this logo."))
    return Redirect(f"/certificates/editions/{edition_id}/logos", status_code=303)


ROUTES = [logos, record_logo, withdraw_logo]
