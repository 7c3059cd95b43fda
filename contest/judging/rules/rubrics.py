"""The shape of a rubric, and what makes one fit to judge by."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from contest.judging.rules import scores
from contest.lib.i18n import N_, Lazy

KINDS = ("project", "solution", "product", "talent")
MEAN = "mean"
EARLIER = "earlier_round"
CLIMATE = "climate_impact"
MOST_CRITERIA = 12
MOST_ANCHORS = 11
LONGEST = {"name": 160, "guide": 2000, "anchor": 300}
_KEY = re.compile(r"[a-z0-9_]{1,40}")


class AnchorDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What a number of points means, in words."""

    points: Decimal
    en: str
    zh: str


class VariantDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion as it reads for entries that are declared as adaptation; the weight and the key stay."""

    name_en: str
    name_zh: str
    guide_en: str = ""
    guide_zh: str = ""
    floor: Decimal | None = None
    anchors: list[AnchorDraft] = msgspec.field(default_factory=list)


class CriterionDraft(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion; `key` is what scores are kept under. An entry whose mean lies under `floor` cannot advance."""

    key: str
    weight: int
    name_en: str
    name_zh: str
    guide_en: str = ""
    guide_zh: str = ""
    floor: Decimal | None = None
    anchors: list[AnchorDraft] = msgspec.field(default_factory=list)
    adaptation: VariantDraft | None = None

    def as_read(self, *, is_adaptation: bool) -> "CriterionDraft":
        """The criterion as it reads for an entry: by its variant where the entry is one of adaptation."""
        variant = self.adaptation if is_adaptation else None
        if variant is None:
            return self
        return msgspec.structs.replace(self, adaptation=None, **msgspec.structs.asdict(variant))


class RubricDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A rubric as it is written down. The same `key` again in an edition makes the next version.

    `anchors` hold for every criterion that has no words of its own at those points. `tie_break` names what tells equal
    scores apart, in its order: `mean`, keys of criteria, and `earlier_round`, the score of the round decided before.
    """

    key: str
    name_en: str
    name_zh: str
    criteria: list[CriterionDraft]
    anchors: list[AnchorDraft] = msgspec.field(default_factory=list)
    highest: Decimal = Decimal(10)
    step: Decimal = Decimal("0.5")
    kinds: list[str] = msgspec.field(default_factory=lambda: list(KINDS))
    tie_break: list[str] = msgspec.field(default_factory=lambda: [MEAN])


def problems(draft: RubricDraft) -> dict[str, Lazy | str]:
    """What is wrong with a rubric, by field (`c2_weight` is of the third criterion); empty where it can be used."""
    found: dict[str, Lazy | str] = {}
    if not (draft.highest.is_finite() and 1 <= draft.highest <= 100):
        found["highest"] = N_("Use a number from 1 to 100.")
    elif not (draft.step.is_finite() and Decimal("0.1") <= draft.step <= draft.highest):
        found["step"] = N_("Use a step from 0.1 up to the highest number of points.")
    elif draft.step % Decimal("0.1") or draft.highest % draft.step:
        found["step"] = N_("The highest number of points is a whole number of steps, with one decimal at most.")
    else:
        found |= _off_scale(draft)
    if not set(draft.kinds) <= set(KINDS) or not draft.kinds:
        found["kinds"] = N_("Choose at least one kind of entry.")
    return found | _wrong_criteria(draft) | _wrong_ties(draft) | _too_long(draft)


def _wrong_criteria(draft: RubricDraft) -> dict[str, Lazy | str]:
    found: dict[str, Lazy | str] = {}
    weights = [criterion.weight for criterion in draft.criteria]
    keys = Counter(criterion.key for criterion in draft.criteria)
    if not draft.criteria:
        return {"criteria": N_("Write at least one criterion.")}
    if len(draft.criteria) > MOST_CRITERIA:
        return {"criteria": N_("Use at most %(most)s criteria.", most=MOST_CRITERIA)}
    for place, criterion in enumerate(draft.criteria):
        if not (criterion.name_en and criterion.name_zh):
            name = "name_zh" if criterion.name_en else "name_en"
            found[f"c{place}_{name}"] = N_("Name the criterion in both languages.")
        if not _KEY.fullmatch(criterion.key):
            found[f"c{place}_key"] = N_("Small letters, figures and _, at most 40.")
        elif keys[criterion.key] > 1:
            found[f"c{place}_key"] = N_("Two criteria have the same key: %(key)s.", key=criterion.key)
        if criterion.weight <= 0:
            found[f"c{place}_weight"] = N_("A weight is a whole number above 0.")
        variant = criterion.adaptation
        if variant is not None and not (variant.name_en and variant.name_zh):
            found[f"c{place}_v_name_en"] = N_("Name the criterion in both languages.")
    if not scores.weights_fit(weights) and not any(name.endswith("_weight") for name in found):
        found["criteria"] = N_("Weights are whole numbers that add up to 100; these make %(sum)s.", sum=sum(weights))
    return found


def worded(draft: RubricDraft) -> Iterator[tuple[str, Sequence[AnchorDraft]]]:
    """Every list of anchors with the field that it stands in."""
    yield "anchors", draft.anchors
    for place, criterion in enumerate(draft.criteria):
        yield f"c{place}_anchors", criterion.anchors
        if criterion.adaptation is not None:
            yield f"c{place}_v_anchors", criterion.adaptation.anchors


def _off_scale(draft: RubricDraft) -> dict[str, Lazy | str]:
    found: dict[str, Lazy | str] = {}
    for field, anchors in worded(draft):
        points = [anchor.points for anchor in anchors]
        if any(not scores.is_on_scale(one, highest=draft.highest, step=draft.step) for one in points):
            found[field] = N_("An anchor stands at points that nobody can give.")
        elif len(set(points)) < len(points):
            found[field] = N_("Two anchors stand at the same points.")
    floors = [(f"c{place}_floor", one.floor) for place, one in enumerate(draft.criteria)]
    floors += [(f"c{n}_v_floor", one.adaptation.floor) for n, one in enumerate(draft.criteria) if one.adaptation]
    for field, floor in floors:
        if floor is not None and not (floor.is_finite() and 0 < floor <= draft.highest):
            found[field] = N_("A floor lies above 0 and is no higher than the highest points.")
    return found


def _wrong_ties(draft: RubricDraft) -> dict[str, Lazy | str]:
    known = {MEAN, EARLIER, *(criterion.key for criterion in draft.criteria)}
    if set(draft.tie_break) - known or len(set(draft.tie_break)) < len(draft.tie_break):
        return {"tie_break": N_("Name the mean, criteria of this rubric, and the earlier round, each once.")}
    return {}


def _too_long(draft: RubricDraft) -> dict[str, Lazy | str]:
    found: dict[str, Lazy | str] = {}
    for place, criterion in enumerate(draft.criteria):
        for prefix, one in ((f"c{place}", criterion), (f"c{place}_v", criterion.adaptation)):
            for name in ("name_en", "name_zh", "guide_en", "guide_zh"):
                most = LONGEST[name.split("_")[0]]
                if one is not None and len(getattr(one, name)) > most:
                    found[f"{prefix}_{name}"] = N_("Use at most %(most)s characters.", most=most)
    for field, anchors in worded(draft):
        if any(max(len(anchor.en), len(anchor.zh)) > LONGEST["anchor"] for anchor in anchors):
            found[field] = N_("Use at most %(most)s characters.", most=LONGEST["anchor"])
        elif len(anchors) > MOST_ANCHORS:
            found[field] = N_("Use at most %(most)s anchors.", most=MOST_ANCHORS)
        elif any(not (anchor.en and anchor.zh) for anchor in anchors):
            found[field] = N_("Write each anchor in both languages.")
    return found
