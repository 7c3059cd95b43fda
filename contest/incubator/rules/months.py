"""Counting months."""

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_in_sight(month: date, today: date) -> bool:
    """Whether the calendar leads to this month, five years either way: its links must come to an end."""
    return abs(month.year * 12 + month.month - today.year * 12 - today.month) <= 60
