"""What a calibration is asked, and what it answers. Plain values, without numpy: web pages use them too."""

import msgspec

DRAWS = 1000


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A signed total that a judge gave an entry, 0 to 100."""

    entry: str
    judge: str
    total: float


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """The totals of one group, the track of each entry (those in none are one track), and how many go on.

    `barred` entries lie under a floor: they take no place of the quota. `seed` makes the draws repeatable: the same
    question has the same answer.
    """

    totals: list[Given]
    tracks: dict[str, str] = {}
    quota: int | None = None
    barred: frozenset[str] = frozenset()
    draws: int = DRAWS
    seed: int = 1


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An entry on the scale of totals: its figure, what it lies between with 90 %, its chance to be in the quota."""

    entry: str
    figure: float
    low: float
    high: float
    chance: float | None


class Severity(msgspec.Struct, frozen=True, kw_only=True):
    """By how much a judge gives more (above 0) or less than the panel, and what that lies between with 90 %."""

    judge: str
    figure: float
    low: float
    high: float
    reviews: int


class Outlier(msgspec.Struct, frozen=True, kw_only=True):
    """A total far from what the model expects of this judge for this entry, by `deviations` of its spread."""

    entry: str
    judge: str
    expected: float
    deviations: float


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The calibrated figures. The spreads are standard deviations, in points, of quality, severity and noise.

    `cut` is where the quota may be thought to end, None without one. `parts` above 1: the panel falls into so many
    parts that share no entry; between them only the tracks compare.
    """

    lines: list[Line]
    severities: list[Severity]
    outliers: list[Outlier]
    spread_entries: float
    spread_judges: float
    spread_noise: float
    parts: int
    cut: float | None = None
