"""Figures as people read them, and what a page shows of an assessment."""

import math
from decimal import Decimal

import msgspec

from contest.impact.rules.assessment import Assessment, Placed
from contest.impact.rules.factors import Factor
from contest.impact.rules.results import Range, Result
from contest.lib.countries import country_name
from contest.lib.i18n import N_, Lazy, locale
from contest.lib.web.formats import number

_PLACES = {
    "CN-BJ": ("Beijing", "北京"),
    "CN-CQ": ("Chongqing", "重庆"),
    "CN-FJ": ("Fujian", "福建"),
    "CN-GD": ("Guangdong", "广东"),
    "CN-GX": ("Guangxi", "广西"),
    "CN-GZ": ("Guizhou", "贵州"),
    "CN-HE": ("Hebei", "河北"),
    "CN-HI": ("Hainan", "海南"),
    "CN-JS": ("Jiangsu", "江苏"),
    "CN-SC": ("Sichuan", "四川"),
    "CN-SH": ("Shanghai", "上海"),
    "CN-YN": ("Yunnan", "云南"),
    "CN-ZJ": ("Zhejiang", "浙江"),
    "CN-SOUTH": ("South China grid", "南方区域电网"),
    "CN-WIND": ("China, wind power", "中国风电"),
    "CN-PV": ("China, solar power", "中国光伏"),
    "EU": ("European Union", "欧盟"),
    "WORLD": ("World", "全球"),
}
_BOUNDARIES = {
    "average": N_("average of the grid"),
    "life_cycle": N_("life cycle, all gases"),
    "combined_margin": N_("margin used by development banks"),
    "operating_margin": N_("operating margin"),
    "residual": N_("without traded green power"),
    "fossil": N_("fossil power"),
}
_DRIVERS = {
    "baseline": N_("what is used today"),
    "solution": N_("your solution"),
    "net": N_("the difference of the two"),
    "units": N_("the number of units"),
}


def place_name(code: str) -> str:
    """A place in the reader's language; its code where nobody named it."""
    if code in _PLACES:
        return _PLACES[code][locale() == "zh"]
    return country_name(code) or code


def boundary_words(boundary: str) -> str:
    return str(_BOUNDARIES.get(boundary, boundary))


def significant(value: float) -> str:
    """Three digits that count, half up, with the language's separators: nobody knows an effect more closely."""
    if value == 0:
        return "0"
    places = max(0, 2 - math.floor(math.log10(abs(value))))
    exact = Decimal(f"{value:.3g}")
    return number(exact, min(places, 6)).replace("-", "−")


def tonnes(value: float) -> str:
    """tCO2e in the unit that reads best."""
    size = abs(value)
    if size >= 1_000_000:
        return str(N_("%(figure)s million t", figure=significant(value / 1_000_000)))
    if size >= 1 or size == 0:
        return str(N_("%(figure)s t", figure=significant(value)))
    return str(N_("%(figure)s kg", figure=significant(value * 1000)))


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A year of the picture, in its units: 100 high, 30 a year."""

    year: int
    x: int
    y: float
    height: float
    is_cost: bool
    text: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """The figure of one place."""

    place: str
    boundary: str
    factor: str
    source: str
    after_five: str


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows: words and figures that are ready to read."""

    is_cost: bool
    kind: Lazy
    place: str
    after: list[tuple[int, str, str, str]]
    worst: str
    lifetime: str | None
    falling: str
    relative: str | None
    cost: str | None
    has_cost: bool
    per_person: str | None
    net_unit: str
    drivers: list[tuple[str, str]]
    bars: list[Bar]
    zero: float
    host: Line
    beside: list[Line]
    home: Line | None
    not_at_hand: list[int]


_KINDS = {
    "reduction": N_("Emissions avoided directly"),
    "enabling": N_("Emissions that others avoid with its help: never added to those avoided directly"),
    "removal": N_("Carbon dioxide taken out of the air: never added to emissions avoided"),
}


def view(found: Assessment) -> View:
    """An assessment in the reader's language."""
    host = found.host.result
    five = host.cumulative_tco2e[5]
    bars, zero = _bars(host)
    return View(
        is_cost=host.is_cost,
        kind=_KINDS[host.kind],
        place=place_name(found.host.factor.place),
        after=[
            (years, tonnes(one.central), tonnes(one.low), tonnes(one.high))
            for years, one in sorted(host.cumulative_tco2e.items())
        ],
        worst=_span(five),
        lifetime=None if host.lifetime_tco2e is None else tonnes(host.lifetime_tco2e),
        falling=tonnes(found.falling.cumulative_tco2e[5].central),
        relative=_percent(host.relative),
        cost=None if host.cost_per_tco2e is None else significant(host.cost_per_tco2e),
        has_cost=host.cost_per_tco2e is not None,
        per_person=_percent(host.per_person_share),
        net_unit=significant(host.net_unit_kgco2e.central),
        drivers=[(str(_DRIVERS[one.name]), f"{one.share:.0%}") for one in host.drivers],
        bars=bars,
        zero=zero,
        host=_line(found.host),
        beside=[_line(one) for one in found.beside],
        home=_line(found.home) if found.home else None,
        not_at_hand=list(found.not_at_hand),
    )


def _span(one: Range) -> str:
    return f"{tonnes(one.lowest)} – {tonnes(one.highest)}"


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{significant(share * 100)} %"


def _line(placed: Placed) -> Line:
    factor: Factor = placed.factor
    return Line(
        place=place_name(factor.place),
        boundary=boundary_words(factor.boundary) + (f", {factor.about}" if factor.about else ""),
        factor=f"{factor.value:g} {factor.unit.replace('CO2', 'CO₂')}",
        source=f"{factor.publisher}, {factor.year} ({factor.key})",
        after_five=tonnes(placed.result.cumulative_tco2e[5].central),
    )


def _bars(result: Result) -> tuple[list[Bar], float]:
    top, bottom = max(0.0, *result.yearly_tco2e), min(0.0, *result.yearly_tco2e)
    scale = 100 / (top - bottom) if top > bottom else 0.0
    zero = round(top * scale, 1)
    return [
        Bar(
            year=year,
            x=30 * (year - 1),
            y=round(zero - max(0.0, value) * scale, 1),
            height=round(abs(value) * scale, 1),
            is_cost=value < 0,
            text=tonnes(value),
        )
        for year, value in enumerate(result.yearly_tco2e, 1)
    ], zero
