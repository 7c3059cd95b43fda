"""Calls for other programs: `/calls.json`, and `/calls.ics` for calendars; roadmaps as `/roadmap/.../data.json`. Anyone
may keep them for five minutes.

`/api/v1/calls` and `/api/v1/roadmaps/...` are the same, described in the OpenAPI document, for programs that go on.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import public
from contest.lib import clock, i18n
from contest.lib.config import settings
from contest.lib.web.api import PROBLEMS
from contest.lib.web.request import Request
from contest.site import queries, rules

FRESH = 300  # seconds
_ENCODER = msgspec.json.Encoder(decimal_format="number")
# How long a calendar still shows a deadline that has passed.
_KEPT = timedelta(days=90)


async def _calls(edition: str, *, since: timedelta) -> list[rules.Call]:
    found = await queries.listed(since=clock.now() - since)
    return [
        msgspec.convert(call, rules.Call, from_attributes=True)
        for call in found
        if not edition or call.edition_slug == edition
    ]


def _kept(request: Request, body: bytes, media_type: str) -> Response[bytes]:
    """The body, or 304 for who has it already."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "cache-control": f"public, max-age={FRESH}",
        "etag": etag,
        "vary": "accept-encoding",
        "access-control-allow-origin": "*",
    }
    if etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


@get("/calls.json", guards=[public])
async def calls_json(request: Request, edition: str = "") -> Response[bytes]:
    """The calls that take entries, or will. `edition`: of this one only. `/calls` explains each value."""
    data = rules.as_data(await _calls(edition, since=timedelta()), site=settings().public_url, now=clock.now())
    return _kept(request, msgspec.json.encode(data), "application/json")


@get("/calls.ics", guards=[public])
async def calls_calendar(request: Request, edition: str = "", lang: str = "en") -> Response[bytes]:
    """Openings and deadlines. `edition`: of this one only; `lang`: en or zh, for a calendar asks without a language."""
    with i18n.using(lang):
        calendar = rules.as_calendar(await _calls(edition, since=_KEPT), site=settings().public_url)
    return _kept(request, calendar, "text/calendar; charset=utf-8")


@get("/roadmap/{edition_slug:str}/data.json", guards=[public])
async def roadmap_json(request: Request, edition_slug: str) -> Response[bytes]:
    """The roadmap of an edition's region: the sums of each node, the ventures that are published, and the method."""
    data = rules.roadmap_data(*await queries.open_roadmap(await queries.edition_at(edition_slug)))
    return _kept(request, _ENCODER.encode(data), "application/json")


class Name(msgspec.Struct, frozen=True):
    """A name in both languages; one may be missing."""

    en: str | None
    zh: str | None


class Edition(msgspec.Struct, frozen=True):
    """The contest that a call belongs to, and where its rules stand."""

    id: str
    name: Name
    url: str
    rules: str


class OpenCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call that takes entries, or will. `id` is that of the round, in which an entry is begun; `language` the one
    that it is held in, entries come in either."""

    id: UUID
    url: str
    edition: Edition
    name: Name
    city: Name | None
    country: str | None
    kinds: list[str]
    language: Literal["both", "en", "zh"]
    takes_entries: bool
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    opens_at_local: datetime
    closes_at_local: datetime
    changed_at: datetime | None
    demonstration: bool


class OpenCalls(msgspec.Struct, frozen=True):
    calls: list[OpenCall]


@get("/calls", guards=[public], operation_id="listCalls", summary="Open calls", tags=["calls"], responses=PROBLEMS)
async def open_calls(edition: Annotated[str, Parameter(max_length=100)] = "") -> OpenCalls:
    """Anyone may ask. `edition`: of this one only."""
    data = rules.as_data(await _calls(edition, since=timedelta()), site=settings().public_url, now=clock.now())
    return msgspec.convert(data, OpenCalls)


class NodeSum(msgspec.Struct, frozen=True, kw_only=True):
    """tCO2e of one kind (reduction, enabling or removal) by the end of a node's year; kinds are never added up."""

    kind: str
    central_tco2e: float
    low_tco2e: float
    high_tco2e: float
    verified_tco2e: float
    claimed_tco2e: float
    planned_tco2e: float
    ventures: int


class OpenNode(msgspec.Struct, frozen=True, kw_only=True):
    year: int
    title: Name
    sums: list[NodeSum]


class OpenVenture(msgspec.Struct, frozen=True, kw_only=True):
    """A venture at one node; without tonnes where nothing was computed for it."""

    node_year: int
    entry: str
    title_en: str
    title_zh: str
    organisation: str
    awarded_on: str
    kind: str | None
    central_tco2e: float | None
    low_tco2e: float | None
    high_tco2e: float | None
    verified_tco2e: float | None
    claimed_tco2e: float | None
    planned_tco2e: float | None


class OpenRoadmap(msgspec.Struct, frozen=True, kw_only=True):
    """`method` by language; `unpublished_ventures`: how many count without being named."""

    unit: str
    demonstration: bool
    corrected_for_overlap: bool
    unpublished_ventures: int
    method: dict[str, list[str]]
    nodes: list[OpenNode]
    ventures: list[OpenVenture]


@get(
    "/roadmaps/{edition_slug:str}",
    guards=[public],
    operation_id="readOpenRoadmap",
    summary="A region's roadmap as open data",
    tags=["roadmaps"],
    responses=PROBLEMS,
)
async def open_roadmap(edition_slug: str) -> OpenRoadmap:
    """Anyone may ask: the sums of each node, the ventures that let themselves be published, and the method."""
    found = rules.roadmap_data(*await queries.open_roadmap(await queries.edition_at(edition_slug)))
    return msgspec.convert(msgspec.to_builtins(found), OpenRoadmap, strict=False)


ROUTES = [calls_json, calls_calendar, roadmap_json]
PROGRAMS = [open_calls, open_roadmap]
