"""Prizes that are settled only once their conditions are met."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from contest.incubator.rules.money import CURRENCIES, amount_fault
from contest.lib.i18n import N_, Lazy

LONGEST_NAME = 200
LONGEST_CONDITION = 500
MOST_CONDITIONS = 20
LONGEST_REASON = 1_000


class PrizePlan(Struct, frozen=True, kw_only=True):
    """A prize as it is promised: to be settled by `settle_by`; without an amount it is no money."""

    name_en: str = ""
    name_zh: str = ""
    amount: Decimal | None = None
    currency: str = ""
    settle_by: date
    conditions: tuple[str, ...] = ()


def prize_faults(plan: PrizePlan, *, awarded_on: date) -> dict[str, Lazy | str]:
    """What does not hold together, by field."""
    found: dict[str, Lazy | str] = {}
    if not plan.name_en and not plan.name_zh:
        found["name_en"] = N_("Give a name in one language at least.")
    for name in ("name_en", "name_zh"):
        if len(getattr(plan, name)) > LONGEST_NAME:
            found[name] = N_("Use at most %(most)s characters.", most=LONGEST_NAME)
    if plan.amount is not None and (fault := amount_fault(plan.amount)) is not None:
        found["amount"] = fault
    if (plan.amount is not None and plan.currency not in CURRENCIES) or (plan.amount is None and plan.currency):
        found["currency"] = N_("Give an amount and its currency, or neither.")
    if plan.settle_by < awarded_on:
        found["settle_by"] = N_("This is before the award of %(day)s.", day=awarded_on.isoformat())
    if len(plan.conditions) > MOST_CONDITIONS:
        found["conditions"] = N_("Use at most %(most)s conditions.", most=MOST_CONDITIONS)
    elif any(len(one) > LONGEST_CONDITION for one in plan.conditions):
        found["conditions"] = N_("Use at most %(most)s characters in a line.", most=LONGEST_CONDITION)
    return found


def met_faults(
    met_on: date, evidence: UUID | None, *, awarded_on: date, today: date, files: Collection[UUID]
) -> dict[str, Lazy | str]:
    """What stands against a condition being met. `files`: the venture's own, checked."""
    found: dict[str, Lazy | str] = {}
    if met_on < awarded_on:
        found["met_on"] = N_("This is before the award of %(day)s.", day=awarded_on.isoformat())
    elif met_on > today:
        found["met_on"] = N_("This day has not come yet.")
    if evidence not in files:
        found["evidence"] = N_("Choose one of this venture’s own files that was checked.")
    return found


def settle_faults(
    settled_on: date, *, awarded_on: date, today: date, met: Sequence[date | None]
) -> dict[str, Lazy | str]:
    """What stands against settling: a condition that is not met, or a day that cannot be."""
    latest = max((day for day in met if day is not None), default=awarded_on)
    if any(day is None for day in met):
        return {"": N_("A condition is not met yet: the prize cannot be settled.")}
    if settled_on < latest:
        return {"settled_on": N_("This is before its last condition was met, on %(day)s.", day=latest.isoformat())}
    if settled_on > today:
        return {"settled_on": N_("This day has not come yet.")}
    return {}
