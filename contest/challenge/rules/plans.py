"""What an organiser plans of an edition and a round, whether it holds together, and what may still change."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from contest.challenge.rules.blindness import BLINDNESS, JUDGES_KNOWN
from contest.challenge.rules.local_time import is_zone
from contest.challenge.rules.publicity import LANGUAGES, PUBLICITY
from contest.lib.i18n import N_, Lazy

KINDS = ("project", "solution", "product", "talent")
STAGES = ("online", "roadshow")
LONGEST_NOTICE = 60
MOMENTS = ("opens_at", "closes_at", "reviews_due_at")
FIRST_YEAR, LAST_YEAR = 2000, 2200
_CHOICES: dict[str, Collection[str]] = {
    "stage": STAGES,
    "blindness": BLINDNESS,
    "judges_known": JUDGES_KNOWN,
    "publicity": PUBLICITY,
    "language": LANGUAGES,
}


class EditionPlan(Struct, frozen=True, kw_only=True):
    """An edition as its organiser writes it; texts in both languages, either may be missing until it opens."""

    slug: str
    code_prefix: str
    name_en: str = ""
    name_zh: str = ""
    purpose_en: str = ""
    purpose_zh: str = ""


class CityPlan(Struct, frozen=True, kw_only=True):
    """A place for rounds and its zone; `key` is its name in addresses and never changes."""

    key: str
    name_en: str
    name_zh: str
    country: str
    time_zone: str


class ScenePlan(Struct, frozen=True, kw_only=True):
    """A field of work that the edition asks for."""

    key: str
    name_en: str
    name_zh: str
    about_en: str = ""
    about_zh: str = ""


class PartnerPlan(Struct, frozen=True, kw_only=True):
    """A name in the edition's list; `source` says where it was named."""

    role: str
    name_en: str
    name_zh: str
    source: str = ""


class RoundPlan(Struct, frozen=True, kw_only=True):
    """A round as its organiser writes it. The zone is the city's; online, `time_zone` says it."""

    slug: str
    name_en: str
    name_zh: str
    opens_at: datetime
    closes_at: datetime
    reviews_due_at: datetime
    kinds: list[str]
    city_id: UUID | None = None
    time_zone: str = "UTC"
    call_en: str = ""
    call_zh: str = ""
    stage: str = "online"
    notice_days: int = 5
    blindness: str = "none"
    judges_known: str = "signed"
    publicity: str = "listed"
    language: str = "both"
    quota: int | None = None


def edition_faults(plan: EditionPlan) -> dict[str, Lazy | str]:
    """What does not hold together, by field."""
    if not plan.name_en and not plan.name_zh:
        return {"name_en": N_("Give a name in one language at least.")}
    return {}


def city_faults(plan: CityPlan) -> dict[str, Lazy | str]:
    """What does not hold together, by field."""
    if not is_zone(plan.time_zone):
        return {"time_zone": N_("This is not a time zone that we know, such as Asia/Shanghai.")}
    return {}


def round_faults(plan: RoundPlan) -> dict[str, Lazy | str]:
    """What does not hold together, by field."""
    found: dict[str, Lazy | str] = {}
    if not plan.name_en and not plan.name_zh:
        found["name_en"] = N_("Give a name in one language at least.")
    if not is_zone(plan.time_zone):
        found["time_zone"] = N_("This is not a time zone that we know, such as Asia/Shanghai.")
    for name in MOMENTS:
        if not FIRST_YEAR <= getattr(plan, name).year <= LAST_YEAR:
            found[name] = N_("Choose a year from %(first)s to %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)
    if plan.closes_at <= plan.opens_at:
        found["closes_at"] = N_("The deadline must come after the opening.")
    elif plan.reviews_due_at <= plan.closes_at:
        found["reviews_due_at"] = N_("Reviews are due after the deadline for entries.")
    if not plan.kinds or not set(plan.kinds) <= set(KINDS):
        found["kinds"] = N_("Choose at least one kind of entry.")
    for name, offered in _CHOICES.items():
        if getattr(plan, name) not in offered:
            found[name] = N_("Choose one of the answers offered.")
    if not 1 <= plan.notice_days <= LONGEST_NOTICE:
        found["notice_days"] = N_("Use a number from 1 to %(most)s.", most=LONGEST_NOTICE)
    if plan.quota is not None and plan.quota < 1:
        found["quota"] = N_("Use a number of 1 or more, or leave it empty.")
    return found


# What the call promised when it opened; the rest is wording, or may move one way only.
_PROMISED = (
    "slug",
    "city_id",
    "time_zone",
    "opens_at",
    "stage",
    "notice_days",
    "blindness",
    "judges_known",
    "publicity",
    "quota",
)
FIXED = N_("The call has promised this. It stays until the round ends.")


def broken_promises(before: RoundPlan, after: RoundPlan, *, has_reason: bool) -> dict[str, Lazy | str]:
    """What an open round may not change, by field.

    Names and the call's text may be mended, a kind added; a deadline only moves later, and with a reason that the
    call shows.
    """
    found: dict[str, Lazy | str] = {name: FIXED for name in _PROMISED if getattr(before, name) != getattr(after, name)}
    if not set(before.kinds) <= set(after.kinds):
        found["kinds"] = N_("A kind that the call has asked for stays. You may add one.")
    if after.closes_at < before.closes_at:
        found["closes_at"] = N_("The deadline of an open call only moves later.")
    if after.reviews_due_at < before.reviews_due_at:
        found["reviews_due_at"] = N_("The reviews' due date of an open call only moves later.")
    if after.closes_at > before.closes_at and not has_reason:
        found["reason_en"] = N_("Say why in one language at least: the call shows it.")
    return found
