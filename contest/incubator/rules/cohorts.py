"""A cohort as it is planned."""

from datetime import date

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

LONGEST_NAME = 120


class CohortPlan(Struct, frozen=True, kw_only=True):
    """Ventures that are followed together, from `starts_on` to `ends_on`, both included."""

    name_en: str = ""
    name_zh: str = ""
    starts_on: date
    ends_on: date


def cohort_faults(plan: CohortPlan) -> dict[str, Lazy | str]:
    """What does not hold together, by field."""
    found: dict[str, Lazy | str] = {}
    if not plan.name_en and not plan.name_zh:
        found["name_en"] = N_("Give a name in one language at least.")
    for name in ("name_en", "name_zh"):
        if len(getattr(plan, name)) > LONGEST_NAME:
            found[name] = N_("Use at most %(most)s characters.", most=LONGEST_NAME)
    if plan.ends_on < plan.starts_on:
        found["ends_on"] = N_("It cannot end before it begins.")
    return found
