"""Sums of money as they are written down: two places, in a currency that has a name."""

from decimal import ROUND_HALF_UP, Decimal

from contest.lib.i18n import N_, Lazy

CURRENCIES = ("CNY", "EUR", "USD", "GBP", "CHF", "HKD", "JPY")
MOST = Decimal("999999999999.99")


def amount_fault(amount: Decimal) -> Lazy | None:
    """Why a sum cannot be kept."""
    if not amount.is_finite() or not 0 < amount <= MOST:
        return N_("Use an amount above 0.")
    if amount != amount.quantize(Decimal("0.01")):
        return N_("Use at most two decimal places.")
    return None


def shares(amount: Decimal, percents: list[Decimal]) -> list[Decimal]:
    """The parts of a sum, rounded half up to two places; the last takes what the others leave."""
    parts = [(amount * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP) for percent in percents[:-1]]
    return [*parts, amount - sum(parts, Decimal(0))]
