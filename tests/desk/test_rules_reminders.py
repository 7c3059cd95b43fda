"""When a reminder goes to somebody: by their own clocks, and never in their night."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.desk.rules.reminders import Quiet, problem, send_at

NIGHT = Quiet(21, 8)


@pytest.mark.parametrize(
    ("due", "zone", "ends_at", "sent"),
    [
        ("2026-05-01T12:00", "UTC", None, "2026-05-01T12:00"),
        ("2026-05-01T22:30", "UTC", None, "2026-05-02T08:00"),
        ("2026-05-01T07:59", "UTC", None, "2026-05-01T08:00"),
        ("2026-05-01T12:00", "Asia/Shanghai", None, "2026-05-01T12:00"),  # 20:00 there
        ("2026-05-01T13:00", "Asia/Shanghai", None, "2026-05-02T00:00"),  # 21:00 there: at their 08:00
        ("2026-05-01T22:00", "UTC", "2026-05-02T07:00", "2026-05-01T20:59"),  # the morning would be too late
        ("2026-05-02T05:00", "UTC", "2026-05-02T07:00", "2026-05-01T20:59"),
        ("2026-03-29T00:30", "Europe/Paris", None, "2026-03-29T06:00"),  # the night in which the hour is shorter
        ("2026-10-24T23:30", "Europe/Paris", None, "2026-10-25T07:00"),  # and the longer one
    ],
)
def test_a_reminder_waits_for_the_morning_where_its_reader_lives(
    due: str, zone: str, ends_at: str | None, sent: str
) -> None:
    at = datetime.fromisoformat(due + "+00:00")
    ends = datetime.fromisoformat(ends_at + "+00:00") if ends_at else None
    assert send_at(at, zone=zone, quiet=NIGHT, ends_at=ends) == datetime.fromisoformat(sent + "+00:00")


@given(
    after=st.integers(0, 700 * 24 * 60),
    zone=st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Paris", "America/St_Johns", "Pacific/Chatham"]),
    starts=st.integers(0, 23),
    ends=st.integers(0, 23),
    left=st.none() | st.integers(1, 48),
)
def test_nobody_is_written_to_at_night_and_nobody_too_late(
    after: int, zone: str, starts: int, ends: int, left: int | None
) -> None:
    at, quiet = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=after), Quiet(starts, ends)
    ends_at = None if left is None else at + timedelta(hours=left)
    sent = send_at(at, zone=zone, quiet=quiet, ends_at=ends_at)
    assert ends_at is None or sent < ends_at
    assert abs(sent - at) <= timedelta(hours=26)
    hour = sent.astimezone(ZoneInfo(zone)).hour
    # where a night is skipped or doubled by the clocks' change, an hour of it may be said
    assert not quiet.holds(hour) or sent.astimezone(ZoneInfo(zone)).date().month in (3, 4, 9, 10, 11)


def test_what_makes_no_sense_is_said_at_its_field() -> None:
    assert set(problem("invited", hours=-1, quiet=NIGHT)) == {"way"}
    assert set(problem("entries_due", hours=0, quiet=NIGHT)) == {"way"}
    assert set(problem("reviews_due", hours=99_999, quiet=Quiet(24, 8))) == {"amount", "quiet_from"}
    assert problem("reviews_due", hours=24, quiet=Quiet(0, 0)) == {}
