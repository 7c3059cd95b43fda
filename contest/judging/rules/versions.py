"""What differs between two versions of a rubric, so that people can read it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from contest.judging.rules.rubrics import AnchorDraft, CriterionDraft, RubricDraft, VariantDraft
from contest.lib.i18n import N_, Lazy

WORDS = ("name_en", "name_zh", "guide_en", "guide_zh")
LABELS = {
    "name_en": N_("Name in English"),
    "name_zh": N_("Name in Chinese"),
    "guide_en": N_("Guidance in English"),
    "guide_zh": N_("Guidance in Chinese"),
    "weight": N_("Weight"),
    "floor": N_("Floor"),
    "highest": N_("Highest points"),
    "step": N_("Step"),
    "kinds": N_("Kinds of entries"),
    "tie_break": N_("Order of tie-breaks"),
}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is otherwise. `of_en` and `of_zh` name the criterion, empty for the rubric itself; an empty `was`
    or `now` means that there was or is nothing."""

    of_en: str = ""
    of_zh: str = ""
    what: Lazy
    was: str
    now: str


def plain(value: Decimal | None) -> str:
    """Points as people write them; empty for none."""
    return "" if value is None else f"{value.normalize():f}"


def difference(old: RubricDraft, new: RubricDraft) -> list[Change]:
    """Every change from `old` to `new`: of the rubric, then criterion by criterion in the order of the new one."""
    return [*_of_rubric(old, new), *_of_criteria(old, new)]


def _of_rubric(old: RubricDraft, new: RubricDraft) -> Iterator[Change]:
    def said(draft: RubricDraft) -> dict[str, str]:
        return {
            "name_en": draft.name_en,
            "name_zh": draft.name_zh,
            "highest": plain(draft.highest),
            "step": plain(draft.step),
            "kinds": ", ".join(draft.kinds),
            "tie_break": ", ".join(draft.tie_break),
        }

    was, now = said(old), said(new)
    for key, text in now.items():
        if was[key] != text:
            yield Change(what=LABELS[key], was=was[key], now=text)
    yield from _of_anchors(old.anchors, new.anchors, "", "")
    kept = {one.key for one in old.criteria} & {one.key for one in new.criteria}
    orders = [[one for one in draft.criteria if one.key in kept] for draft in (old, new)]
    if [one.key for one in orders[0]] != [one.key for one in orders[1]]:
        was_order, now_order = (", ".join(one.name_en for one in order) for order in orders)
        yield Change(what=N_("Order of the criteria"), was=was_order, now=now_order)


def _of_criteria(old: RubricDraft, new: RubricDraft) -> Iterator[Change]:
    before = {one.key: one for one in old.criteria}
    for one in new.criteria:
        if one.key in before:
            yield from _of_criterion(before.pop(one.key), one)
        else:
            yield Change(of_en=one.name_en, of_zh=one.name_zh, what=N_("Criterion"), was="", now=f"{one.weight} %")
    for gone in before.values():
        yield Change(of_en=gone.name_en, of_zh=gone.name_zh, what=N_("Criterion"), was=f"{gone.weight} %", now="")


def _of_criterion(old: CriterionDraft, new: CriterionDraft) -> Iterator[Change]:
    if old.weight != new.weight:
        yield Change(
            of_en=new.name_en, of_zh=new.name_zh, what=LABELS["weight"], was=f"{old.weight} %", now=f"{new.weight} %"
        )
    yield from _of_words(old, new, new.name_en, new.name_zh)
    if old.adaptation is not None and new.adaptation is not None:
        yield from _of_words(old.adaptation, new.adaptation, new.adaptation.name_en, new.adaptation.name_zh)
    elif old.adaptation != new.adaptation:
        yield Change(
            of_en=new.name_en,
            of_zh=new.name_zh,
            what=N_("Variant for adaptation"),
            was=old.adaptation.name_en if old.adaptation else "",
            now=new.adaptation.name_en if new.adaptation else "",
        )


def _of_words(
    old: CriterionDraft | VariantDraft, new: CriterionDraft | VariantDraft, of_en: str, of_zh: str
) -> Iterator[Change]:
    for key in WORDS:
        was, now = getattr(old, key), getattr(new, key)
        if was != now:
            yield Change(of_en=of_en, of_zh=of_zh, what=LABELS[key], was=was, now=now)
    if old.floor != new.floor:
        yield Change(of_en=of_en, of_zh=of_zh, what=LABELS["floor"], was=plain(old.floor), now=plain(new.floor))
    yield from _of_anchors(old.anchors, new.anchors, of_en, of_zh)


def _of_anchors(old: Sequence[AnchorDraft], new: Sequence[AnchorDraft], of_en: str, of_zh: str) -> Iterator[Change]:
    was = {one.points: f"{one.en} / {one.zh}" for one in old}
    now = {one.points: f"{one.en} / {one.zh}" for one in new}
    for points in sorted(was.keys() | now.keys()):
        if was.get(points) != now.get(points):
            label = N_("Words at %(points)s", points=plain(points))
            yield Change(of_en=of_en, of_zh=of_zh, what=label, was=was.get(points, ""), now=now.get(points, ""))
