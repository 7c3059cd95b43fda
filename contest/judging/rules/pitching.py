"""The pitch clock: which stage a pitch is in and how long that lasts, by the server's clock."""

from datetime import datetime, timedelta

import msgspec

from contest.lib.errors import Conflict
from contest.lib.i18n import N_

PITCH, QUESTIONS, CHANGE, OVER = "pitch", "questions", "change", "over"


class Minutes(msgspec.Struct, frozen=True, kw_only=True):
    """How long each stage lasts."""

    pitch: int = 8
    questions: int = 7
    change: int = 2

    @property
    def whole(self) -> int:
        return self.pitch + self.questions + self.change


class Moments(msgspec.Struct, frozen=True, kw_only=True):
    """When the stages of one pitch begin, and when it is over; `held_at` while its clock is held."""

    begun_at: datetime
    questions_at: datetime
    change_at: datetime
    over_at: datetime
    held_at: datetime | None = None


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A stage as the hall sees it; `ends_at` is where the clock shows nought, were it not held."""

    key: str
    ends_at: datetime
    seconds: int
    is_held: bool


def begin(minutes: Minutes, *, now: datetime) -> Moments:
    """A pitch that begins now."""
    questions_at = now + timedelta(minutes=minutes.pitch)
    change_at = questions_at + timedelta(minutes=minutes.questions)
    over_at = change_at + timedelta(minutes=minutes.change)
    return Moments(begun_at=now, questions_at=questions_at, change_at=change_at, over_at=over_at)


def stage_of(moments: Moments, *, now: datetime) -> Stage:
    """Where a pitch stands; whole seconds left, rounded up, as a clock in the hall shows them."""
    at = moments.held_at or now
    ends = ((PITCH, moments.questions_at), (QUESTIONS, moments.change_at), (CHANGE, moments.over_at))
    key, ends_at = next(((key, end) for key, end in ends if at < end), (OVER, moments.over_at))
    seconds = max(0, -int((at - ends_at).total_seconds() // 1))
    return Stage(key=key, ends_at=ends_at, seconds=seconds, is_held=moments.held_at is not None)


def hold(moments: Moments, *, now: datetime) -> Moments:
    """The clock stands still from now on."""
    _check_running(moments, now)
    return msgspec.structs.replace(moments, held_at=now)


def resume(moments: Moments, *, now: datetime) -> Moments:
    """It goes on: what was still to come is as much later as it stood still."""
    if moments.held_at is None:
        raise Conflict(N_("The clock is not held."))
    held_at, late = moments.held_at, now - moments.held_at

    def moved(at: datetime) -> datetime:
        return at + late if at > held_at else at

    return Moments(
        begun_at=moments.begun_at,
        questions_at=moved(moments.questions_at),
        change_at=moved(moments.change_at),
        over_at=moved(moments.over_at),
    )


def go_on(moments: Moments, minutes: Minutes, *, now: datetime) -> Moments:
    """The next stage begins now, before the clock says so."""
    _check_running(moments, now)
    key = stage_of(moments, now=now).key
    change_at = now + timedelta(minutes=minutes.questions) if key == PITCH else now
    change_at = moments.change_at if key == CHANGE else change_at
    over_at = now if key == CHANGE else change_at + timedelta(minutes=minutes.change)
    questions_at = now if key == PITCH else moments.questions_at
    return Moments(begun_at=moments.begun_at, questions_at=questions_at, change_at=change_at, over_at=over_at)


def cut(moments: Moments, *, now: datetime) -> Moments:
    """It is over now, whatever stage it was in: the next one begins."""
    end = moments.held_at or now
    return Moments(
        begun_at=moments.begun_at,
        questions_at=min(moments.questions_at, end),
        change_at=min(moments.change_at, end),
        over_at=min(moments.over_at, end),
    )


def _check_running(moments: Moments, now: datetime) -> None:
    if moments.held_at is not None:
        raise Conflict(N_("The clock is held: let it go on first."))
    if now >= moments.over_at:
        raise Conflict(N_("This pitch is over."))
