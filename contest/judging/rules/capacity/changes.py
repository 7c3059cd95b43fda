"""Changes to what a round asks or its panel gives, and the smallest of them that mends something."""

from bisect import bisect_left
from collections.abc import Callable

from msgspec import structs

from contest.judging.rules.capacity.cases import Case, Member, full_of, hours_of
from contest.lib.i18n import N_, Lazy

MOST_ADDED = 400  # judges, days: beyond this a change is no advice


def smallest(values: range, fits: Callable[[int], bool]) -> int | None:
    """The first of these that fits. They go from the smallest change to the largest, and what fits once fits on."""
    if not values or not fits(values[-1]):
        return None
    return values[bisect_left(values, True, key=fits)]


def grown(case: Case, count: int, languages: frozenset[str], scenes: frozenset[str]) -> Case:
    """With more judges, each as ready as the panel is on average."""
    full, size = full_of(case), max(len(case.members), 1)
    most = round(sum(one.most for one in case.members) / size) or 12
    hours = sum(hours_of(one, full) for one in case.members) / size or None
    new = Member(name="", most=most, hours=hours, languages=languages, scenes=scenes)
    return structs.replace(case, members=(*case.members, *[new] * count), free=tuple(one + count for one in case.free))


def staged(case: Case, kind: str, **change: int) -> Case:
    """With other figures in one stage."""
    changed = tuple(structs.replace(one, **change) if one.kind == kind else one for one in case.stages)
    return structs.replace(case, stages=changed)


def more_judges(
    case: Case,
    fits: Callable[[Case], bool],
    *,
    languages: frozenset[str] = frozenset(),
    scenes: frozenset[str] = frozenset(),
) -> list[int]:
    """How many more judges who read these would do; none where no number is advice."""
    found = smallest(range(1, MOST_ADDED), lambda count: fits(grown(case, count, languages, scenes)))
    return [] if found is None else [found]


def judges_words(count: int) -> Lazy:
    """So many more judges, as a change is said."""
    return N_("One more judge.") if count == 1 else N_("%(count)s more judges.", count=count)
