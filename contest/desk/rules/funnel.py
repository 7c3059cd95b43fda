"""How far entries have come, by city, scene, kind and country."""

from collections.abc import Iterable

from msgspec import Struct

STAGES = ("draft", "submitted", "eligible", "in_review", "advanced", "landed")
BY = ("city", "scene", "kind", "country")

# A line of what was counted in a round: how it is counted (`all`, `scene`, `kind`, `country`), the value, and how
# many entries have come to each of STAGES and no further.
Tally = tuple[str, str, int, int, int, int, int, int]


class Place(Struct, frozen=True, kw_only=True):
    """What one entry adds to the tallies of a round."""

    stage: int
    kind: str
    scene: str
    country: str


class Row(Struct, frozen=True, kw_only=True):
    """A row of the funnel: entries still in draft, and how many have come at least so far."""

    key: str
    drafts: int
    submitted: int
    eligible: int
    in_review: int
    advanced: int
    landed: int

    @property
    def steps(self) -> tuple[int, int, int, int, int]:
        return self.submitted, self.eligible, self.in_review, self.advanced, self.landed


def less(tallies: Iterable[Tally], hidden: Iterable[Place]) -> list[Tally]:
    """The tallies without the entries that a person may not know of; a line of nothing is left out."""
    counts = {(by, value): list(reached) for by, value, *reached in tallies}
    for one in hidden:
        for key in (("all", ""), ("kind", one.kind), ("scene", one.scene), ("country", one.country)):
            if key in counts:
                counts[key][one.stage] -= 1
    return [(by, value, *reached) for (by, value), reached in counts.items() if any(reached)]  # type: ignore[misc]


def rows(tallies: Iterable[tuple[str, Tally]], by: str) -> list[Row]:
    """The rows of a funnel from the tallies of rounds, each with the key of its city; the largest first."""
    counted: dict[str, list[int]] = {}
    for city, (what, value, *reached) in tallies:
        if what != ("all" if by == "city" else by):
            continue
        sums = counted.setdefault(city if by == "city" else value, [0] * len(STAGES))
        for stage, count in enumerate(reached):
            sums[stage] += count
    made = [_row(key, sums) for key, sums in counted.items()]
    return sorted(made, key=lambda row: (-row.submitted, -row.drafts, row.key))


def _row(key: str, reached: list[int]) -> Row:
    drafts, *later = reached
    return Row(key=key, drafts=drafts, **dict(zip(STAGES[1:], _at_least(later), strict=True)))


def _at_least(later: list[int]) -> list[int]:
    return [sum(later[stage:]) for stage in range(len(later))]


def total(found: Iterable[Row]) -> Row:
    """All rows as one."""
    sums = [0] * len(STAGES)
    for row in found:
        for place, count in enumerate((row.drafts, *row.steps)):
            sums[place] += count
    drafts, *steps = sums
    return Row(key="", drafts=drafts, **dict(zip(STAGES[1:], steps, strict=True)))
