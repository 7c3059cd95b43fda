"""The dates of all rounds that somebody organises, in all their cities."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge.queries import REACHED, reach_of
from contest.challenge.queries.days import calendars
from contest.desk.rules import calendar
from contest.lib import db
from contest.lib.actor import Actor


class RoundNames(msgspec.Struct, frozen=True, kw_only=True):
    """What a round is called and where it is."""

    name_en: str
    name_zh: str
    city_en: str | None
    city_zh: str | None
    edition_en: str
    edition_zh: str
    state: str
    is_demo: bool


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """`names` by round; `bars` of the picture by round; `months` and `now_x` say where its months and today lie."""

    lines: list[calendar.Line]
    names: dict[UUID, RoundNames]
    clashes: list[calendar.Clash]
    shifts: list[calendar.Shift]
    days_off: list[calendar.DayOff]
    moments: list[calendar.Moment]
    bars: dict[UUID, list[calendar.Bar]]
    months: list[tuple[datetime, float]]
    now_x: float

    @property
    def zone_of(self) -> dict[UUID, str]:
        return {line.id: line.time_zone for line in self.lines}

    def of(self, round_id: UUID) -> tuple[list[calendar.Clash], list[calendar.Shift], list[calendar.DayOff]]:
        """What concerns one round."""
        return (
            [one for one in self.clashes if round_id in (one.one, one.other)],
            [one for one in self.shifts if one.round == round_id],
            [one for one in self.days_off if one.round == round_id],
        )


_ROUNDS = f"""
select r.id, coalesce(c.key, '') as city, r.time_zone, r.opens_at, r.closes_at, r.reviews_due_at, day.starts_at,
       day.ends_at, r.name_en, r.name_zh, c.name_en as city_en, c.name_zh as city_zh, e.name_en as edition_en,
       e.name_zh as edition_zh, r.state, e.is_demo
  from round r join edition e on e.id = r.edition left join city c on c.id = r.city
  left join lateral (
    select min(starts_at) as starts_at, max(ends_at) as ends_at from roadshow_event v
      join lateral (select starts_at, ends_at from meeting_slot where event = v.id
                     union all select starts_at, ends_at from programme_item where event = v.id) of on true
     where v.round = r.id) day on true
 where {REACHED} and r.state <> 'cancelled' and e.state <> 'closed'
 order by c.name_en nulls last, r.closes_at, r.id
"""  # noqa: S608 - a fixed condition

_SHARED = """
select a.round as one, b.round as other, count(distinct x.person) as judges
  from judging_round a
  join panel_member x on x.judging_round = a.id and x.left_at is null
  join panel_member y on y.person = x.person and y.left_at is null
  join judging_round b on b.id = y.judging_round and a.round < b.round
 where a.round = any($1) and b.round = any($1) group by 1, 2
"""


async def round_calendar(*, actor: Actor, now: datetime) -> Calendar:
    """Every round within the actor's reach that is not over with its edition; three statements."""
    rows = await db.fetch(_ROUNDS, *reach_of(actor))
    lines = [calendar.Line(**{name: row[name] for name in calendar.Line.__struct_fields__}) for row in rows]
    shared = await db.fetch(_SHARED, [line.id for line in lines])
    over = calendar.span(lines, now)
    return Calendar(
        lines=lines,
        names={row["id"]: RoundNames(**{name: row[name] for name in RoundNames.__struct_fields__}) for row in rows},
        clashes=calendar.clashes(lines, {(row["one"], row["other"]): row["judges"] for row in shared}),
        shifts=calendar.shifts(lines),
        days_off=calendar.days_off(lines, await calendars([line.time_zone for line in lines])),
        moments=calendar.moments(lines, now),
        bars={line.id: calendar.bars(line, over) for line in lines},
        months=calendar.months(over),
        now_x=over.at(now),
    )
