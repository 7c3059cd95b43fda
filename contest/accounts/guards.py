"""From a session or a token to an `Actor`, and the rules that every route declares.

Guards are coroutines: the framework sends a plain function to a thread.
"""

from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Scope
from msgspec.structs import replace

from contest.accounts import queries, service
from contest.accounts.rules import Origin, links, tokens
from contest.accounts.rules.factor import without_factor
from contest.accounts.rules.viewing import may_be_viewed, may_view
from contest.audit.service import record
from contest.lib import clock, db
from contest.lib.actor import ANONYMOUS, Actor
from contest.lib.config import host_of, is_loopback, settings
from contest.lib.errors import NeedsFactor, NotAllowed, NotFound, NotSignedIn
from contest.lib.i18n import N_
from contest.lib.sheets import Kind, kind_of
from contest.lib.web import limits, session, signing
from contest.lib.web.loopback import is_on_this_machine
from contest.lib.web.request import Request

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
    if sessions.current.device_id is not None:
        return await _by_link(scope, actor, sessions.current.device_id)
    if sessions.current.factor_at is None:
        actor = without_factor(actor)
    return await _viewed(scope, actor, sessions.current.viewing) if sessions.current.viewing else actor


async def _viewed(scope: Scope, viewer: Actor, viewing: session.Viewing) -> Actor:
    """The person through whose eyes this session looks, while it may; from here on the request can write nothing."""
    now = clock.now()
    if viewing.until <= now.timestamp() or not may_view(viewer):
        return viewer
    seen = await queries.actor(person_id=viewing.person_id, epoch=None, now=now)
    if not await queries.viewing_holds(viewing_id=viewing.id, now=now):
        return viewer
    if seen is None or not may_be_viewed(seen, by=viewer) or (seen.is_demo and not is_on_this_machine(scope)):
        return viewer
    db.reads_only.set(True)
    return replace(seen, viewer=viewer)


async def _by_link(scope: Scope, actor: Actor, device_id: UUID) -> Actor:
    """The person as the link lets them act that this session began with; outside of what it opens, a visitor."""
    reach = await queries.link_reach(device_id=device_id, now=clock.now())
    if reach is None:
        session.forget(session.of(scope))
        return ANONYMOUS
    return links.kept(actor, reach) if links.is_under(scope["path"], reach.paths) else ANONYMOUS


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


def origin(connection: ASGIConnection) -> Origin:  # type: ignore[type-arg]
    """Where this request comes from, as far as the rules of signing in care."""
    return Origin(
        address=limits.address(connection.scope),
        is_host_loopback=is_loopback(host_of(connection.headers.get("host", ""))),
        is_public_url_loopback=settings().is_public_url_loopback,
    )


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
    """A person who holds one of `roles` anywhere; the verb then asks for the place. To others nothing is here.

    Where the role waits for a second factor, that is asked for.
    """

    async def guard(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        await signed_in(connection, handler)
        actor = actor_of(connection)
        if actor.has(*roles):
            return
        if any(grant.role in roles for grant in actor.waiting):
            raise NeedsFactor
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


async def taken(request: Request, kind_of_file: str, *, action: str, thing: str, thing_id: UUID) -> Kind:
    """The kind of file that a list is taken away as, after who asks may read it: counted, and recorded."""
    actor, as_file = actor_of(request), kind_of(kind_of_file)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    async with db.work():
        await record(actor=actor, action=action, thing=thing, thing_id=thing_id, data={"as": as_file})
    return as_file
