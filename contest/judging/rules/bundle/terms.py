"""What the bundle of a result holds: how a round was judged, who gave what, and what came of it. No name is in it."""

from datetime import datetime
from decimal import Decimal

import msgspec

from contest.judging.rules.capacity import Stage
from contest.judging.rules.rubrics import CriterionDraft

# For who audits the result, with every signed score; for everybody, with what the judges agreed to.
AUDITORS, PUBLIC = "auditors", "public"
KINDS = (AUDITORS, PUBLIC)
FORMAT = "contest-result-1"


class BundleRubric(msgspec.Struct, frozen=True, kw_only=True):
    """The rubric of a group of the ranking (`entry` or `talent`), in the version that was judged by."""

    group: str
    key: str
    version: int
    name_en: str
    name_zh: str
    highest: Decimal
    step: Decimal
    tie_break: tuple[str, ...]
    criteria: tuple[CriterionDraft, ...]

    @property
    def weights(self) -> dict[str, int]:
        return {one.key: one.weight for one in self.criteria}


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The last seal of a ledger when the bundle was made: whoever kept it can tell that nothing before was changed."""

    ledger: str
    number: int
    hash: str
    sealed_at: datetime


class DecisionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A decision of the round, the earliest first. `reverses`: which of them it takes the place of, from 1."""

    number: int
    state: str
    published_at: datetime | None
    notice_ends_at: datetime | None
    reverses: int | None


class About(msgspec.Struct, frozen=True, kw_only=True):
    """The round and how it was judged. `stage` is the last that was judged, `opened_at` froze what stands here."""

    format: str = FORMAT
    kind: str
    edition_en: str
    edition_zh: str
    round_en: str
    round_zh: str
    rule: str
    stages: tuple[Stage, ...]
    stage: str
    quota: int | None
    opened_at: datetime | None
    is_demonstration: bool
    rubrics: tuple[BundleRubric, ...]
    decisions: tuple[DecisionLine, ...]
    ledgers: tuple[Head, ...]


class ReviewLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one judge, under a name that only this bundle knows, gave one entry: points by criterion, their total."""

    entry: str
    judge: str
    stage: str
    total: Decimal
    points: dict[str, Decimal]


class ResultLine(msgspec.Struct, frozen=True, kw_only=True):
    """Where an entry stands. `reviews` count in its stage; `withheld`: its judges did not all agree to publish.

    `adaptation` says which floors hold, `track` what the calibrated rule compares within; both are None where the
    bundle does not tell them. `below` names the criteria whose floor is missed.
    """

    entry: str
    group: str
    stage: str
    reviews: int
    withheld: bool
    rank: int | None
    seat: int | None
    score: Decimal | None
    mean: Decimal | None
    means: dict[str, Decimal]
    earlier: Decimal | None
    below: tuple[str, ...]
    outcome: str
    adaptation: bool | None
    track: str | None


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    about: About
    reviews: tuple[ReviewLine, ...]
    results: tuple[ResultLine, ...]
