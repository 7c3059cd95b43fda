"""Where a mail that one can do without leads to whoever wants no more of them. The link is the key."""

from typing import Any

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import public
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web import limits
from contest.lib.web.forms import typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.notifications import service
from contest.notifications.queries.wordings import email_of, refuses_mails

STOP = "/account/mail/stop"


@get(STOP, guards=[public])
async def stopping(request: Request) -> Response[bytes]:
    """One button: opening the link alone stops nothing, for programs open links too."""
    key = await _key(request)
    email = email_of(key)
    if email is None:
        raise NotFound
    return page("accounts/stopping.html", request, key=key, email=email, is_stopped=await refuses_mails(email=email))


# A mail program sends this by itself, without a form's token (RFC 8058); the key in the address is proof enough.
@post(STOP, guards=[public], status_code=200, opt={"csrf": False})
async def stop(request: Request) -> Response[bytes]:
    """Stop them, or take them again."""
    key = await _key(request)
    async with work():
        if (await typed(request)).get("again"):
            await service.take_mails_again(key=key)
        else:
            await service.refuse_mails(key=key)
    return redirect(f"{STOP}?key={key}")


async def _key(request: Request) -> str:
    await limits.hit(f"stop:{limits.address(request.scope)}", most=60, seconds=600)
    return request.query_params.get("key", "")


ROUTES: list[Any] = [stopping, stop]
