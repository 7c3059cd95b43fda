"""Who stands where. The figures that are printed decide, so that anyone can check the order with the page in hand."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

import msgspec

from contest.judging.rules import scores

CLIMATE = "climate_impact"


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with the signed totals of its judges, and the points on climate impact (none for talent)."""

    key: str
    totals: dict[str, Decimal]
    climate: tuple[Decimal, ...] = ()


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """Where an entry stands. `rank` and `score` are None while too few judges signed; equal entries share a rank."""

    key: str
    rank: int | None
    score: Decimal | None
    mean: Decimal | None
    climate: Decimal | None
    normalised: Decimal | None
    has_gap: bool


def _order(ranked: Ranked) -> tuple[Any, ...]:
    """Score, then the mean of all, then climate impact; the higher first. Nothing of time or of ids may come in."""
    assert ranked.score is not None and ranked.mean is not None
    return (-ranked.score, -ranked.mean, -(ranked.climate if ranked.climate is not None else Decimal(-1)))


def rank(entries: Sequence[Judged], *, rule: str, least_valid: int) -> list[Ranked]:
    """The entries of one group in order: ranked ones first (1, 2, 2, 4), then those without a result.

    Entries that share a rank stand in the order they came in, which means nothing.
    """
    by_judge: dict[str, dict[str, Decimal]] = {}
    for entry in entries:
        for judge, total in entry.totals.items():
            by_judge.setdefault(judge, {})[entry.key] = total
    level = scores.normalised(by_judge)
    figures = [_figures(entry, level, rule=rule, least_valid=least_valid) for entry in entries]
    placed: list[Ranked] = []
    with_result = sorted((one for one in figures if one.score is not None), key=_order)
    for _, equals in groupby(with_result, key=_order):
        place = len(placed) + 1
        placed += [msgspec.structs.replace(one, rank=place) for one in equals]
    return placed + [one for one in figures if one.score is None]


def _figures(entry: Judged, level: dict[str, dict[str, Decimal]], *, rule: str, least_valid: int) -> Ranked:
    totals = list(entry.totals.values())
    return Ranked(
        key=entry.key,
        rank=None,
        score=scores.entry_score(totals, rule=rule, least_valid=least_valid),
        mean=scores.mean(totals) if totals else None,
        climate=scores.mean(entry.climate) if entry.climate else None,
        normalised=scores.mean([level[judge][entry.key] for judge in entry.totals]) if totals else None,
        has_gap=scores.has_gap(totals),
    )


def is_above_cut(place: int | None, quota: int | None) -> bool:
    """Whether this rank is within the quota. Everyone who shares the last place in goes in."""
    return place is not None and quota is not None and place <= quota


def default_outcome(place: int | None, *, quota: int | None, stage: str) -> str:
    """What rank and quota propose; the organiser decides. A pitch round awards, an online one sends on."""
    if not is_above_cut(place, quota):
        return "not_advanced"
    return "awarded" if stage == "roadshow" else "advanced"
