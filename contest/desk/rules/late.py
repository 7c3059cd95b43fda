"""What of a round is late, is blocked, or waits for its organiser, each with the page where something is done."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from contest.desk.rules.coverage import Coverage

TONES = ("late", "blocked", "waits")
SOON = timedelta(days=3)


class Facts(Struct, frozen=True, kw_only=True):
    """What of a round decides. `seats` and `undeclared` count judges; `decision` is the state of the one that holds.

    `objections` against it wait for an answer, the first until `answer_due_at`.
    """

    id: UUID
    state: str
    opens_at: datetime
    closes_at: datetime
    reviews_due_at: datetime
    is_set_up: bool
    seats: int
    undeclared: int
    decision_id: UUID | None
    decision: str | None
    notice_ends_at: datetime | None
    objections: int
    answer_due_at: datetime | None


class Line(Struct, frozen=True, kw_only=True):
    """`what` names the words; `count` of what, where it is counted; `due_at` when it was due, or is."""

    what: str
    tone: str
    href: str
    count: int = 0
    due_at: datetime | None = None


def lines(facts: Facts, counted: Coverage, *, falls_behind: bool, now: datetime) -> list[Line]:
    """The lines of one round, what is late first. `falls_behind`: at its pace its reviews come after the deadline."""
    found = [*_calling(facts, now), *_screening(facts, counted, now)]
    if facts.state in {"screening", "judging"}:
        found += _panel(facts, counted)
    found += _reading(facts, counted, falls_behind, now) if facts.state == "judging" else _deciding(facts, now)
    if counted.asks:
        found.append(Line(what="asks", tone="waits", href="/submissions/questions", count=counted.asks))
    return sorted(found, key=lambda line: TONES.index(line.tone))


def _calling(facts: Facts, now: datetime) -> list[Line]:
    here = f"/challenge/rounds/{facts.id}"
    if facts.state == "planned" and facts.opens_at <= now:
        return [Line(what="open", tone="late", href=here, due_at=facts.opens_at)]
    if facts.state == "open" and facts.closes_at < now:
        return [Line(what="close", tone="late", href=here, due_at=facts.closes_at)]
    return []


def _screening(facts: Facts, counted: Coverage, now: datetime) -> list[Line]:
    if facts.state not in {"open", "screening"}:
        return []
    here, tone = f"/submissions/rounds/{facts.id}/screening", "blocked" if facts.closes_at < now else "waits"
    found = []
    if counted.waiting:
        found.append(Line(what="screen", tone=tone, href=here, count=counted.waiting))
    if counted.proposed:
        found.append(Line(what="second", tone=tone, href=here, count=counted.proposed))
    return found


def _panel(facts: Facts, counted: Coverage) -> list[Line]:
    here = f"/judging/rounds/{facts.id}"
    if not facts.is_set_up:
        return [Line(what="set_up", tone="blocked", href=here)]
    if not facts.seats:
        return [Line(what="no_judges", tone="blocked", href=f"{here}/panel")]
    found = []
    if facts.undeclared:
        found.append(Line(what="undeclared", tone="blocked", href=f"{here}/panel", count=facts.undeclared))
    if counted.short:
        found.append(Line(what="short", tone="blocked", href=f"{here}/assignment", count=counted.short))
    elif facts.state == "screening" and not counted.waiting and not counted.proposed:
        found.append(Line(what="open_judging", tone="waits", href=here))
    return found


def _reading(facts: Facts, counted: Coverage, falls_behind: bool, now: datetime) -> list[Line]:
    here, unsigned = f"/judging/rounds/{facts.id}", counted.given - counted.signed
    if not unsigned:
        return [] if counted.short else [Line(what="decide", tone="waits", href=f"{here}/ranking")]
    due = facts.reviews_due_at
    if due < now:
        return [Line(what="unsigned", tone="late", href=f"{here}/ranking", count=unsigned, due_at=due)]
    if falls_behind:
        return [Line(what="behind", tone="late", href=here, count=unsigned, due_at=due)]
    if due - now < SOON:
        return [Line(what="unsigned", tone="waits", href=here, count=unsigned, due_at=due)]
    return []


def _deciding(facts: Facts, now: datetime) -> list[Line]:
    decision = f"/judging/decisions/{facts.decision_id}"
    if facts.state == "deliberation":
        if facts.decision == "drafted":
            return [Line(what="publish", tone="waits", href=decision)]
        return [Line(what="decide", tone="waits", href=f"/judging/rounds/{facts.id}/ranking")]
    if facts.objections:
        due = facts.answer_due_at
        tone = "late" if due is not None and due < now else "blocked"
        return [Line(what="objections", tone=tone, href=f"{decision}/objections", count=facts.objections, due_at=due)]
    ends_at = facts.notice_ends_at
    if facts.decision == "published" and ends_at is not None and ends_at <= now:
        return [Line(what="final", tone="late", href=decision, due_at=ends_at)]
    return []
