"""From a session or a token to an `Actor`, and the rules that every route declares.

Guards are coroutines: the framework sends a plain function to a thread.
"""

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Scope

from contest.accounts import queries, service
from contest.accounts.rules import tokens
from contest.lib import clock, db
from contest.lib.actor import ANONYMOUS, Actor
from contest.lib.errors import NotAllowed, NotFound, NotSignedIn
from contest.lib.i18n import N_
from contest.lib.web import limits, session, signing
from contest.lib.web.loopback import is_on_this_machine

API = "/api/"
MOST_A_MINUTE = 600


async def find_actor(scope: Scope) -> Actor:
    """The person of this request's session, if they have not signed out everywhere since; for a program its token's.

    A session opens no address of the API and a token no page: so no page has to ask for a scope, and no address of
    the API for a form's token. A demonstration's session ends where the installation is opened to others.
    """
    if scope["path"].startswith(API):
        return await _bearer(scope)
    sessions = session.of(scope)
    if sessions.current is None:
        return ANONYMOUS
    actor = await queries.actor(person_id=sessions.current.person_id, epoch=sessions.current.epoch, now=clock.now())
    if actor is None or (actor.is_demo and not is_on_this_machine(scope)):
        session.forget(sessions)
        return ANONYMOUS
    return actor


async def _bearer(scope: Scope) -> Actor:
    sent = next((value for name, value in scope["headers"] if name == b"authorization"), b"").decode("latin-1")
    kind, _, token = sent.partition(" ")
    if kind.lower() != "bearer" or not token:
        return ANONYMOUS
    now = clock.now()
    found = await queries.bearer(digest=service.token_digest(token.strip()), now=now)
    if found is None:
        return ANONYMOUS
    actor = await queries.actor(person_id=found.person_id, epoch=found.epoch, now=now)
    if actor is None or (actor.is_demo and not is_on_this_machine(scope)):
        return ANONYMOUS
    async with db.work():
        await service.note_use(bearer=found, now=now)
    scope["state"]["bearer"] = found
    return tokens.narrowed(actor, found.terms)


def bearer_of(connection: ASGIConnection) -> queries.Bearer:  # type: ignore[type-arg]
    """The token of this request, after `scoped` has made sure that there is one."""
    found: queries.Bearer = connection.scope["state"]["bearer"]
    return found


def actor_of(connection: ASGIConnection) -> Actor:  # type: ignore[type-arg]
    """Who asks; a part that does not answer is told, not taken for a visitor."""
    if (trouble := connection.scope["state"].get("trouble")) is not None:
        raise trouble
    actor: Actor = connection.scope["user"]
    return actor


def origin_of(connection: ASGIConnection) -> str:  # type: ignore[type-arg]
    """What a consent keeps of where it was given: a digest that nobody can turn back."""
    return signing.mac("consent origin", limits.address(connection.scope))


async def public(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Open to anyone: said aloud, because a route without a rule fails the build."""


async def signed_in(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """A person. What they may see, the verbs and queries say."""
    if not actor_of(connection).is_signed_in:
        raise NotSignedIn


def requires(*roles: str):  # type: ignore[no-untyped-def]
    """A person who holds one of `roles` anywhere; the verb then asks for the place. To others nothing is here."""

    async def guard(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        await signed_in(connection, handler)
        if not actor_of(connection).has(*roles):
            raise NotFound

    guard.roles = roles  # type: ignore[attr-defined]
    return guard


def scoped(*scopes: str):  # type: ignore[no-untyped-def]
    """A program with a person's token that has one of `scopes`, or for none of them any token."""

    async def guard(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        actor = actor_of(connection)
        if not actor.is_signed_in:
            raise NotSignedIn(N_("Send a token that works: Authorization: Bearer …"))
        await limits.hit(f"api:{actor.token_id}", most=MOST_A_MINUTE, seconds=60)
        if scopes and not set(scopes) & set(bearer_of(connection).terms.scopes):
            raise NotAllowed(N_("This token was not made for this: it needs the scope %(scope)s.", scope=scopes[0]))

    guard.scopes = scopes  # type: ignore[attr-defined]
    return guard
