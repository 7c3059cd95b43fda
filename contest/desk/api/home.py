"""The desk's figures for programs: what is late in each round, how far entries are, how the reviews go on."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import READ_DESK
from contest.desk import queries, rules, service
from contest.desk.queries.machinery import Attention
from contest.desk.rules import late
from contest.desk.rules.coverage import Forecast
from contest.desk.rules.funnel import Row
from contest.lib import clock
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import NotFound
from contest.lib.web.api import get
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["desk"], "guards": [scoped(READ_DESK)]}


class Late(msgspec.Struct, frozen=True, kw_only=True):
    """`what` is late, blocked or waits (`tone`), of what `count`, and the page where something is done about it."""

    what: str
    tone: str
    count: int
    due_at: datetime | None
    url: str


class Reviews(msgspec.Struct, frozen=True, kw_only=True):
    """`judged` entries are to be read, `short` of them have too few readers, `covered` enough signed reviews."""

    judged: int
    short: int
    covered: int
    given: int
    signed: int


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """When `wanted` reviews will be signed at the `pace` a day of the last seven; nobody knows where nobody signs."""

    wanted: int
    signed: int
    pace: float
    due_on: date
    done_on: date | None
    is_late: bool


class RoundFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One round; days of `forecast` are the round's own."""

    id: UUID
    edition_id: UUID
    name_en: str
    name_zh: str
    city: str
    stage: str
    state: str
    time_zone: str
    late: list[Late]
    reviews: Reviews
    forecast: Outlook | None


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Counted once a minute; `funnel` by `by`, each with how many have come at least so far."""

    counted_at: datetime | None
    attention: Attention
    rounds: list[RoundFigures]
    by: str
    funnel: list[Row]
    total: Row


@get("/desk", operation_id="readDesk", summary="What is late, and how far entries are", **TAGS)
async def desk(request: Request, by: Literal["city", "scene", "kind", "country"] = "city") -> Figures:
    """Of rounds that one organises, less entries that one is too close to."""
    actor, now = _organiser(actor_of(request)), clock.now()
    await service.count_anew(actor=actor, now=now)
    rows, _ = await queries.home_rounds(actor=actor, now=now)
    found = await queries.home(actor=actor, rows=rows, by=by, now=now)
    return Figures(
        counted_at=found.counted_at,
        attention=found.attention,
        rounds=[_round(line) for line in found.rounds],
        by=found.by,
        funnel=found.rows,
        total=found.total,
    )


def _organiser(actor: Actor) -> Actor:
    if not actor.has(rules.PROGRAMME, rules.ROUND):  # a screener has this scope for the search
        raise NotFound
    return actor


def _round(line: queries.RoundLine) -> RoundFigures:
    plain = ("id", "edition_id", "name_en", "name_zh", "city", "stage", "state", "time_zone")
    return RoundFigures(
        late=[_late(one) for one in line.lines],
        reviews=Reviews(**{name: getattr(line.counted, name) for name in Reviews.__struct_fields__}),
        forecast=None if line.forecast is None else _outlook(line.forecast),
        **{name: getattr(line, name) for name in plain},
    )


def _late(one: late.Line) -> Late:
    url = f"{settings().public_url}{one.href}"
    return Late(what=one.what, tone=one.tone, count=one.count, due_at=one.due_at, url=url)


def _outlook(one: Forecast) -> Outlook:
    return Outlook(**{name: getattr(one, name) for name in Outlook.__struct_fields__})


ROUTES: list[Any] = [desk]
