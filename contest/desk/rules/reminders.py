"""Reminders by rule: so long before or after a named moment, to whom, and not at night where they live."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from contest.lib.i18n import N_, Lazy

MOMENTS: dict[str, Lazy] = {
    "entries_due": N_("An entry that was begun has to be handed in"),
    "reviews_due": N_("A review has to be signed"),
    "invited": N_("A judge was invited and has not answered"),
    "wishes_due": N_("A party was asked for its wishes for meetings and has not answered"),
}
ENDS: dict[str, Lazy] = {
    "entries_due": N_("Until it is handed in, withdrawn, or the deadline has passed."),
    "reviews_due": N_("Until all their reviews are signed, handed back or taken away."),
    "invited": N_("Until they have accepted or declined."),
    "wishes_due": N_("Until the party has said whether it takes part."),
}
CHANNELS: dict[str, Lazy] = {
    "person": N_("Whoever has to do it, by mail"),
    "organiser": N_("Who runs the round, by mail: how much is open, and a link"),
    "webhook": N_("A chat or another program: how much is open, and no names"),
}
ONLY_AFTER = {"invited"}
ONLY_BEFORE = {"entries_due", "wishes_due"}  # what was missed is over: nobody can do it any more
MOST_HOURS = 60 * 24
MISSED = timedelta(days=2)  # a worker that was away longer does not catch up: the moment is past
LONGEST_NIGHT = timedelta(hours=24)


class Quiet(msgspec.Struct, frozen=True):
    """From this full hour until that one nobody is written to, by the clocks where they live; the same: never."""

    starts: int
    ends: int

    def holds(self, hour: int) -> bool:
        if self.starts <= self.ends:
            return self.starts <= hour < self.ends
        return hour >= self.starts or hour < self.ends


def problem(moment: str, *, hours: int, quiet: Quiet) -> dict[str, Lazy | str]:
    """What is wrong with a rule, by field. `hours` are negative before the moment."""
    found: dict[str, Lazy | str] = {}
    if moment in ONLY_AFTER and hours < 0:
        found["way"] = N_("This can only be said after the moment.")
    if moment in ONLY_BEFORE and hours >= 0:
        found["way"] = N_("This can only be said before the moment: nobody could do it any more.")
    if abs(hours) > MOST_HOURS:
        found["amount"] = N_("At most %(days)s days.", days=MOST_HOURS // 24)
    if not (0 <= quiet.starts <= 23 and 0 <= quiet.ends <= 23):
        found["quiet_from"] = N_("Full hours from 0 to 23.")
    return found


def send_at(due: datetime, *, zone: str, quiet: Quiet, ends_at: datetime | None) -> datetime:
    """When a reminder that is due goes to somebody in `zone`: then, else when their night is over.

    `ends_at` is when it becomes moot: where their night lasts until then, it goes before it begins.
    """
    local = due.astimezone(ZoneInfo(zone))
    if not quiet.holds(local.hour):
        return due
    day = local.date()
    morning = datetime.combine(day, time(quiet.ends), local.tzinfo)
    if morning <= local:
        morning = datetime.combine(day + timedelta(days=1), time(quiet.ends), local.tzinfo)
    if ends_at is None or morning < ends_at:
        return morning
    evening = datetime.combine(day, time(quiet.starts), local.tzinfo)
    if evening > local:
        evening = datetime.combine(day - timedelta(days=1), time(quiet.starts), local.tzinfo)
    return evening - timedelta(minutes=1)
