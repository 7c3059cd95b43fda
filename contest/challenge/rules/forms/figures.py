"""Questions of the climate section whose answer is a figure."""

from decimal import Decimal

from contest.challenge.rules.forms.questions import Condition, Field, Words
from contest.impact.rules import GROUPS

LARGEST = Decimal(10**12)


def figure(
    key: str,
    label: Words,
    help_: Words = Words("", ""),  # noqa: B008 - frozen
    *,
    unit: Words = Words("", ""),  # noqa: B008 - frozen
    least: int = 0,
    most: Decimal = LARGEST,
    decimals: int = 3,
    when: tuple[Condition, ...] = (),
    needed: bool = False,
) -> Field:
    """A number, asked of whoever ticked its group at `impact_more`, or under the conditions `when`."""
    group = next((group for group, keys in GROUPS.items() if key in keys), None)
    return Field(
        key=key,
        section="climate",
        type="number",
        label=label,
        help=help_,
        unit=unit,
        least=Decimal(least),
        most=most,
        decimals=decimals,
        shown_if=(Condition("impact_more", (group,)),) if group else when,
        needed="shortlist" if needed else None,
    )
