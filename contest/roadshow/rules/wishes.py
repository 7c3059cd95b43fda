"""What a party may wish for, and when."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_, Lazy
from contest.roadshow.rules.meetings.value import MUST, NEVER, NICE, OPEN

MARKS = (MUST, NICE, OPEN, NEVER)
LONGEST_NOTE = 500


def check_open(*, close_at: datetime, has_left: bool, now: datetime) -> None:
    """`Conflict` after the close, or to who no longer takes part."""
    if has_left:
        raise Conflict(N_("You no longer take part in this event."))
    if now >= close_at:
        raise Conflict(N_("Wishes are closed."))


def check_marks(marks: Mapping[UUID, str], *, musts: int) -> None:
    """`Invalid` where a mark is none of ours, or there are more musts than the event allows."""
    if not set(marks.values()) <= set(MARKS):
        raise Invalid(N_("Choose one of the answers offered."))
    said = sum(mark == MUST for mark in marks.values())
    if said > musts:
        raise Invalid(
            fields={
                "marks": N_(
                    "You marked %(said)s as a must, and at most %(musts)s may be. Nothing was saved yet.",
                    said=said,
                    musts=musts,
                )
            }
        )


def check_times(*, least: int, most: int | None, slots: int) -> None:
    """`Invalid` where the numbers of meetings do not fit each other or the event."""
    faults: dict[str, Lazy | str] = {}
    top = slots if most is None else most
    if not 1 <= top <= slots:
        faults["most"] = N_("Give a number from %(least)s to %(most)s.", least=1, most=slots)
    if not 0 <= least <= top:
        faults["least"] = N_("Give a number from %(least)s to %(most)s.", least=0, most=min(top, slots))
    if faults:
        raise Invalid(fields=faults)
