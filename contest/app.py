"""The composition root of the web: the one list of routes, what surrounds them, and how they start and stop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, get
from litestar.exceptions import HTTPException
from litestar.response import Response
from prometheus_client import generate_latest

from contest.accounts import api as accounts_api
from contest.accounts import queries as accounts_queries
from contest.accounts import routes as accounts
from contest.accounts.guards import find_actor, public
from contest.audit import service as audit
from contest.certificates import routes as certificates
from contest.challenge import api as challenge_api
from contest.challenge import queries as challenge_queries
from contest.challenge import routes as challenge
from contest.desk import api as desk_api
from contest.desk import routes as desk
from contest.files import api as files_api
from contest.files import routes as files
from contest.home import navigation
from contest.home import routes as home
from contest.impact import routes as impact
from contest.incubator import api as incubator_api
from contest.incubator import routes as incubator
from contest.judging import api as judging_api
from contest.judging import routes as judging
from contest.lib import db, storage, valkey
from contest.lib.actor import ANONYMOUS
from contest.lib.errors import AppError, Conflict, LooksOnly, NotAllowed, NotFound
from contest.lib.lean import without
from contest.lib.logs import configure_logging
from contest.lib.web import api, csrf, problems, render
from contest.lib.web.front import Front
from contest.lib.web.request import Request
from contest.lib.web.routing import Site
from contest.lib.web.static import serve_static
from contest.privacy import routes as privacy
from contest.roadshow import api as roadshow_api
from contest.roadshow import routes as roadshow
from contest.site import api as site_api
from contest.site import routes as site
from contest.submissions import api as submissions_api
from contest.submissions import routes as submissions
from contest.zone import api as zone_api
from contest.zone import routes as zone


@get("/healthz", guards=[public], sync_to_thread=False)
def healthz() -> dict[str, str]:
    """This process answers."""
    return {"status": "ok"}


@get("/readyz", guards=[public])
async def readyz() -> Response[dict[str, Any]]:
    """Whether each part answers, by name; 503 while one does not."""
    parts = {
        "database": await _answers(db.fetchval("select 1")),
        "valkey": await _answers(valkey.command("PING")),
        "storage": await storage.is_ready(),
        "workers": await _answers(_heartbeats()),
    }
    return Response({"parts": parts}, status_code=200 if all(parts.values()) else 503)


async def _answers(question: Any) -> bool:
    try:
        return bool(await question)
    except Exception:
        return False


async def _heartbeats() -> bool:
    beats = await valkey.command("MGET", "heartbeat:quick", "heartbeat:slow")
    return all(beat is not None for beat in beats)


@get("/metrics", guards=[public], sync_to_thread=False)
def metrics() -> Response[bytes]:
    """Figures for Prometheus."""
    return Response(generate_latest(), media_type="text/plain; version=0.0.4; charset=utf-8")


@get("/static/{name:str}", guards=[public], sync_to_thread=False)
def static(request: Request, name: str) -> Response[bytes]:
    """Styles, scripts and pictures."""
    return serve_static(request, name)


@get("/openapi.json", guards=[public], include_in_schema=False, sync_to_thread=False)
def openapi(request: Request) -> Response[bytes]:
    """What the API takes and answers."""
    return Response(api.document(request.app), media_type="application/json")


READING = frozenset({"GET", "HEAD"})
STOPS_LOOKING = "/account/viewing/end"
MOST_NUMBER = 2**31 - 1  # of a column of whole numbers

API = api.router(
    openapi,
    *site_api.PROGRAMS,
    *accounts_api.ROUTES,
    *files_api.ROUTES,
    *challenge_api.ROUTES,
    *submissions_api.ROUTES,
    *judging_api.ROUTES,
    *desk_api.ROUTES,
    *roadshow_api.ROUTES,
    *incubator_api.ROUTES,
    *zone_api.ROUTES,
)

ROUTES: list[Any] = [
    healthz,
    readyz,
    metrics,
    static,
    *site.ROUTES,
    *site_api.ROUTES,
    *accounts.ROUTES,
    *home.ROUTES,
    *files.ROUTES,
    *challenge.ROUTES,
    *impact.ROUTES,
    *zone.ROUTES,
    *submissions.ROUTES,
    *judging.ROUTES,
    *incubator.ROUTES,
    *roadshow.ROUTES,
    *certificates.ROUTES,
    *desk.ROUTES,
    *privacy.ROUTES,
    API,
]


@asynccontextmanager
async def parts(_: Litestar) -> AsyncIterator[None]:
    """Connect before the first request, let go after the last."""
    await db.open_pool(least=2, most=10, keeps_plans=True)
    try:
        yield
    finally:
        await db.close_pool()
        await valkey.close()


async def on_refusal(error: Exception, scope: Any) -> None:
    """A refused step is recorded, in a transaction of its own."""
    actor = scope.get("user")
    if isinstance(error, NotAllowed | Conflict) and actor is not None and actor.is_signed_in and actor.viewer is None:
        handler = scope.get("route_handler")
        await audit.record_refusal(actor=actor, action=getattr(handler, "handler_name", "") or "", error=error)


async def before_request(request: Request) -> None:
    """No address of ours holds a NUL or a number that no column holds: the database would refuse it with a crash."""
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise NotFound
    if any(isinstance(part, int) and abs(part) > MOST_NUMBER for part in request.path_params.values()):
        raise NotFound
    await csrf.check(request)
    actor = request.scope.get("user") or ANONYMOUS  # what needs nobody is not asked whose it is
    if actor.viewer is not None and request.method not in READING and request.scope["path"] != STOPS_LOOKING:
        raise LooksOnly


def create_app() -> Front:
    """The application as uvicorn serves it."""
    configure_logging()
    render.navigation[:] = [navigation.links]
    accounts.account.place_names[:] = [challenge_queries.place_names]
    accounts_queries.within[:] = [challenge_queries.places_within]
    zone.edition_facts[:] = [challenge_queries.edition_facts]
    zone.edition_rounds[:] = [challenge_queries.rounds]
    with without("pydantic", "attr"):  # Litestar would load its plugins for them
        app = Site(
            route_handlers=ROUTES,
            lifespan=[parts],
            before_request=before_request,
            after_exception=[on_refusal],
            exception_handlers={
                AppError: problems.on_app_error,
                HTTPException: problems.on_http_error,
                Exception: problems.on_crash,
            },
            request_max_body_size=2 * 1024 * 1024,
            openapi_config=None,
            include_in_schema=False,
            logging_config=None,
        )
    return Front(app, find_actor)
