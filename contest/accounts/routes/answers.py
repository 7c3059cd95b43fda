"""What the pages of this slice share: where a try comes from, what follows it, and the form again."""

from typing import Any

from litestar.response import Response

from contest.accounts import queries, rules
from contest.accounts.service import SignedIn
from contest.lib import clock
from contest.lib.config import host_of, is_loopback, settings
from contest.lib.errors import Invalid, TooMany
from contest.lib.web import forms, keeping, limits, session
from contest.lib.web.redirects import local, redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

HOME = "/home"
Refusal = (Invalid, TooMany)


def origin(request: Request) -> rules.Origin:
    """Where this request comes from, as far as the rules of signing in care."""
    return rules.Origin(
        address=limits.address(request.scope),
        is_host_loopback=is_loopback(host_of(request.headers.get("host", ""))),
        is_public_url_loopback=settings().is_public_url_loopback,
    )


async def carried(request: Request) -> dict[str, Any]:
    """What a form on the way in carries along: the address typed, where to go then, and a form that waits."""
    fields = await forms.typed(request) if request.method == "POST" else dict(request.query_params)
    kept = keeping.unseal(fields.get("kept"))
    return {
        "typed": {name: value for name, value in fields.items() if isinstance(value, str)},
        "next": local(fields.get("next"), HOME),
        "kept": keeping.seal(kept) if kept is not None else "",
    }


async def again(request: Request, template: str, error: Invalid | TooMany, **context: Any) -> Response[bytes]:
    """The form once more, with every word but the passwords, and what is wrong with it."""
    errors = error.fields if isinstance(error, Invalid) else {"": error.message}
    answer = page(template, request, status=error.status, errors=errors, **(await carried(request) | context))
    if isinstance(error, TooMany):
        answer.headers["retry-after"] = str(error.retry_after)
    return answer


async def come_in(request: Request, who: SignedIn) -> None:
    """Sign this browser in, for the page that is made now too."""
    now = clock.now()
    await session.begin(request.scope, person_id=who.person_id, epoch=who.epoch, now=now.timestamp())
    request.scope["user"] = await queries.actor(person_id=who.person_id, epoch=who.epoch, now=now)


async def go_on(request: Request) -> Response[bytes]:
    """After signing in: the form that waited, else the page that was wanted."""
    fields = await forms.typed(request)
    if (kept := keeping.unseal(fields.get("kept"))) is not None:
        return keeping.resend_page(request, kept)
    return redirect(local(fields.get("next"), HOME))
