"""Who was invited to act for a counterpart reads the terms and says yes or no."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid
from contest.lib.i18n import gettext as _
from contest.lib.i18n import locale
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.zone import queries, rules, service
from contest.zone.forms import JoinForm
from contest.zone.routes.shared import errors_of, head_of, to

ONE = "/zone/counterparts/{counterpart_id:uuid}"


@get(ONE + "/join", guards=[signed_in])
async def join_form(request: Request, counterpart_id: UUID) -> Response[bytes]:
    return await _page(request, counterpart_id)


async def _page(request: Request, counterpart_id: UUID, error: AppError | None = None) -> Response[bytes]:
    found = await queries.invitation(actor=actor_of(request), counterpart_id=counterpart_id)
    return page(
        "zone/join.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        edition=await head_of(found.edition_id),
        terms=await queries.terms_in_force(edition_id=found.edition_id),
        kinds=rules.COUNTERPART_KINDS,
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


@post(ONE + "/join", guards=[signed_in])
async def join(request: Request, counterpart_id: UUID) -> Response[bytes]:
    actor = actor_of(request)
    await queries.invitation(actor=actor, counterpart_id=counterpart_id)
    try:
        form = await parse(request, JoinForm)
        async with work():
            await service.accept_terms(
                actor=actor, counterpart_id=counterpart_id, number=form.number, locale=locale(), now=clock.now()
            )
    except (Invalid, Conflict) as error:
        return await _page(request, counterpart_id, error)
    flash(request, _("Thank you. Now say who you are and what you look for."))
    return to(f"/zone/counterparts/{counterpart_id}")


@post(ONE + "/decline", guards=[signed_in])
async def decline(request: Request, counterpart_id: UUID) -> Response[bytes]:
    async with work():
        await service.decline_invitation(actor=actor_of(request), counterpart_id=counterpart_id, now=clock.now())
    flash(request, _("You said no. Thank you for telling us."))
    return to("/home")


ROUTES: list[Any] = [join_form, join, decline]
