"""Objections to a published decision: when they are heard, and when the decision may become final all the same."""

from collections.abc import Collection
from datetime import datetime, timedelta

from contest.lib.i18n import N_, Lazy

LONGEST = 4000
REMIND_BEFORE = timedelta(days=3)  # a weekend leaves one of them
MOST_FILES = 5
ANSWER_DAYS = 10  # working days; usual where a public notice is law or habit


def is_heard(*, state: str, notice_ends_at: datetime | None, now: datetime) -> bool:
    """Whether a decision in this state hears objections: while its public notice runs, to the second."""
    return state == "published" and notice_ends_at is not None and now < notice_ends_at


def problem(text: str) -> Lazy | None:
    """What is wrong with the words of an objection, or of the answer to it."""
    if not text.strip():
        return N_("This answer is needed.")
    if len(text) > LONGEST:
        return N_("Use at most %(most)s characters.", most=LONGEST)
    return None


def hinders(states: Collection[str]) -> Lazy | None:
    """Why objections in these states keep a decision from becoming final; None where they do not."""
    if "upheld" in states:
        return N_("An objection was upheld: reverse this decision, and publish the one that takes its place.")
    if "open" in states:
        return N_("An objection waits for its answer: answer it before the decision becomes final.")
    return None
