"""What landed, as far as its people agreed: a region's roadmap with its open data, and a map."""

from typing import Any

from litestar import get
from litestar.response import Response, Stream

from contest.accounts.guards import public
from contest.incubator import queries as incubator
from contest.incubator.rules import roadmap as plans
from contest.incubator.rules.places import KINDS
from contest.lib import clock, sheets
from contest.lib.countries import country_name
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.site import queries, rules

PANELS = (("landed", 0.4), ("both", 60.0))  # which places a picture shows, and how many degrees it spans at least


@get("/roadmap/{edition_slug:str}", guards=[public])
async def roadmap(request: Request, edition_slug: str) -> Response[bytes]:
    """The roadmap of a region, with what published ventures count for by each of its nodes."""
    edition = await queries.edition_at(edition_slug)
    asked = request.query_params.get("node", "")
    nodes, linked, facts = await queries.open_roadmap(edition)
    return page(
        "site/roadmap.html",
        request,
        edition=edition,
        drawn=plans.drawn(
            nodes,
            linked,
            year=int(asked) if asked.isdecimal() and len(asked) == 4 else clock.now().year,
        ),
        unpublished=facts.unpublished,
        plans=plans,
        contest=edition,
        is_demo=edition.is_demo,
    )


@get("/roadmap/{edition_slug:str}/data.csv", guards=[public])
async def roadmap_csv(edition_slug: str) -> Stream:
    """The open data as a table: a line for each node and venture; `method` leads to how it was counted."""
    edition = await queries.edition_at(edition_slug)
    found = rules.rows(*await queries.open_roadmap(edition))

    async def lines() -> Any:
        for row in found:
            yield list(row.values())

    return Stream(
        sheets.table("csv", rules.COLUMNS, lines()),
        media_type=sheets.MEDIA_TYPES["csv"],
        headers={"content-disposition": f'attachment; filename="roadmap-{edition.slug}.csv"'},
    )


@get("/landed/{edition_slug:str}", guards=[public])
async def landed(request: Request, edition_slug: str) -> Response[bytes]:
    """Where ventures landed and were done again, on a map of our own with its table."""
    edition = await queries.edition_at(edition_slug)
    places = await incubator.open_places(edition_id=edition.id)
    numbers: dict[tuple[str, str, str], int] = {}
    for one in places:
        numbers.setdefault((one.place_en, one.place_zh, one.country), len(numbers) + 1)
    spots = [
        rules.Spot(
            number=numbers[one.place_en, one.place_zh, one.country], latitude=float(one.latitude),
            longitude=float(one.longitude), kind=one.kind,
        )
        for one in places
        if one.latitude is not None and one.longitude is not None
    ]  # fmt: skip
    elsewhere = any(one.kind == "replication" for one in spots)
    return page(
        "site/landed.html",
        request,
        edition=edition,
        places=[(numbers[one.place_en, one.place_zh, one.country], one) for one in places],
        panels={
            key: rules.panel([one for one in spots if key in ("both", one.kind)], least_degrees=least)
            for key, least in PANELS
            if key != "both" or elsewhere
        },
        kinds=KINDS,
        country_name=country_name,
        contest=edition,
        is_demo=edition.is_demo,
    )


ROUTES: list[Any] = [roadmap, roadmap_csv, landed]
