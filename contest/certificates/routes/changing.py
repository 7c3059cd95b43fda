"""Correcting the name on a certificate, or taking it back: for who organises the whole edition."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect, Response

from contest.accounts.guards import actor_of, requires
from contest.certificates import queries, service
from contest.certificates.rules import issue
from contest.challenge.rules import PROGRAMME
from contest.lib import clock, db
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

HERE = "/certificates/changes/{certificate_id:uuid}"
programme = requires(PROGRAMME)


@get(HERE, guards=[programme])
async def change(request: Request, certificate_id: UUID) -> Response[bytes]:
    """Both forms, and what the sheet says now."""
    return _page(request, await queries.to_change(actor=actor_of(request), certificate_id=certificate_id), {})


def _page(
    request: Request, found: queries.Certificate, fields: dict[str, Any], error: Invalid | None = None
) -> Response[bytes]:
    return page(
        "certificates/change.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        here=f"/certificates/changes/{found.id}",
        check=f"/verify/{issue.grouped(found.code)}",
        values={"name": found.award.name, "reason": ""} | fields,
        errors=error.fields if error is not None else {},
        is_demo=found.is_demo,
    )


@post(HERE, guards=[programme])
async def save_change(request: Request, certificate_id: UUID) -> Response[Any]:
    """Do what the pressed button says; then its check page, as anybody sees it."""
    actor, now, fields = actor_of(request), clock.now(), await typed(request)
    found = await queries.to_change(actor=actor, certificate_id=certificate_id)
    try:
        async with db.work():
            if fields.get("then") == "revoke":
                await service.revoke(actor=actor, code=found.code, reason=fields.get("reason", ""), now=now)
            elif fields.get("then") == "erase":
                await service.erase_person(actor=actor, certificate_id=certificate_id, now=now)
            else:
                await service.correct_name(
                    actor=actor, certificate_id=certificate_id, name=fields.get("name", ""), now=now
                )
    except Invalid as error:
        return _page(request, found, fields, error)
    said = {"revoke": gettext("The certificate is revoked."), "erase": gettext("The name is removed.")}
    flash(request, said.get(fields.get("then", ""), gettext("A corrected certificate is being made.")))
    return Redirect(f"/verify/{issue.grouped(found.code)}", status_code=303)


ROUTES = [change, save_change]
