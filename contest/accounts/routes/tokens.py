"""The tokens with which programs act for a person: their list, a new one shown once, and taking one back."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts import queries, service
from contest.accounts.forms import NewToken
from contest.accounts.guards import actor_of, origin, signed_in
from contest.accounts.routes.account import names_of
from contest.accounts.rules import tokens as rules
from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid, NotAllowed, TooMany
from contest.lib.i18n import N_
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

OWN = "/account/tokens"


async def _page(
    request: Request, made: str = "", error: Invalid | Conflict | NotAllowed | TooMany | None = None
) -> Response[bytes]:
    actor = actor_of(request)
    lines = await queries.tokens(actor=actor, now=clock.now())
    places = await queries.token_places(actor=actor)
    sent: dict[str, Any] = await typed(request) if error is not None else {}
    sent["scopes"] = [one] if isinstance(one := sent.get("scopes", []), str) else one
    return page(
        "accounts/tokens.html",
        request,
        status=error.status if error else 200,
        made=made,
        lines=lines,
        names=await names_of([*places, *lines]),
        places=places,
        scopes=rules.SCOPES,
        offered=rules.offered(actor),
        lives=list(rules.LIVES),
        has_password=await db.fetchval("select password_hash is not null from person where id = $1", actor.id),
        values={"name": "", "place": "", "life": "90"} | sent,
        errors={} if error is None else error.fields if isinstance(error, Invalid) else {"": error.message},
    )


@get(OWN, guards=[signed_in])
async def tokens(request: Request) -> Response[bytes]:
    return await _page(request)


@post(OWN, guards=[signed_in], status_code=200)
async def make(request: Request) -> Response[bytes]:
    """The new token on the page that answers, and never again."""
    try:
        form = await parse(request, NewToken)
        made = await service.make_token(
            actor=actor_of(request),
            name=form.name,
            scopes=form.scopes,
            place=_place(form.place),
            life=form.life,
            password=form.password,
            origin=origin(request),
            now=clock.now(),
        )
    except (Invalid, Conflict, NotAllowed, TooMany) as error:
        return await _page(request, error=error)
    return await _page(request, made)


def _place(text: str) -> tuple[UUID | None, UUID | None]:
    edition, _, round_ = text.partition("/")
    try:
        return UUID(edition) if edition else None, UUID(round_) if round_ else None
    except ValueError:
        raise Invalid(N_("Choose one of the answers offered."), field="place") from None


@post(OWN + "/{token_id:uuid}/revoke", guards=[signed_in], status_code=200)
async def revoke(request: Request, token_id: UUID) -> Response[bytes]:
    async with db.work():
        await service.revoke_token(actor=actor_of(request), token_id=token_id, now=clock.now())
    flash(request, N_("Taken back. Programs that have it are strangers from now on."))
    return redirect(OWN)


ROUTES = [tokens, make, revoke]
