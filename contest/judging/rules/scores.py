"""From points to a total, from totals to an entry's score. Decimals, half up, each figure rounded once, at its end."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
TRIM_FROM = 5
GAP = Decimal(20)

TRIMMED = "trimmed"
MEAN = "mean"
CALIBRATED = "calibrated"
RULES = (TRIMMED, MEAN, CALIBRATED)


def to_cents(value: Decimal) -> Decimal:
    """Two decimals, half up: 60.075 is 60.08."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def is_on_scale(points: Decimal, *, highest: Decimal, step: Decimal) -> bool:
    """Whether a judge may give these points: from 0 to `highest`, in steps. NaN and infinities are on no scale."""
    return points.is_finite() and 0 <= points <= highest and points % step == 0


def weights_fit(weights: Sequence[int]) -> bool:
    """Whether these are the weights of a whole rubric: each above 0, together exactly 100."""
    return all(weight > 0 for weight in weights) and sum(weights) == HUNDRED


def review_total(points: Mapping[str, Decimal], weights: Mapping[str, int], *, highest: Decimal) -> Decimal:
    """A judge's total for an entry, 0.00 to 100.00: sum(weight x points / highest). Each criterion needs points."""
    weighted = sum((weights[key] * points[key] for key in weights), Decimal(0))
    return to_cents(weighted / highest)


def mean(values: Sequence[Decimal]) -> Decimal:
    """The plain mean, to the cent. Needs at least one value."""
    return to_cents(sum(values, Decimal(0)) / len(values))


def entry_score(totals: Sequence[Decimal], *, rule: str, least_valid: int) -> Decimal | None:
    """The official score of an entry by its round's rule; None while fewer than `least_valid` judges have signed.

    `trimmed` leaves out one highest and one lowest where five or more signed, and is the plain mean below that. What
    is calibrated depends on all entries of a group: `ranking.rank` is given it.
    """
    if len(totals) < max(least_valid, 1):
        return None
    if rule == TRIMMED and len(totals) >= TRIM_FROM:
        return mean(sorted(totals)[1:-1])
    return mean(totals)


def has_gap(totals: Sequence[Decimal]) -> bool:
    """Whether two judges lie so far apart (20 points or more) that somebody should look at the entry again."""
    return len(totals) > 1 and max(totals) - min(totals) >= GAP


def _spread(values: Sequence[Decimal], middle: Decimal) -> Decimal:
    return (sum(((value - middle) ** 2 for value in values), Decimal(0)) / len(values)).sqrt()


def normalised(by_judge: Mapping[str, Mapping[str, Decimal]]) -> dict[str, dict[str, Decimal]]:
    """Each judge's totals moved to the mean and spread of all (population deviations): {judge: {entry: total}}.

    Advice to be shown beside the official score, never instead of it: a judge who saw the better entries is
    indistinguishable here from a lenient one. A judge whose totals are all equal says nothing: the pooled mean.
    """
    pooled = [total for totals in by_judge.values() for total in totals.values()]
    if not pooled:
        return {}
    middle = sum(pooled, Decimal(0)) / len(pooled)
    spread = _spread(pooled, middle)
    made: dict[str, dict[str, Decimal]] = {}
    for judge, totals in by_judge.items():
        own = sum(totals.values(), Decimal(0)) / max(len(totals), 1)
        own_spread = _spread(list(totals.values()), own) if totals else Decimal(0)
        made[judge] = {
            entry: to_cents(middle + (total - own) / own_spread * spread if own_spread else middle)
            for entry, total in totals.items()
        }
    return made
