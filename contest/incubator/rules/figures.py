"""How fast and how many land: figures over ventures, each by the day of its award and of its licence."""

from collections.abc import Sequence
from datetime import date
from statistics import median

from msgspec import Struct

from contest.incubator.rules.months import months_after

WITHIN = (6, 12)


class Landed(Struct, frozen=True, kw_only=True):
    """`registered` of the `of` ventures whose award lies `months` back or more, within that time."""

    months: int
    registered: int
    of: int

    @property
    def percent(self) -> int | None:
        """Half up; None where nobody's time is over yet."""
        return (200 * self.registered + self.of) // (2 * self.of) if self.of else None


class Pace(Struct, frozen=True, kw_only=True):
    """`days`: the median from award to licence over the `registered` ones; None where there is none."""

    ventures: int
    registered: int
    days: float | None
    landed: tuple[Landed, ...]


def pace(ventures: Sequence[tuple[date, date | None]], today: date) -> Pace:
    """The figures of ventures, each as (awarded on, registered on), as they are `today`.

    A share counts only those whose time is over: who was awarded last month has failed nothing yet.
    """
    days = [(registered - awarded).days for awarded, registered in ventures if registered is not None]
    landed = []
    for months in WITHIN:
        over = [one for one in ventures if months_after(one[0], months) <= today]
        inside = [one for one in over if one[1] is not None and one[1] <= months_after(one[0], months)]
        landed.append(Landed(months=months, registered=len(inside), of=len(over)))
    return Pace(ventures=len(ventures), registered=len(days), days=median(days) if days else None, landed=tuple(landed))
