"""When a tranche is released: its milestone accepted, no report overdue, and two different people for it."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from contest.incubator.rules.money import CURRENCIES, amount_fault
from contest.lib.i18n import N_, Lazy

APPROVERS = 2
MOST_TRANCHES = 6
LONGEST_REFERENCE = 120
HOME = "CNY"


class Part(Struct, frozen=True):
    """A share of a grant in percent, released after a milestone."""

    milestone: UUID
    percent: Decimal


class GrantPlan(Struct, frozen=True, kw_only=True):
    """A grant as it is fixed at the award; `rate`: CNY for one of its currency on that day."""

    amount: Decimal
    currency: str
    rate: Decimal
    parts: tuple[Part, ...]


def grant_faults(plan: GrantPlan, *, milestones: Collection[UUID]) -> dict[str, Lazy | str]:
    """What does not hold together, by field. `milestones`: the venture's own that are not dropped."""
    found: dict[str, Lazy | str] = {}
    if (fault := amount_fault(plan.amount)) is not None:
        found["amount"] = fault
    if plan.currency not in CURRENCIES:
        found["currency"] = N_("Choose one of the answers offered.")
    if not plan.rate.is_finite() or not 0 < plan.rate < 100_000 or plan.rate != round(plan.rate, 6):
        found["rate"] = N_("Use a rate above 0, with at most six decimal places.")
    elif plan.currency == HOME and plan.rate != 1:
        found["rate"] = N_("One yuan is one yuan: the rate of CNY is 1.")
    if not plan.parts:
        found["percent_1"] = N_("Plan one tranche at least.")
    for number, part in enumerate(plan.parts, 1):
        if part.milestone not in milestones:
            found[f"milestone_{number}"] = N_("Choose one of this venture’s own milestones.")
        if not part.percent.is_finite() or not 0 < part.percent <= 100 or part.percent != round(part.percent, 2):
            found[f"percent_{number}"] = N_("Use a percentage above 0 and up to 100.")
    if plan.parts and not any(key.startswith("percent") for key in found):
        total = sum((part.percent for part in plan.parts), Decimal(0))
        if total != 100:
            made = f"{total.normalize():f}"
            found["percent_1"] = N_("The tranches make %(total)s percent together, not 100.", total=made)
    return found


class Standing(Struct, frozen=True, kw_only=True):
    """What a release is held against."""

    milestone_state: str
    overdue: int
    approvers: Sequence[UUID]
    is_released: bool


def missing(of: Standing) -> list[Lazy]:
    """What is still missing for a release, in words; nothing is missing of what was released."""
    if of.is_released:
        return []
    found = []
    if of.milestone_state != "accepted":
        found.append(N_("Its milestone is not accepted."))
    if of.overdue:
        found.append(N_("A report of this venture is overdue."))
    if len(set(of.approvers)) < APPROVERS:
        found.append(N_("Two different people have to approve it."))
    return found


def approval_fault(of: Standing, person: UUID) -> Lazy | None:
    """Why this person cannot approve it."""
    if of.is_released:
        return N_("This tranche is released already.")
    if person in of.approvers:
        return N_("You have approved it already: the second one has to be somebody else.")
    if of.milestone_state != "accepted":
        return N_("Its milestone is not accepted.")
    return N_("A report of this venture is overdue.") if of.overdue else None


def release_faults(
    of: Standing, *, released_on: date, reference: str, last_on: date, today: date
) -> dict[str, Lazy | str]:
    """What stands against recording a release, by field. `last_on`: the day of the last approval."""
    if waits := missing(of):
        return {"": waits[0]}
    found: dict[str, Lazy | str] = {}
    if released_on < last_on:
        found["released_on"] = N_("This is before its last approval, on %(day)s.", day=last_on.isoformat())
    elif released_on > today:
        found["released_on"] = N_("This day has not come yet.")
    if not reference:
        found["reference"] = N_("This answer is needed.")
    elif len(reference) > LONGEST_REFERENCE:
        found["reference"] = N_("Use at most %(most)s characters.", most=LONGEST_REFERENCE)
    return found
