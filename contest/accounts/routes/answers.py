"""What the pages of this slice share: where a try comes from, what follows it, and the form again."""

from typing import Any
from urllib.parse import quote

from litestar.response import Response

from contest.accounts import queries
from contest.accounts.rules.factor import without_factor
from contest.accounts.service import SignedIn
from contest.lib import clock
from contest.lib.errors import Invalid, TooMany
from contest.lib.web import forms, keeping, session
from contest.lib.web.redirects import local, redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

HOME = "/home"
FACTOR = "/account/factor"
Refusal = (Invalid, TooMany)


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


async def come_in(request: Request, who: SignedIn, *, has_factor: bool = False) -> None:
    """Sign this browser in, for the page that is made now too; `has_factor`: it has shown the second factor."""
    now = clock.now()
    at = now.timestamp()
    await session.begin(
        request.scope, person_id=who.person_id, epoch=who.epoch, now=at, factor_at=at if has_factor else None
    )
    actor = await queries.actor(person_id=who.person_id, epoch=who.epoch, now=now)
    request.scope["user"] = actor if has_factor or actor is None else without_factor(actor)


def has_factor(request: Request) -> bool:
    """Whether this session has shown the second factor."""
    current = session.of(request.scope).current
    return current is not None and current.factor_at is not None


async def go_on(request: Request) -> Response[bytes]:
    """After signing in: the form that waited, else the page that was wanted."""
    fields = await forms.typed(request)
    is_waiting, wanted = bool(request.scope["user"].waiting), local(fields.get("next"), HOME)
    if (kept := keeping.unseal(fields.get("kept"))) is not None:
        return keeping.resend_page(request, kept, needs_factor=is_waiting)
    return redirect(f"{FACTOR}?next={quote(wanted, safe='')}" if is_waiting else wanted)
