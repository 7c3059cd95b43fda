"""Who stands where. The figures that are printed decide, so that anyone can check the order with the page in hand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

import msgspec

from contest.judging.rules import scores
from contest.judging.rules.rubrics import CLIMATE, EARLIER, MEAN

UNCERTAIN = (Decimal("0.1"), Decimal("0.9"))


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with the signed totals of its judges, their points by criterion, and the floors that hold for it.

    `earlier` is its score in the round that was decided before this one was judged.
    """

    key: str
    totals: dict[str, Decimal]
    points: Mapping[str, Sequence[Decimal]] = {}
    floors: Mapping[str, Decimal] = {}
    earlier: Decimal | None = None


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """Where an entry stands. `rank` and `score` are None while too few judges signed; equal entries share a rank.

    `means` are of the judges' points by criterion; `below` names the criteria whose floor the entry misses. `seat` is
    its rank among those that may advance: it decides who is within a quota.
    """

    key: str
    rank: int | None
    seat: int | None
    score: Decimal | None
    mean: Decimal | None
    means: dict[str, Decimal]
    below: tuple[str, ...]
    normalised: Decimal | None
    has_gap: bool


def rank(
    entries: Sequence[Judged],
    *,
    rule: str,
    least_valid: int,
    tie_break: Sequence[str] = (MEAN, CLIMATE),
    calibrated: Mapping[str, Decimal] | None = None,
) -> list[Ranked]:
    """The entries of one group in order: ranked ones first (1, 2, 2, 4), then those without a result.

    Equal scores are told apart by `tie_break` in its order, the higher first; nothing of time or of ids may come in.
    Entries that share a rank stand in the order they came in, which means nothing. `calibrated` figures, to the cent,
    are the scores where the rule says so; an entry without one has no result.
    """

    by_judge: dict[str, dict[str, Decimal]] = {}
    for entry in entries:
        for judge, total in entry.totals.items():
            by_judge.setdefault(judge, {})[entry.key] = total
    level = scores.normalised(by_judge)
    figures = [_figures(entry, level, rule=rule, least_valid=least_valid) for entry in entries]
    if rule == scores.CALIBRATED:
        given = calibrated or {}
        figures = [
            one if one.score is None else msgspec.structs.replace(one, score=given.get(one.key)) for one in figures
        ]
    return place(figures, {entry.key: entry.earlier for entry in entries}, tie_break)


def place(figures: Sequence[Ranked], earlier: Mapping[str, Decimal | None], tie_break: Sequence[str]) -> list[Ranked]:
    """The same entries with ranks and seats, in order, from the figures that they have; `earlier` scores by entry."""

    def order(one: Ranked) -> tuple[Any, ...]:
        assert one.score is not None
        means = {MEAN: one.mean, EARLIER: earlier.get(one.key), **one.means}
        return (-one.score, *(-(Decimal(-1) if (mean := means.get(key)) is None else mean) for key in tie_break))

    placed: list[Ranked] = []
    seats = 0
    with_result = sorted((one for one in figures if one.score is not None), key=order)
    for _, equals in groupby(with_result, key=order):
        rank_, seat = len(placed) + 1, seats + 1
        for one in equals:
            placed.append(msgspec.structs.replace(one, rank=rank_, seat=None if one.below else seat))
            seats += not one.below
    return placed + [one for one in figures if one.score is None]


def below(entry: Judged) -> tuple[str, ...]:
    """The criteria whose floor the mean of an entry's points misses: it cannot advance."""
    given = {key: scores.mean(points) for key, points in entry.points.items() if points}
    return tuple(key for key, floor in entry.floors.items() if key in given and given[key] < floor)


def _figures(entry: Judged, level: dict[str, dict[str, Decimal]], *, rule: str, least_valid: int) -> Ranked:
    totals = list(entry.totals.values())
    means = {key: scores.mean(points) for key, points in entry.points.items() if points}
    return Ranked(
        key=entry.key,
        rank=None,
        seat=None,
        score=scores.entry_score(totals, rule=rule, least_valid=least_valid),
        mean=scores.mean(totals) if totals else None,
        means=means,
        below=below(entry),
        normalised=scores.mean([level[judge][entry.key] for judge in entry.totals]) if totals else None,
        has_gap=scores.has_gap(totals),
    )


def is_uncertain(chance: Decimal | None) -> bool:
    """Whether an entry is neither in nor out: there one more review, or a word among the judges, tells most."""
    return chance is not None and UNCERTAIN[0] < chance < UNCERTAIN[1]


def is_above_cut(seat: int | None, quota: int | None) -> bool:
    """Whether this seat is within the quota. Everyone who shares the last seat goes in."""
    return seat is not None and quota is not None and seat <= quota


def default_outcome(seat: int | None, *, quota: int | None, stage: str) -> str:
    """What seat and quota propose; the organiser decides. A pitch round awards, an online one sends on."""
    if not is_above_cut(seat, quota):
        return "not_advanced"
    return "awarded" if stage == "roadshow" else "advanced"
