"""Signing in by what was mailed: a code, an invitation, a code for a new password."""

from litestar import get, post
from litestar.response import Response

from contest.accounts import queries, service
from contest.accounts.forms import EnterCode, MailCode, NewPassword
from contest.accounts.guards import actor_of, origin, public
from contest.accounts.routes.answers import Refusal, again, carried, come_in, go_on
from contest.accounts.service.codes import link_digest
from contest.lib import clock, i18n
from contest.lib.errors import NotFound
from contest.lib.i18n import N_
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import local, redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request


async def _mail(request: Request, purpose: str) -> None:
    form = await parse(request, MailCode)
    await service.mail_code(
        email=form.email, purpose=purpose, locale=i18n.locale(), origin=origin(request), now=clock.now()
    )


@post("/sign-in/mail", guards=[public], status_code=200)
async def mail_sign_in_code(request: Request) -> Response[bytes]:
    try:
        await _mail(request, "sign_in")
    except Refusal as error:
        return await again(request, "accounts/sign_in.html", error)
    return page("accounts/code.html", request, errors={}, is_new=False, **(await carried(request)))


@post("/sign-in/code", guards=[public], status_code=200)
async def enter_code(request: Request) -> Response[bytes]:
    try:
        form = await parse(request, EnterCode)
        who = await service.sign_in_by_code(
            actor=actor_of(request),
            email=form.email,
            code=form.one_time_code,
            origin=origin(request),
            now=clock.now(),
        )
    except Refusal as error:
        return await again(request, "accounts/code.html", error, is_new=False)
    await come_in(request, who)
    return await go_on(request)


@get("/password", guards=[public])
async def reset_form(request: Request) -> Response[bytes]:
    return page("accounts/reset.html", request, errors={}, **(await carried(request)))


@post("/password", guards=[public], status_code=200)
async def mail_reset_code(request: Request) -> Response[bytes]:
    try:
        await _mail(request, "reset")
    except Refusal as error:
        return await again(request, "accounts/reset.html", error)
    return page("accounts/new_password.html", request, errors={}, **(await carried(request)))


@post("/password/new", guards=[public], status_code=200)
async def reset_password(request: Request) -> Response[bytes]:
    try:
        form = await parse(request, NewPassword)
        who = await service.reset_password(
            actor=actor_of(request),
            email=form.email,
            code=form.one_time_code,
            new_password=form.new_password,
            origin=origin(request),
            now=clock.now(),
        )
    except Refusal as error:
        return await again(request, "accounts/new_password.html", error)
    await come_in(request, who)
    flash(request, N_("Your password is changed, and every other browser is signed out."))
    return await go_on(request)


@get("/invitation", guards=[public])
async def invitation(request: Request) -> Response[bytes]:
    """Looking uses nothing up: mail programs open links before people do."""
    key = request.query_params.get("key", "")
    person = await queries.invited(digest=link_digest(key), now=clock.now())
    return page(
        "accounts/invitation.html",
        request,
        person=person,
        key=key,
        next=local(request.query_params.get("next"), ""),
        status=200 if person is not None else 404,
    )


@post("/invitation", guards=[public], status_code=200)
async def accept_invitation(request: Request) -> Response[bytes]:
    fields = await typed(request)
    key = str(fields.get("key", ""))
    try:
        who = await service.accept_invitation(actor=actor_of(request), key=key, origin=origin(request), now=clock.now())
    except NotFound:
        return page("accounts/invitation.html", request, person=None, key="", next="", status=404)
    await come_in(request, who)
    if landing := local(str(fields.get("next", "")), ""):
        flash(request, N_("You are signed in. From now on, sign in by codes that we mail, or choose a password."))
        return redirect(landing)
    flash(request, N_("You are signed in. Choose a password here, or sign in by mailed codes from now on."))
    return redirect("/account")


ROUTES = [
    mail_sign_in_code,
    enter_code,
    reset_form,
    mail_reset_code,
    reset_password,
    invitation,
    accept_invitation,
]
