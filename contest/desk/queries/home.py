"""The desk's first page: every round that the actor organises, with what is late there, and how far its entries are."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from contest.challenge.queries import REACHED, reach_of
from contest.desk.queries.machinery import Attention, attention
from contest.desk.rules import coverage, funnel, late
from contest.lib import db
from contest.lib.actor import Actor
from contest.submissions.queries import hidden_sql

COUNTED_FOR = timedelta(minutes=1)


class RoundLine(msgspec.Struct, frozen=True, kw_only=True):
    """A round with what is late, and the forecast of its reviews while they are being written."""

    id: UUID
    edition_id: UUID
    edition_en: str
    edition_zh: str
    name_en: str
    name_zh: str
    city: str
    city_en: str | None
    city_zh: str | None
    stage: str
    state: str
    time_zone: str
    counted: coverage.Coverage
    lines: list[late.Line]
    forecast: coverage.Forecast | None


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """`names` are those of the funnel's rows by their keys, where they are data; `counted_at` of the oldest figures."""

    rounds: list[RoundLine]
    attention: Attention
    by: str
    rows: list[funnel.Row]
    total: funnel.Row
    names: dict[str, tuple[str, str]]
    counted_at: datetime | None
    is_demo: bool

    @property
    def editions(self) -> int:
        return len({line.edition_id for line in self.rounds})

    @property
    def with_lines(self) -> list[RoundLine]:
        """Those with something to do, what is late first, then by city."""
        found = (line for line in self.rounds if line.lines)
        return sorted(found, key=lambda line: (late.TONES.index(line.lines[0].tone), line.city == "", line.city))

    @property
    def read_now(self) -> list[RoundLine]:
        return [line for line in self.rounds if line.forecast is not None]


HERE = f"{REACHED} and r.state <> 'cancelled' and e.state <> 'closed'"

STALE = f"""
select r.id from round r join edition e on e.id = r.edition left join round_figures f on f.round = r.id
 where {HERE} and (f.counted_at is null or f.counted_at < $5)
"""  # noqa: S608 - a fixed condition

ROUNDS = f"""
select r.id, r.edition as edition_id, e.name_en as edition_en, e.name_zh as edition_zh, e.is_demo, r.name_en,
       r.name_zh, coalesce(c.key, '') as city, c.name_en as city_en, c.name_zh as city_zh, r.stage, r.state,
       r.time_zone, r.opens_at, r.closes_at, r.reviews_due_at, jr.id is not null as is_set_up, jr.opened_at,
       coalesce(jr.reviews_each, 0) as reviews_each, coalesce(jr.least_valid, 0) as least_valid,
       coalesce(m.seats, 0) as seats, coalesce(m.undeclared, 0) as undeclared, d.id as decision_id,
       d.state as decision, d.notice_ends_at, coalesce(o.objections, 0) as objections,
       o.answer_due_at, f.counted_at, f.funnel, f.coverage
  from round r
  join edition e on e.id = r.edition
  left join round_figures f on f.round = r.id
  left join city c on c.id = r.city
  left join judging_round jr on jr.round = r.id
  left join lateral (
    select count(*) as seats, count(*) filter (where declared_at is null) as undeclared
      from panel_member where judging_round = jr.id and left_at is null) m on true
  left join lateral (
    select id, state, notice_ends_at from decision where round = r.id and state <> 'reversed' limit 1) d on true
  left join lateral (
    select count(*) as objections, min(answer_due_at) as answer_due_at from objection
     where decision = d.id and state = 'open') o on true
 where {HERE}
 order by r.closes_at, r.id
"""  # noqa: S608 - a fixed condition

HIDDEN = f"""
select f.round, f.stage, f.kind, f.scene, f.country, f.is_waiting, f.is_proposed, f.asks, f.given, f.signed,
       f.signed_on
  from entry_figures f where f.submission in ({hidden_sql("$1")}) and f.round = any($2)
"""  # noqa: S608 - no value is in it

SCENES = "select key, name_en, name_zh from scene where edition = any($1) order by position, id"


async def rounds_to_count(*, actor: Actor, now: datetime) -> list[UUID]:
    """The rounds within the actor's reach whose figures are older than a minute, or were never counted."""
    rows = await db.fetch(STALE, *reach_of(actor), now - COUNTED_FOR)
    return [row["id"] for row in rows]


async def home_rounds(*, actor: Actor, now: datetime) -> tuple[list[Any], list[UUID]]:
    """The rows that `home` is made of, and which rounds have figures that are older than a minute, or none yet."""
    rows = await db.fetch(ROUNDS, *reach_of(actor))
    stale = [row["id"] for row in rows if row["counted_at"] is None or row["counted_at"] < now - COUNTED_FOR]
    return [row for row in rows if row["counted_at"] is not None], stale


async def home(*, actor: Actor, rows: list[Any], by: str, now: datetime) -> Home:
    """The desk, less entries that the actor is tied to, from the rows of their rounds; `by` is one of `funnel.BY`.

    Three statements at most.
    """
    hidden: dict[UUID, list[Any]] = {}
    for one in await db.fetch(HIDDEN, actor.person_id, [row["id"] for row in rows]):
        hidden.setdefault(one["round"], []).append(one)
    lines = [_line(row, hidden.get(row["id"], []), now) for row in rows]
    tallies = [(row["city"], tally) for row in rows for tally in _tallies(row, hidden.get(row["id"], []))]
    found = funnel.rows(tallies, by)
    return Home(
        rounds=lines,
        attention=await attention(actor),
        by=by,
        rows=found,
        total=funnel.total(found),
        names=await _names(rows, by),
        counted_at=min((row["counted_at"] for row in rows), default=None),
        is_demo=any(row["is_demo"] for row in rows),
    )


async def _names(rows: list[Any], by: str) -> dict[str, tuple[str, str]]:
    if by == "city":
        return {row["city"]: (row["city_en"], row["city_zh"]) for row in rows if row["city"]}
    if by != "scene":
        return {}
    scenes = await db.fetch(SCENES, list({row["edition_id"] for row in rows}))
    return {row["key"]: (row["name_en"], row["name_zh"]) for row in scenes}


def _tallies(row: Any, hidden: list[Any]) -> list[funnel.Tally]:
    places = [
        funnel.Place(stage=one["stage"], kind=one["kind"], scene=one["scene"], country=one["country"]) for one in hidden
    ]
    return funnel.less(msgspec.json.decode(row["funnel"], type=list[funnel.Tally]), places)


def _line(row: Any, hidden: list[Any], now: datetime) -> RoundLine:
    counted = coverage.less(
        msgspec.json.decode(row["coverage"], type=coverage.Coverage),
        [_share(one) for one in hidden],
        reviews_each=row["reviews_each"],
        least_valid=row["least_valid"],
    )
    forecast = _forecast(row, counted, now)
    facts = late.Facts(**{name: row[name] for name in late.Facts.__struct_fields__})
    plain = ("id", "edition_id", "edition_en", "edition_zh", "name_en", "name_zh", "city", "city_en", "city_zh")
    return RoundLine(
        counted=counted,
        lines=late.lines(facts, counted, falls_behind=forecast is not None and forecast.is_late, now=now),
        forecast=forecast,
        **{name: row[name] for name in (*plain, "stage", "state", "time_zone")},
    )


def _share(one: Any) -> coverage.Share:
    return coverage.Share(
        is_judged=one["stage"] >= funnel.STAGES.index("eligible"),
        **{name: one[name] for name in ("is_waiting", "is_proposed", "asks", "given", "signed", "signed_on")},
    )


def _forecast(row: Any, counted: coverage.Coverage, now: datetime) -> coverage.Forecast | None:
    if row["state"] not in {"judging", "deliberation"} or row["opened_at"] is None or not counted.given:
        return None

    def day(moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(row["time_zone"])).date()

    return coverage.forecast(
        counted,
        wanted=max(counted.given, counted.judged * row["reviews_each"]),
        began_on=day(row["opened_at"]),
        due_on=day(row["reviews_due_at"]),
        today=day(now),
    )
