"""Signing in by password, signing up, and the way out."""

from litestar import get, post
from litestar.response import Response

from contest.accounts import service
from contest.accounts.forms import SignIn, SignUp
from contest.accounts.guards import actor_of, origin, public
from contest.accounts.routes.answers import HOME, Refusal, again, carried, come_in, go_on
from contest.lib import clock, i18n
from contest.lib.errors import NotFound
from contest.lib.web import session
from contest.lib.web.forms import parse
from contest.lib.web.redirects import local, redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/sign-in", guards=[public])
async def sign_in_form(request: Request) -> Response[bytes]:
    context = await carried(request)
    if actor_of(request).is_signed_in:
        return redirect(context["next"])
    return page("accounts/sign_in.html", request, errors={}, **context)


@post("/sign-in", guards=[public], status_code=200)
async def sign_in(request: Request) -> Response[bytes]:
    try:
        form = await parse(request, SignIn)
        who = await service.sign_in_by_password(email=form.email, password=form.password, origin=origin(request))
    except Refusal as error:
        return await again(request, "accounts/sign_in.html", error)
    await come_in(request, who)
    return await go_on(request)


@post("/sign-in/go-on", guards=[public], status_code=200)
async def go_on_after_sign_up(request: Request) -> Response[bytes]:
    """Whoever just signed up goes on; whoever is not signed in signs in first, and what they typed goes along."""
    if actor_of(request).is_signed_in:
        return await go_on(request)
    return page("accounts/sign_in.html", request, errors={}, **(await carried(request)))


@get("/sign-up", guards=[public])
async def sign_up_form(request: Request) -> Response[bytes]:
    context = await carried(request)
    if actor_of(request).is_signed_in:
        return redirect(context["next"])
    return page("accounts/sign_up.html", request, errors={}, **context)


@post("/sign-up/form", guards=[public], status_code=200)
async def sign_up_form_with_text(request: Request) -> Response[bytes]:
    """The same form, for somebody who typed something first."""
    return page("accounts/sign_up.html", request, errors={}, **(await carried(request)))


@post("/sign-up", guards=[public], status_code=200)
async def sign_up(request: Request) -> Response[bytes]:
    context = await carried(request)
    try:
        form = await parse(request, SignUp)
        who = await service.sign_up(
            email=form.email,
            name=form.name,
            password=form.new_password,
            locale=i18n.locale(),
            time_zone="UTC",
            origin=origin(request),
            now=clock.now(),
        )
    except Refusal as error:
        return await again(request, "accounts/sign_up.html", error)
    if who is not None:
        await session.begin(request.scope, person_id=who.person_id, epoch=who.epoch, now=clock.now().timestamp())
    return page("accounts/code.html", request, errors={}, is_new=True, **context)


@post("/sign-out", guards=[public], status_code=200)
async def sign_out(request: Request) -> Response[bytes]:
    if (actor := actor_of(request)).is_signed_in:
        await service.sign_out(actor=actor)
    await session.end(request.scope)
    return redirect("/")


@get("/language/{code:str}", guards=[public])
async def choose_language(request: Request, code: str) -> Response[bytes]:
    """For this browser; what the account says is for mails and for browsers that chose nothing."""
    if code not in i18n.LOCALES:
        raise NotFound
    session.remember(request.scope, "lang", code, max_age=365 * 24 * 3600)
    return redirect(local(request.query_params.get("next"), "/"), default=HOME)


ROUTES = [
    sign_in_form,
    sign_in,
    go_on_after_sign_up,
    sign_up_form,
    sign_up_form_with_text,
    sign_up,
    sign_out,
    choose_language,
]
