"""A chain that was sealed years ago is read by today's code: a link is the same for ever."""

from datetime import UTC, datetime
from uuid import UUID

from contest.audit import rules

RECORD = {
    "id": UUID(int=7),
    "at": datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC),
    "actor_id": None,
    "action": "review.sign",
    "thing": "review",
    "thing_id": UUID(int=9),
    "outcome": "done",
    "data": {"total": "69.00", "b": [1, None]},
    "digests": {"reason": "00"},
}


def test_a_link_never_changes() -> None:
    made = rules.link(rules.FIRST, 1, RECORD)
    assert made == "6bd693eaf2999bf100ad6269d6b14dfbd4d1b6b789cc5b51b57613f99f8859ed"
    assert rules.link(rules.FIRST, 1, dict(reversed(RECORD.items()))) == made
    assert rules.link(rules.FIRST, 2, RECORD) != made
    assert rules.link(rules.FIRST, 1, RECORD | {"outcome": "refused"}) != made
