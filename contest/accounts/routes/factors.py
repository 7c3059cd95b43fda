"""One's own second factor: shown after signing in, set up, and replaced."""

from collections.abc import Awaitable, Callable
from typing import Any

import segno
from litestar import get, post
from litestar.response import Response

from contest.accounts import queries, service
from contest.accounts.forms import FactorStep
from contest.accounts.guards import actor_of, signed_in
from contest.accounts.routes.answers import FACTOR, HOME, carried, come_in, go_on, has_factor
from contest.accounts.rules import factor as rules
from contest.accounts.service import SignedIn
from contest.lib import clock, passkeys, totp
from contest.lib.config import host_of, settings
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from contest.lib.i18n import gettext as _
from contest.lib.web import session
from contest.lib.web.flash import flash
from contest.lib.web.forms import clean, parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

Refusal = (Invalid, TooMany, Conflict, NotAllowed)


async def _page(
    request: Request,
    *,
    codes: list[str] | None = None,
    error: Invalid | TooMany | Conflict | NotAllowed | None = None,
) -> Response[bytes]:
    actor = actor_of(request)
    secret = await queries.pending_secret(actor=actor)
    issuer = host_of(settings().public_url.partition("://")[2])
    uri = totp.address(secret, account=actor.email, issuer=issuer) if secret else ""
    answer = page(
        "accounts/factor.html",
        request,
        status=error.status if error else 200,
        is_asked=rules.is_asked(actor),
        may_hold=rules.may_hold(actor),
        factor=await queries.factor(actor=actor),
        is_shown=has_factor(request),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) if secret else "",
        picture=segno.make(uri, error="m").svg_data_uri(scale=5, border=2, light="white") if uri else "",
        codes=codes or [],
        asked=await service.ask_for_passkey(actor=actor),
        passkeys_work=passkeys.site() is not None,
        typed_name=str((await typed(request)).get("passkey_name", "")) if error is not None else "",
        errors={} if error is None else error.fields if isinstance(error, Invalid) else {"": error.message},
        **{name: value for name, value in (await carried(request)).items() if name != "typed"},
    )
    if isinstance(error, TooMany):
        answer.headers["retry-after"] = str(error.retry_after)
    return answer


@get(FACTOR, guards=[signed_in])
async def factor(request: Request) -> Response[bytes]:
    return await _page(request)


@post(FACTOR, guards=[signed_in], status_code=200)
async def step(request: Request) -> Response[bytes]:
    """One step with it, by `then`; each answers at this address, so that the language can be changed on every page."""
    try:
        form = await parse(request, FactorStep)
        return await _STEPS[form.then](request, form)
    except NotFound:
        return redirect(HOME)
    except Refusal as error:
        return await _page(request, error=error)


async def _show(request: Request, form: FactorStep) -> Response[bytes]:
    """A code of the app or a recovery code: from now on this session's roles of the staff count."""
    await service.show_factor(actor=actor_of(request), code=form.factor_code, now=clock.now())
    await _raise(request)
    return await go_on(request)


async def _begin(request: Request, _: FactorStep) -> Response[bytes]:
    async with work():
        await service.begin_factor(actor=actor_of(request), now=clock.now())
    return await _page(request)


async def _confirm(request: Request, form: FactorStep) -> Response[bytes]:
    """The first code of a new app; the answer shows the recovery codes, this once."""
    codes = await service.confirm_factor(actor=actor_of(request), code=form.factor_code, now=clock.now())
    await _raise(request)
    return await _page(request, codes=codes)


async def _renew(request: Request, _: FactorStep) -> Response[bytes]:
    async with work():
        codes = await service.renew_recovery_codes(actor=actor_of(request))
    return await _page(request, codes=codes)


async def _show_passkey(request: Request, form: FactorStep) -> Response[bytes]:
    """What a passkey signed: as good as a code."""
    await service.show_passkey(actor=actor_of(request), answer=form.answer, now=clock.now())
    await _raise(request)
    return await go_on(request)


async def _add_passkey(request: Request, form: FactorStep) -> Response[bytes]:
    """A new passkey; with the first factor come the recovery codes, this once."""
    async with work():
        codes = await service.add_passkey(
            actor=actor_of(request), answer=form.answer, name=clean(form.passkey_name), now=clock.now()
        )
    await _raise(request)
    if codes:
        return await _page(request, codes=codes)
    flash(request, _("The passkey is yours: from now on it shows that it is you."))
    return redirect(FACTOR)


async def _remove_passkey(request: Request, form: FactorStep) -> Response[bytes]:
    if form.passkey is None:
        raise NotFound
    async with work():
        await service.remove_passkey(actor=actor_of(request), passkey_id=form.passkey)
    flash(request, _("The passkey is removed. Delete it on the device too."))
    return redirect(FACTOR)


_STEPS: dict[str, Callable[[Request, FactorStep], Awaitable[Response[bytes]]]] = {
    "show": _show,
    "begin": _begin,
    "confirm": _confirm,
    "renew": _renew,
    "show-passkey": _show_passkey,
    "add-passkey": _add_passkey,
    "remove-passkey": _remove_passkey,
}


async def _raise(request: Request) -> None:
    current = session.of(request.scope).current
    assert current is not None
    await come_in(request, SignedIn(person_id=current.person_id, epoch=current.epoch), has_factor=True)


ROUTES: list[Any] = [factor, step]
