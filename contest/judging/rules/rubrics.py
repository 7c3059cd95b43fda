"""The shape of a rubric, and what makes one fit to judge by."""

from collections import Counter
from decimal import Decimal

import msgspec

from contest.judging.rules import scores
from contest.lib.i18n import N_, Lazy


class CriterionDraft(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion; `key` is what scores are kept under (`climate_impact` breaks ties)."""

    key: str
    weight: int
    name_en: str
    name_zh: str
    guide_en: str = ""
    guide_zh: str = ""


class AnchorDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What a number of points means, in words."""

    points: Decimal
    en: str
    zh: str


class RubricDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A rubric as it is written down. The same `key` again in an edition makes the next version."""

    key: str
    name_en: str
    name_zh: str
    criteria: list[CriterionDraft]
    anchors: list[AnchorDraft] = msgspec.field(default_factory=list)
    highest: Decimal = Decimal(10)
    step: Decimal = Decimal("0.5")


def problems(draft: RubricDraft) -> dict[str, Lazy | str]:
    """What is wrong with a rubric, by field; empty where it can be used."""
    found: dict[str, Lazy | str] = {}
    weights = [criterion.weight for criterion in draft.criteria]
    if not draft.criteria:
        found["criteria"] = N_("Write at least one criterion.")
    elif not scores.weights_fit(weights):
        found["criteria"] = N_("Weights are whole numbers that add up to 100; these make %(sum)s.", sum=sum(weights))
    elif (twice := Counter(criterion.key for criterion in draft.criteria).most_common(1)[0])[1] > 1:
        found["criteria"] = N_("Two criteria have the same key: %(key)s.", key=twice[0])
    if not (draft.highest.is_finite() and 1 <= draft.highest <= 100):
        found["highest"] = N_("Use a number from 1 to 100.")
    elif not (draft.step.is_finite() and Decimal("0.1") <= draft.step <= draft.highest):
        found["step"] = N_("Use a step from 0.1 up to the highest number of points.")
    elif draft.step % Decimal("0.1") or draft.highest % draft.step:
        found["step"] = N_("The highest number of points is a whole number of steps, with one decimal at most.")
    elif any(not scores.is_on_scale(anchor.points, highest=draft.highest, step=draft.step) for anchor in draft.anchors):
        found["anchors"] = N_("An anchor stands at points that nobody can give.")
    return found
