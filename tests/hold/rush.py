"""Tests 1 and 2: the deadline rush of the bench, held to its bars."""

from collections.abc import Iterator

from tests.bench import deadline_rush
from tests.hold.row import Row, at_least, at_most


def measure() -> Iterator[Row]:
    """Quiet, and with a web process killed every 2 s and PostgreSQL stopped at once in the middle."""
    found = {(one.case, one.figure): one.value for one in deadline_rush.measure(seed=1)}
    yield at_least(1, "200 applicants: hand-ins a second", found["quiet", "handins_per_s"], deadline_rush.BAR_A_SECOND)
    yield at_most(1, "200 applicants: p99, ms", found["quiet", "p99_ms"], deadline_rush.BAR_MS)
    yield at_most(1, "200 applicants: answers of 500 and more", found["quiet", "errors"], 0)
    yield at_most(2, "kills: receipts lost", found["kills", "lost"], 0)
    yield at_most(2, "kills: entries doubled", found["kills", "doubled"], 0)
    yield at_least(2, "kills: receipts that were checked", found["kills", "receipts"], 1)
