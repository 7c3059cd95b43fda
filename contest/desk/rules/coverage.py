"""How much of a round's reading is done, and when the rest will be at the pace of the last days."""

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

PACE_DAYS = 7
MOST_BARS = 60


class Coverage(Struct, kw_only=True):
    """Counts of a round. `waiting` for a first screener, `proposed` for a second, `asks` of teams for an answer;
    `judged` entries are to be read, `short` of them have too few readers, `covered` enough signed reviews for a
    result. `days` counts signatures by day."""

    waiting: int = 0
    proposed: int = 0
    asks: int = 0
    judged: int = 0
    short: int = 0
    covered: int = 0
    given: int = 0
    signed: int = 0
    days: dict[date, int] = {}


class Share(Struct, frozen=True, kw_only=True):
    """What one entry adds to them."""

    is_waiting: bool
    is_proposed: bool
    asks: int
    is_judged: bool
    given: int
    signed: int
    signed_on: list[date]


def less(counted: Coverage, hidden: Iterable[Share], *, reviews_each: int, least_valid: int) -> Coverage:
    """The counts without the entries that a person may not know of."""
    left = Coverage(**{name: getattr(counted, name) for name in counted.__struct_fields__} | {"days": {**counted.days}})
    for one in hidden:
        left.waiting -= one.is_waiting
        left.proposed -= one.is_proposed
        left.asks -= one.asks
        left.judged -= one.is_judged
        left.short -= one.is_judged and one.given < reviews_each
        left.covered -= one.is_judged and one.signed >= least_valid
        left.given -= one.given
        left.signed -= one.signed
        for day in one.signed_on:
            left.days[day] = left.days.get(day, 0) - 1
    return left


class Bar(Struct, frozen=True, kw_only=True):
    """Reviews signed until the end of `day`, or that will be; of the picture's width and height, in per cent, as an
    SVG says it: `y` is the upper end of the bar in a picture that is 120 high."""

    day: date
    signed: int
    x: str
    width: str
    y: str
    height: str
    is_forecast: bool


class Forecast(Struct, frozen=True, kw_only=True):
    """`wanted` reviews, `signed` so far, `pace` a day over the last seven; `done_on` is none where nobody signs."""

    wanted: int
    signed: int
    pace: float
    due_on: date
    done_on: date | None
    bars: list[Bar]
    due_x: float

    @property
    def is_done(self) -> bool:
        return self.signed >= self.wanted

    @property
    def is_late(self) -> bool:
        return not self.is_done and (self.done_on is None or self.done_on > self.due_on)

    @property
    def days_late(self) -> int:
        return 0 if self.done_on is None else max(0, (self.done_on - self.due_on).days)


def forecast(counted: Coverage, *, wanted: int, began_on: date, due_on: date, today: date) -> Forecast:
    """When `wanted` reviews will be signed at the mean pace of the last seven days, or since reading began.

    All days are the round's own.
    """
    began_on = min([began_on, today, *counted.days])
    span = min(PACE_DAYS, (today - began_on).days + 1)
    recent = sum(count for day, count in counted.days.items() if (today - day).days < span)
    pace, rest = recent / span, wanted - counted.signed
    done_on = None
    if rest <= 0:
        done_on = max(counted.days, default=today)
    elif pace > 0:
        done_on = today + timedelta(days=min(-(-rest // pace), 3650))
    bars, due_x = _bars(counted, wanted, pace, began_on, due_on, today)
    return Forecast(
        wanted=wanted, signed=counted.signed, pace=pace, due_on=due_on, done_on=done_on, bars=bars, due_x=due_x
    )


def _bars(
    counted: Coverage, wanted: int, pace: float, began_on: date, due_on: date, today: date
) -> tuple[list[Bar], float]:
    """From the first day to a week past the deadline, or to today; at most sixty bars, each of some days."""
    end = max(due_on + timedelta(days=PACE_DAYS), today)
    days = (end - began_on).days + 1
    each = -(-days // MOST_BARS)
    width, bars = 100 * each / days, []
    for place, start in enumerate(range(0, days, each)):
        day = began_on + timedelta(days=min(start + each, days) - 1)
        is_forecast = day > today
        signed = (
            min(wanted, round(counted.signed + pace * (day - today).days))
            if is_forecast
            else sum(count for one, count in counted.days.items() if one <= day)
        )
        height = min(100.0, 100 * signed / wanted) if wanted else 0.0
        bars.append(
            Bar(
                day=day,
                signed=signed,
                x=f"{width * place:.2f}%",
                width=f"{width * 0.86:.2f}%",
                y=f"{120 - height:.1f}",
                height=f"{height:.1f}",
                is_forecast=is_forecast,
            )
        )
    return bars, 100 * ((due_on - began_on).days + 1) / days
