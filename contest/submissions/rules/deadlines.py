"""Until when an entry may be handed in: the round's deadline, a person's extension, a file that is under way."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from contest.challenge import rules as challenge
from contest.challenge.rules import local_time
from contest.challenge.rules.deadlines import GRACE
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy

LONGEST = timedelta(days=90)
MOST_USES = 1000

# An extension outlives the call: screening of the others may begin, judging ends it.
_LATE_STATES = frozenset({"open", "screening"})


def end_of_day(day: str, zone: str) -> datetime | None:
    """The end of a day where the round is; None where there is no such day."""
    found = local_time.moment_of(day, "24:00", zone)
    if isinstance(found, local_time.Missing):
        found = found.instead
    if isinstance(found, local_time.Twice):
        found = found.second
    return None if found is None else found.astimezone(UTC)


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """What decides whether an entry can still change. `extended_to` is its applicant's own; `has_file_under_way`: at
    the end of their time a file of this entry was on its way or being checked."""

    state: str
    opens_at: datetime
    closes_at: datetime
    extended_to: datetime | None = None
    has_file_under_way: bool = False

    @property
    def ends_at(self) -> datetime:
        """The deadline of this applicant: its own moment counts, one second later is late."""
        return max(self.closes_at, self.extended_to or self.closes_at)


def is_open(round_: Deadline, now: datetime) -> bool:
    """Whether this applicant's time runs."""
    if now > round_.closes_at:
        return round_.state in _LATE_STATES and round_.opens_at <= now <= round_.ends_at
    return challenge.takes_entries(state=round_.state, opens_at=round_.opens_at, closes_at=round_.closes_at, now=now)


def is_in_grace(round_: Deadline, now: datetime) -> bool:
    """Whether the time is over and a file that was under way may still arrive: `GRACE_RULE` in code."""
    return round_.has_file_under_way and round_.state in _LATE_STATES and round_.ends_at < now <= round_.ends_at + GRACE


def may_extend(actor: Actor, *, edition_id: UUID, round_id: UUID) -> bool:
    """Who gives more time: the organisers of the round. Screeners do not."""
    return challenge.may_organise(actor, edition_id=edition_id, round_id=round_id)


def extension_faults(
    *, until: datetime | None, reason: str, closes_at: datetime, now: datetime
) -> dict[str, Lazy | str]:
    """What is wrong with more time for somebody, by field."""
    found: dict[str, Lazy | str] = {}
    if not reason:
        found["reason"] = N_("Say why: the applicant reads it, and it is kept.")
    if until is None or until <= now:
        found["until"] = N_("Choose a moment that is still to come.")
    elif until <= closes_at:
        found["until"] = N_("That is not later than the deadline of the round.")
    elif until > closes_at + LONGEST:
        found["until"] = N_("That is more than %(days)s days after the deadline.", days=LONGEST.days)
    return found


def late_code_faults(
    *,
    until: datetime | None,
    good_until: datetime | None,
    reason: str,
    most: int,
    kinds: Sequence[str],
    closes_at: datetime,
    takes: Sequence[str],
    now: datetime,
) -> dict[str, Lazy | str]:
    """What is wrong with a code for latecomers, by field. `takes`: the kinds that its round takes."""
    given = extension_faults(until=until, reason=reason, closes_at=closes_at, now=now)
    found = {f"late_{name}": text for name, text in given.items()}
    if good_until is None or good_until <= now:
        found["good_until"] = N_("Choose a moment that is still to come.")
    elif until is not None and good_until > until:
        found["good_until"] = N_("A code cannot be used after the time that it gives has ended.")
    if not 1 <= most <= MOST_USES:
        found["most"] = N_("Use a number from 1 to %(most)s.", most=MOST_USES)
    if not set(kinds) <= set(takes):
        found["kinds"] = N_("Choose one of the kinds that this round takes.")
    return found


def used_up(
    *, most: int, used: int, good_until: datetime, revoked_at: datetime | None, round_state: str, now: datetime
) -> Lazy | None:
    """Why a code opens nothing any more, in words for whoever typed it; None while it does."""
    if revoked_at is not None:
        return N_("This code was taken back.")
    if now > good_until:
        return N_("This code has expired.")
    if used >= most:
        return N_("This code was used as often as it may be.")
    if round_state not in _LATE_STATES:
        return N_("The round no longer takes entries.")
    return None
