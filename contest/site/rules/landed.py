"""A map without tiles: points on a net of degrees, with the coast lines of `land` where it is wide enough for them.

Plain degrees, the east-west ones shortened as in the middle of the picture: near enough for finding a place.
"""

from collections.abc import Sequence
from math import cos, radians

from msgspec import Struct

from contest.site.rules.land import OUTLINES

WIDTH, HEIGHT = 320.0, 180.0
KM_PER_DEGREE = 111.2
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
_BARS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_LINES = 6  # of the net, at most, from side to side
_NEAR = 13.0  # units: what is nearer is one pin
_COAST_FROM = 20.0  # degrees from side to side: below that the coast lines would mislead


class Spot(Struct, frozen=True, kw_only=True):
    """A place on the map with its number in the table; degrees north and east."""

    number: int
    latitude: float
    longitude: float
    kind: str


class Pin(Struct, frozen=True, kw_only=True):
    """One or several places that are too near to be told apart; `label` are their numbers."""

    x: float
    y: float
    label: str
    kind: str


class NetLine(Struct, frozen=True, kw_only=True):
    """A line of the net: where it is, and its degrees."""

    at: float
    degrees: float


class Panel(Struct, frozen=True, kw_only=True):
    """A picture of `WIDTH` by `HEIGHT` units; `coasts` are paths; `bar_km` is as long as `bar`."""

    pins: tuple[Pin, ...]
    meridians: tuple[NetLine, ...]
    parallels: tuple[NetLine, ...]
    coasts: tuple[str, ...]
    bar: float
    bar_km: int
    digits: int


class _Frame(Struct, frozen=True, kw_only=True):
    west: float
    south: float
    span_x: float
    span_y: float

    def x(self, longitude: float) -> float:
        return round((longitude - self.west) / self.span_x * WIDTH, 1)

    def y(self, latitude: float) -> float:
        return round(HEIGHT - (latitude - self.south) / self.span_y * HEIGHT, 1)


def _frame(spots: Sequence[Spot], least_degrees: float) -> _Frame:
    """Around all of them with room on each side, in the picture's proportions."""
    norths, easts = [one.latitude for one in spots], [one.longitude for one in spots]
    middle_y, middle_x = (max(norths) + min(norths)) / 2, (max(easts) + min(easts)) / 2
    short = max(cos(radians(middle_y)), 0.2)
    tall = max(1.5 * (max(norths) - min(norths)), least_degrees * HEIGHT / WIDTH)
    wide = max(1.4 * (max(easts) - min(easts)) * short, least_degrees, tall * WIDTH / HEIGHT)
    tall = wide * HEIGHT / WIDTH
    return _Frame(
        west=middle_x - wide / short / 2, south=middle_y - tall / 2, span_x=wide / short, span_y=tall
    )  # fmt: skip


def _net(start: float, span: float) -> tuple[float, ...]:
    step = next((one for one in _STEPS if span / one <= _LINES), _STEPS[-1])
    first = int(start // step) + 1
    return tuple(round(step * place, 2) for place in range(first, first + _LINES + 1) if step * place < start + span)


def _pins(spots: Sequence[Spot], frame: _Frame) -> tuple[Pin, ...]:
    groups: list[tuple[float, float, list[Spot]]] = []
    for one in spots:
        x, y = frame.x(one.longitude), frame.y(one.latitude)
        near = next((its for at_x, at_y, its in groups if abs(at_x - x) < _NEAR and abs(at_y - y) < _NEAR), None)
        if near is None:
            groups.append((x, y, [one]))
        else:
            near.append(one)
    return tuple(
        Pin(
            x=x, y=y, label="·".join(str(number) for number in sorted({one.number for one in its})),
            kind=its[0].kind if len({one.kind for one in its}) == 1 else "both",
        )
        for x, y, its in groups
    )  # fmt: skip


def panel(spots: Sequence[Spot], *, least_degrees: float) -> Panel | None:
    """The picture of some places, at least so many degrees (of latitude) wide; None without any."""
    if not spots:
        return None
    frame = _frame(spots, least_degrees)
    coasts = [
        "M" + "L".join(f"{frame.x(east)} {frame.y(north)}" for east, north in outline) + "Z"
        for outline in OUTLINES
        if frame.span_y * WIDTH / HEIGHT >= _COAST_FROM
        and any(-WIDTH < frame.x(east) < 2 * WIDTH for east, _north in outline)
    ]
    units_per_km = HEIGHT / (frame.span_y * KM_PER_DEGREE)
    bar_km = max((km for km in _BARS_KM if km * units_per_km <= WIDTH / 4), default=_BARS_KM[0])
    easts, norths = _net(frame.west, frame.span_x), _net(frame.south, frame.span_y)
    return Panel(
        pins=_pins(spots, frame),
        meridians=tuple(NetLine(at=frame.x(one), degrees=one) for one in easts),
        parallels=tuple(NetLine(at=frame.y(one), degrees=one) for one in norths),
        coasts=tuple(coasts),
        bar=round(bar_km * units_per_km, 1),
        bar_km=bar_km,
        digits=0 if all(one == int(one) for one in (*easts, *norths)) else 2,
    )
