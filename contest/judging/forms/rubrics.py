"""A rubric as its form holds it, with or without script: every field is numbered, a button adds, moves or takes away.

`a2_points`, `a2_en`, `a2_zh` are a row of the shared words; `c0_...` belongs to the first criterion, `c0_v_...` to its
variant for adaptation; `c0_a2_en` are its own words at the points of that row.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from contest.judging.forms import number
from contest.judging.rules import rubrics
from contest.judging.rules.rubrics import AnchorDraft, CriterionDraft, RubricDraft, VariantDraft
from contest.judging.rules.versions import plain
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.web.forms import LONGEST

WORDS = ("name_en", "name_zh", "guide_en", "guide_zh")
TIES = 3
FIRST = {"highest": "10", "step": "0.5", "tie_0": rubrics.MEAN, "kinds": list(rubrics.KINDS[:3])}
FIRST_POINTS = ("0", "3", "5", "7", "9", "10")
_CRITERION = re.compile(r"c(\d{1,2})_(.+)")
_ROW = re.compile(r"a(\d{1,2})_points")

Fields = dict[str, Any]


class Lines(msgspec.Struct, frozen=True):
    """How many criteria and rows of words the form shows."""

    criteria: int
    rows: int


def lines(fields: Mapping[str, Any]) -> Lines:
    criteria = [int(found[1]) for name in fields if (found := _CRITERION.fullmatch(name))]
    rows = [int(found[1]) for name in fields if (found := _ROW.fullmatch(name))]
    return Lines(
        min(max(criteria, default=-1) + 1, rubrics.MOST_CRITERIA), min(max(rows, default=-1) + 1, rubrics.MOST_ANCHORS)
    )


def empty() -> Fields:
    """A form to begin with: one criterion, and rows for the points that usually have words."""
    rows = {f"a{place}_points": points for place, points in enumerate(FIRST_POINTS)}
    return {**FIRST, **rows, "c0_name_en": ""}


def written(rubric: RubricDraft) -> Fields:
    """A rubric as the form holds it, to be changed into its next version."""
    points = sorted({anchor.points for _, anchors in rubrics.worded(rubric) for anchor in anchors})
    shared = {anchor.points: anchor for anchor in rubric.anchors}
    fields: Fields = {
        "key": rubric.key,
        "name_en": rubric.name_en,
        "name_zh": rubric.name_zh,
        "highest": plain(rubric.highest),
        "step": plain(rubric.step),
        "kinds": list(rubric.kinds),
        **{f"tie_{place}": key for place, key in enumerate(rubric.tie_break)},
    }
    for row, at in enumerate(points):
        fields[f"a{row}_points"] = plain(at)
        fields |= {f"a{row}_{lang}": getattr(shared[at], lang) if at in shared else "" for lang in ("en", "zh")}
    for place, one in enumerate(rubric.criteria):
        fields |= {f"c{place}_key": one.key, f"c{place}_weight": str(one.weight)}
        fields |= _said(f"c{place}", one, points)
        if one.adaptation is not None:
            fields |= _said(f"c{place}_v", one.adaptation, points)
    return fields


def _said(prefix: str, one: CriterionDraft | VariantDraft, points: list[Decimal]) -> Fields:
    fields: Fields = {f"{prefix}_{name}": getattr(one, name) for name in WORDS}
    fields[f"{prefix}_floor"] = plain(one.floor)
    for anchor in one.anchors:
        row = points.index(anchor.points)
        fields |= {f"{prefix}_a{row}_en": anchor.en, f"{prefix}_a{row}_zh": anchor.zh}
    return fields


def rearranged(fields: Fields, then: str) -> Fields:
    """The form after one of its buttons: `add`, `row`, `up:1`, `down:1`, `remove:1`."""
    verb, _, at = then.partition(":")
    count = lines(fields)
    if verb == "row" and count.rows < rubrics.MOST_ANCHORS:
        return {**fields, f"a{count.rows}_points": ""}
    order = list(range(count.criteria))
    if verb == "add" and count.criteria < rubrics.MOST_CRITERIA:
        return {**fields, f"c{count.criteria}_name_en": ""}
    place = int(at) if at.isdecimal() and len(at) < 3 else -1
    if place not in order:
        return fields
    order.remove(place)
    if verb in {"up", "down"}:
        order.insert(max(place - 1, 0) if verb == "up" else place + 1, place)
    now = {was: number for number, was in enumerate(order)}
    moved: Fields = {}
    for name, value in fields.items():
        found = _CRITERION.fullmatch(name)
        if found is None:
            moved[name] = value
        elif int(found[1]) in now:
            moved[f"c{now[int(found[1])]}_{found[2]}"] = value
    return moved


class _Reader:
    """Reads field by field and keeps what is wrong with each."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.wrong: dict[str, Lazy | str] = {}

    def text(self, name: str) -> str:
        value = self.fields.get(name, "")
        if not isinstance(value, str) or len(value) > LONGEST:
            self.wrong[name] = N_("Use at most %(most)s characters.", most=LONGEST)
            return ""
        return value

    def number(self, name: str) -> Decimal | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return number(text)
        except InvalidOperation:
            self.wrong[name] = N_("Enter a number.")
            return None

    def weight(self, name: str) -> int:
        """A whole number; anything else is named, and counts as 0."""
        found = self.number(name)
        if name not in self.wrong and (found is None or found != found.to_integral_value()):
            self.wrong[name] = N_("A weight is a whole number above 0.")
        return 0 if name in self.wrong or found is None else int(found)

    def anchors(self, prefix: str, points: list[Decimal | None]) -> list[AnchorDraft]:
        texts = [(at, self.text(f"{prefix}{n}_en"), self.text(f"{prefix}{n}_zh")) for n, at in enumerate(points)]
        if any(at is None and (en or zh) for at, en, zh in texts):
            self.wrong[prefix.removesuffix("a") + "anchors"] = N_("Say at which points these words stand.")
        return [AnchorDraft(points=at, en=en, zh=zh) for at, en, zh in texts if at is not None and (en or zh)]

    def variant(self, prefix: str, points: list[Decimal | None]) -> VariantDraft | None:
        words = {name: self.text(f"{prefix}_{name}") for name in WORDS}
        floor, anchors = self.number(f"{prefix}_floor"), self.anchors(f"{prefix}_a", points)
        if not (any(words.values()) or anchors or floor is not None):
            return None
        return VariantDraft(floor=floor, anchors=anchors, **words)

    def criterion(self, place: int, points: list[Decimal | None]) -> CriterionDraft:
        prefix = f"c{place}"
        words = {name: self.text(f"{prefix}_{name}") for name in WORDS}
        return CriterionDraft(
            key=self.text(f"{prefix}_key") or key_of(words["name_en"]) or f"criterion_{place + 1}",
            weight=self.weight(f"{prefix}_weight"),
            floor=self.number(f"{prefix}_floor"),
            anchors=self.anchors(f"{prefix}_a", points),
            adaptation=self.variant(f"{prefix}_v", points),
            **words,
        )


def key_of(name: str) -> str:
    """The key that a criterion gets from its English name."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40]


def read_rubric(fields: Fields) -> RubricDraft:
    """The rubric that was written; `Invalid` names each field that is wrong, whatever else is."""
    reader, count = _Reader(fields), lines(fields)
    for name in ("name_en", "name_zh"):
        if not reader.text(name):
            reader.wrong[name] = N_("This answer is needed.")
        elif len(reader.text(name)) > 120:
            reader.wrong[name] = N_("Use at most %(most)s characters.", most=120)
    key = reader.text("key")
    if not re.fullmatch(r"[a-z0-9_]{1,40}", key):
        reader.wrong["key"] = N_("Small letters, figures and _, at most 40.")
    points = [reader.number(f"a{row}_points") for row in range(count.rows)]
    kinds = fields.get("kinds", [])
    draft = RubricDraft(
        key=key,
        name_en=reader.text("name_en"),
        name_zh=reader.text("name_zh"),
        highest=reader.number("highest") or Decimal(0),
        step=reader.number("step") or Decimal(0),
        criteria=[reader.criterion(place, points) for place in range(count.criteria)],
        anchors=reader.anchors("a", points),
        kinds=[kinds] if isinstance(kinds, str) else list(kinds),
        tie_break=[tie for place in range(TIES) if (tie := reader.text(f"tie_{place}"))],
    )
    if problems := rubrics.problems(draft) | reader.wrong:
        raise Invalid(fields=problems)
    return draft
