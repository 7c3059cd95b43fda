"""What the demonstration is made of. Facts of the contest, and people and answers that are invented.

Files in `data/`: `entries`, `cities`, `partners` and `rubric` hold facts; `answers` what each entry writes in its form;
`people` the judges and the applicants. Nobody in them exists.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from contest.zone.rules import NeedPlan

FOLDER = Path(__file__).parent / "data"


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """Per functional unit, in kilograms of CO2 equivalent; units added in each of five years."""

    functional_unit: str
    baseline_kgco2e: float
    solution_kgco2e: float
    units_added_y1_y5: list[int]
    lifetime_years: int
    net_unit_uncertainty: float


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One of the 24 entries; `ask_cny` in yuan."""

    id: str
    kind: str
    scene: str
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    country: str
    round_city: str
    applicant_type: str
    trl: int | None
    impact: Impact | None
    ask_cny: int


class City(msgspec.Struct, frozen=True):
    zh: str
    en: str
    country: str
    tz: str


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    role: str
    name_zh: str
    name_en: str


class Judge(msgspec.Struct, frozen=True, kw_only=True):
    """`severity` is added to each point they give, in points of ten."""

    name: str
    organisation: str
    country: str
    locale: str
    time_zone: str
    scenes: list[str]
    keywords: list[str]
    languages: list[str]
    least: int
    most: int
    hours_week: float
    severity: float


class Applicant(msgspec.Struct, frozen=True, kw_only=True):
    """Who hands in the entry `entry`."""

    entry: str
    name: str
    organisation: str
    locale: str
    time_zone: str


class People(msgspec.Struct, frozen=True, kw_only=True):
    judges: list[Judge]
    applicants: list[Applicant]


def _read(name: str, shape: Any) -> Any:
    return msgspec.json.decode((FOLDER / f"{name}.json").read_bytes(), type=shape)


@cache
def entries() -> list[Entry]:
    return list(_read("entries", list[Entry]))


@cache
def cities() -> dict[str, City]:
    """By English name."""
    return {city.en: city for city in _read("cities", list[City])}


@cache
def partners() -> list[Partner]:
    return list(_read("partners", list[Partner]))


@cache
def people() -> People:
    found: People = _read("people", People)
    return found


class Counterpart(msgspec.Struct, frozen=True, kw_only=True):
    """An invented organisation, who acts for it, and what it looks for."""

    kind: str
    name_en: str
    name_zh: str
    country: str
    person: str
    locale: str
    time_zone: str
    languages: list[str]
    about_en: str
    about_zh: str
    is_named: bool
    need: NeedPlan


@cache
def counterparts() -> list[Counterpart]:
    return list(_read("counterparts", list[Counterpart]))


@cache
def answers() -> dict[str, dict[str, str]]:
    """By entry id, then by the key of the form's field."""
    found: dict[str, dict[str, str]] = _read("answers", dict[str, dict[str, str]])
    return found


@cache
def rubric() -> dict[str, Any]:
    """Criteria for entries and for talent, and what points mean."""
    found: dict[str, Any] = json.loads((FOLDER / "rubric.json").read_text())
    return found
