"""A need as its owner writes it, whether it holds together, and the steps it takes."""

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from contest.lib.countries import codes
from contest.lib.i18n import N_, Lazy
from contest.lib.languages import LANGUAGES

KINDS: dict[str, Lazy] = {
    "scenario": N_("Scenario project"),
    "industry": N_("Industry project"),
    "thesis": N_("Investor’s thesis"),
    "call": N_("Partner’s call"),
}

COUNTERPART_KINDS: dict[str, Lazy] = {
    "owner": N_("Owner of projects"),
    "investor": N_("Investor"),
    "partner": N_("Partner"),
}

# What each kind of counterpart may write into the register itself.
OWNERS_KINDS: dict[str, tuple[str, ...]] = {
    "owner": ("scenario", "industry"),
    "investor": ("thesis",),
    "partner": ("call",),
}

ENTRY_KINDS = ("project", "solution", "product", "talent")

STATES: dict[str, Lazy] = {
    "draft": N_("Draft"),
    "open": N_("Open"),
    "under_way": N_("Under way"),
    "met": N_("Met"),
    "closed": N_("Closed"),
}

STEPS: dict[str, tuple[str, ...]] = {
    "draft": ("open",),
    "open": ("under_way", "met", "closed"),
    "under_way": ("open", "met", "closed"),
    "met": ("closed",),
    "closed": ("open",),
}

_STEP_WORDS: dict[str, Lazy] = {
    "open": N_("Open it"),
    "under_way": N_("It is under way"),
    "met": N_("It is met"),
    "closed": N_("Close it"),
}

PUBLICITY: dict[str, Lazy] = {
    "none": N_("Not published"),
    "unnamed": N_("Published without its owner’s name"),
    "named": N_("Published with its owner’s name"),
}
PUBLIC_STATES = ("open", "under_way", "met")

MOST_WORDS = 20
LONGEST_WORD = 80
MOST_ABOUT = 4_000
MOST_MONEY = Decimal(10) ** 13
_KEY = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")


class NeedPlan(Struct, frozen=True, kw_only=True):
    """A need as it is written. Empty lists, and None, ask for nothing. Money in yuan."""

    reference: str
    kind: str
    title_en: str = ""
    title_zh: str = ""
    about_en: str = ""
    about_zh: str = ""
    scenes: list[str] = []
    entry_kinds: list[str] = []
    least_trl: int | None = None
    least_cny: Decimal | None = None
    most_cny: Decimal | None = None
    invested_cny: Decimal | None = None
    place_en: str = ""
    place_zh: str = ""
    countries: list[str] = []
    languages: list[str] = []
    keywords: list[str] = []
    exclusions: list[str] = []
    within_months: int | None = None
    capacity: int | None = None
    publicity: str = "none"
    shows_money: bool = False
    due_on: date | None = None


class ScenePlan(Struct, frozen=True, kw_only=True):
    """A scene of the region; `same_as` are the keys under which calls ask for it."""

    key: str
    name_en: str
    name_zh: str
    same_as: list[str] = []
    scene_id: UUID | None = None


def is_step(state: str, to: str) -> bool:
    """Whether a need in `state` may become `to`."""
    return to in STEPS.get(state, ())


def step_words(state: str) -> dict[str, Lazy]:
    """The steps that a need may take now, each as its button says it."""
    return {to: _STEP_WORDS[to] for to in STEPS[state]}


def is_public(*, state: str, publicity: str) -> bool:
    """Whether the public reads of a need. In SQL: `queries.PUBLIC`."""
    return publicity != "none" and state in PUBLIC_STATES


def scene_faults(plan: ScenePlan) -> dict[str, Lazy | str]:
    """What does not hold together, by field."""
    found: dict[str, Lazy | str] = {}
    if not _KEY.fullmatch(plan.key):
        found["key"] = N_("Use small letters, digits and dashes.")
    if not plan.name_en:
        found["name_en"] = N_("This answer is needed.")
    if not plan.name_zh:
        found["name_zh"] = N_("This answer is needed.")
    return found


def need_faults(plan: NeedPlan, *, scenes: Collection[str]) -> dict[str, Lazy | str]:
    """What does not hold together, by field; `scenes` are the keys of the register's scenes."""
    found: dict[str, Lazy | str] = {}
    if not plan.reference.strip():
        found["reference"] = N_("This answer is needed.")
    if not plan.title_en and not plan.title_zh:
        found["title_en"] = N_("Give a title in one language at least.")
    for name in ("about_en", "about_zh"):
        if len(getattr(plan, name)) > MOST_ABOUT:
            found[name] = N_("Use at most %(most)s characters.", most=MOST_ABOUT)
    choices: tuple[tuple[str, Collection[str]], ...] = (
        ("kind", KINDS),
        ("publicity", PUBLICITY),
        ("scenes", scenes),
        ("entry_kinds", ENTRY_KINDS),
        ("languages", LANGUAGES),
        ("countries", codes()),
    )
    for name, allowed in choices:
        chosen = getattr(plan, name)
        if not {chosen} <= set(allowed) if isinstance(chosen, str) else not set(chosen) <= set(allowed):
            found[name] = N_("Choose one of the answers offered.")
    return found | _number_faults(plan) | _word_faults(plan)


def _number_faults(plan: NeedPlan) -> dict[str, Lazy | str]:
    found: dict[str, Lazy | str] = {}
    if plan.least_trl is not None and not 1 <= plan.least_trl <= 9:
        found["least_trl"] = N_("Use a number from 1 to %(most)s.", most=9)
    for name in ("least_cny", "most_cny", "invested_cny"):
        money = getattr(plan, name)
        if money is not None and not (money.is_finite() and 0 <= money <= MOST_MONEY):
            found[name] = N_("This is no amount of money that can be kept.")
    if not found and None not in (plan.least_cny, plan.most_cny) and plan.least_cny > plan.most_cny:  # type: ignore[operator]
        found["most_cny"] = N_("The largest amount is below the smallest.")
    if plan.within_months is not None and not 1 <= plan.within_months <= 240:
        found["within_months"] = N_("Use a number from 1 to %(most)s.", most=240)
    if plan.capacity is not None and not 1 <= plan.capacity <= 1000:
        found["capacity"] = N_("Use a number from 1 to %(most)s.", most=1000)
    return found


def _word_faults(plan: NeedPlan) -> dict[str, Lazy | str]:
    found: dict[str, Lazy | str] = {}
    for name in ("keywords", "exclusions"):
        words = getattr(plan, name)
        if len(words) > MOST_WORDS:
            found[name] = N_("Use at most %(most)s lines.", most=MOST_WORDS)
        elif any(len(word) > LONGEST_WORD for word in words):
            found[name] = N_("Use at most %(most)s characters.", most=LONGEST_WORD)
    return found


def opening_faults(plan: NeedPlan) -> list[Lazy]:
    """What stands in the way of opening a need, in words."""
    found: list[Lazy] = []
    if not plan.scenes:
        found.append(N_("It names no scene: entries are found by it."))
    if plan.publicity != "none" and not (plan.title_en and plan.title_zh):
        found.append(N_("It is to be published, and its title is not there in both languages."))
    return found
