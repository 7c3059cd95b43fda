"""Local times as an organiser types them."""

from datetime import datetime

from contest.challenge.rules import local_time
from contest.lib.i18n import N_, Lazy


def moment_or_fault(day: str, clock: str, zone: str) -> datetime | Lazy:
    """The moment that a day and a time mean in `zone`, or why they are no single moment."""
    read = local_time.moment_of(day, clock, zone)
    if isinstance(read, local_time.Missing):
        return N_("Clocks in %(zone)s jump over this time: choose a later one.", zone=zone)
    if isinstance(read, local_time.Twice):
        return N_("Clocks in %(zone)s show this time twice: choose one an hour earlier or later.", zone=zone)
    return read or N_("Enter a day and a time such as 18:00; 24:00 is the end of the day.")
