"""What a venture asks of the zone's desk, and how long an answer takes."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

KINDS: dict[str, Lazy] = {
    "premises": N_("Premises"),
    "finance": N_("Finance"),
    "esg": N_("ESG"),
    "permits": N_("Permits"),
}
ANSWER_DAYS = 7
LONGEST_TEXT = 2_000


class Handling(Struct, frozen=True, kw_only=True):
    """How the desk deals with a request; an empty answer leaves it open."""

    owner: UUID | None = None
    due_on: date
    answer: str = ""


def answer_by(today: date) -> date:
    """By when the desk means to answer what is asked today."""
    return today + timedelta(days=ANSWER_DAYS)


def request_faults(kind: str, text: str) -> dict[str, Lazy | str]:
    """What stands against a request, by field."""
    found: dict[str, Lazy | str] = {}
    if kind not in KINDS:
        found["kind"] = N_("Choose one of the answers offered.")
    if not text:
        found["text"] = N_("This answer is needed.")
    elif len(text) > LONGEST_TEXT:
        found["text"] = N_("Use at most %(most)s characters.", most=LONGEST_TEXT)
    return found


def handling_faults(plan: Handling, *, asked_on: date, people: Collection[UUID]) -> dict[str, Lazy | str]:
    """What stands against the desk's handling, by field. `people`: who may own a request."""
    found: dict[str, Lazy | str] = {}
    if plan.owner is not None and plan.owner not in people:
        found["owner"] = N_("Choose one of the answers offered.")
    if plan.due_on < asked_on:
        found["due_on"] = N_("This is before it was asked, on %(day)s.", day=asked_on.isoformat())
    if len(plan.answer) > LONGEST_TEXT:
        found["answer"] = N_("Use at most %(most)s characters.", most=LONGEST_TEXT)
    return found


def answer_days(spans: Sequence[tuple[datetime, datetime]]) -> float | None:
    """The median of the days from asked to answered; None where nothing was answered yet."""
    if not spans:
        return None
    return median((answered - asked).total_seconds() / 86_400 for asked, answered in spans)
