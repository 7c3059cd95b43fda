"""From a session to an `Actor`, and the rules that every route declares.

Guards are coroutines: the framework sends a plain function to a thread.
"""

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Scope

from contest.accounts import queries
from contest.lib import clock
from contest.lib.actor import ANONYMOUS, Actor
from contest.lib.errors import NotFound, NotSignedIn
from contest.lib.web import limits, session, signing
from contest.lib.web.loopback import is_on_this_machine


async def find_actor(scope: Scope) -> Actor:
    """The person of this request's session, if they have not signed out everywhere since.

    A demonstration's session ends where the installation is opened to others.
    """
    sessions = session.of(scope)
    if sessions.current is None:
        return ANONYMOUS
    actor = await queries.actor(person_id=sessions.current.person_id, epoch=sessions.current.epoch, now=clock.now())
    if actor is None or (actor.is_demo and not is_on_this_machine(scope)):
        session.forget(sessions)
        return ANONYMOUS
    return actor


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
