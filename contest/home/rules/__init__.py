"""From what a person has to what they must do now: which task a row is, how it is worded, which come first."""

from contest.home.rules.organised import Organised, organised_task
from contest.home.rules.tasks import (
    KINDS,
    Certificate,
    Entry,
    Event,
    Invitation,
    Question,
    Reviews,
    Task,
    Venture,
    by_urgency,
    certificate_task,
    entry_task,
    event_task,
    invitation_task,
    question_task,
    review_task,
    venture_task,
)

__all__ = [
    "KINDS",
    "Certificate",
    "Entry",
    "Event",
    "Invitation",
    "Organised",
    "Question",
    "Reviews",
    "Task",
    "Venture",
    "by_urgency",
    "certificate_task",
    "entry_task",
    "event_task",
    "invitation_task",
    "organised_task",
    "question_task",
    "review_task",
    "venture_task",
]
