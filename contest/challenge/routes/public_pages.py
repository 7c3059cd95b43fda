"""Writing what stands on the pages about privacy, the operator, and accessibility."""

from typing import Any

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of
from contest.challenge import rules, service
from contest.challenge.queries.public_pages import public_page
from contest.challenge.routes.shared import programme, see_other
from contest.challenge.rules.public_pages import LONGEST, PAGES
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

HERE = "/challenge/public-pages/{page_key:str}"


@get(HERE, guards=[programme])
async def public_page_form(request: Request, page_key: str) -> Response[bytes]:
    return await _page(request, page_key)


@post(HERE, guards=[programme], status_code=200)
async def write_public_page(request: Request, page_key: str) -> Response[Any]:
    sent = await typed(request)
    texts = {name: str(sent.get(name, "")) for name in ("body_en", "body_zh")}
    try:
        async with work():
            await service.write_public_page(actor=actor_of(request), key=page_key, now=clock.now(), **texts)
    except Invalid as error:
        return await _page(request, page_key, texts, error)
    flash(request, _("Saved."))
    return see_other(f"/{page_key}")


async def _page(
    request: Request, key: str, sent: dict[str, str] | None = None, error: Invalid | None = None
) -> Response[bytes]:
    if key not in PAGES or not rules.may_found(actor_of(request)):
        raise NotFound
    found = await public_page(key)
    return page(
        "challenge/public_page.html",
        request,
        status=error.status if error else 200,
        key=key,
        pages=PAGES,
        longest=LONGEST,
        values=sent or {"body_en": found.body_en, "body_zh": found.body_zh},
        errors=error.fields if error else {},
    )


ROUTES: list[Any] = [public_page_form, write_public_page]
