"""One line of a home for each thing somebody has to do with: how it is worded, and whether it waits for them."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from contest.incubator.rules import WORDS
from contest.lib.i18n import N_, Lazy


class Task(Struct, frozen=True, kw_only=True):
    """One line of a home. `waits` is true where the person must act; `due_at` is in the round's zone."""

    title_en: str
    title_zh: str
    untitled: Lazy | None = None
    line: Lazy | None = None
    reason: str = ""
    state: str | None = None
    href: str
    action: Lazy
    due_at: datetime | None = None
    due_label: Lazy = N_("Due")
    zone: str = "UTC"
    waits: bool = False


_SHORT = 240  # characters of a question that a home shows
KINDS = {"project": N_("Project"), "solution": N_("Solution"), "product": N_("Product"), "talent": N_("Talent")}


class Entry(Struct, frozen=True, kw_only=True):
    """An entry of the person's own, with where it stands in the latest round."""

    code: str
    kind: str
    state: str
    title_en: str
    title_zh: str
    round_state: str
    time_zone: str
    closes_at: datetime
    standing: str | None
    reason: str | None
    is_asked: bool = False
    may_edit: bool = True
    is_shortlisted: bool = False
    is_translated: bool = False
    has_feedback: bool = False


class Question(Struct, frozen=True, kw_only=True):
    """What a team has asked the staff of its round, and nobody has answered."""

    code: str
    title_en: str
    title_zh: str
    text: str
    time_zone: str
    asked_at: datetime


class Reviews(Struct, frozen=True, kw_only=True):
    """What a judge has in one round."""

    id: str
    name_en: str
    name_zh: str
    state: str
    time_zone: str
    reviews_due_at: datetime
    declared_at: datetime | None
    to_do: int
    signed: int


class Certificate(Struct, frozen=True, kw_only=True):
    """A certificate in the person's name."""

    code: str
    number: str
    title_en: str
    title_zh: str
    is_rendered: bool


class Venture(Struct, frozen=True, kw_only=True):
    """A venture that the person works on; `next_on`: when its next step is expected."""

    id: UUID
    code: str
    title_en: str
    title_zh: str
    stage: str
    next_on: date | None


class Invitation(Struct, frozen=True, kw_only=True):
    """Somebody is asked to act for a counterpart, and has not answered."""

    id: str
    name_en: str
    name_zh: str


class Event(Struct, frozen=True, kw_only=True):
    """An event to come: whether the person takes part, and how many meetings wait for their answer."""

    id: str
    name_en: str
    name_zh: str
    time_zone: str
    wishes_close_at: datetime
    is_joined: bool
    unanswered: int


def event_task(event: Event, now: datetime) -> Task:
    """To say whether one takes part, and whom one wants to meet; later to answer what is proposed."""
    is_open = now < event.wishes_close_at
    if not event.is_joined:
        line, action = N_("Will you take part?"), N_("Answer")
    elif event.unanswered:
        line, action = N_("Meetings that wait for your answer: %(count)s", count=event.unanswered), N_("Answer")
    else:
        line = N_("Mark whom you want to meet.") if is_open else N_("Your meetings and the programme")
        action = N_("Look at it")
    return Task(
        title_en=event.name_en,
        title_zh=event.name_zh,
        line=line,
        href=f"/roadshow/parties/{event.id}",
        action=action,
        due_at=event.wishes_close_at if is_open else None,
        due_label=N_("Wishes close"),
        zone=event.time_zone,
        waits=bool(event.unanswered) or (is_open and not event.is_joined),
    )


def venture_task(venture: Venture, today: date) -> Task:
    """A venture: where it stands, and whether its next step is late."""
    is_late = venture.next_on is not None and venture.next_on < today
    return Task(
        title_en=venture.title_en,
        title_zh=venture.title_zh,
        untitled=N_("Entry without a title"),
        line=N_("%(stage)s. Its next step is late.", stage=WORDS[venture.stage]) if is_late else WORDS[venture.stage],
        href=f"/incubator/ventures/{venture.id}",
        action=N_("Look at it"),
        waits=is_late,
    )


def invitation_task(invitation: Invitation) -> Task:
    """The terms wait to be read."""
    return Task(
        title_en=invitation.name_en,
        title_zh=invitation.name_zh,
        line=N_("You are asked to act for this organisation."),
        href=f"/zone/counterparts/{invitation.id}/join",
        action=N_("Read the terms and answer"),
        waits=True,
    )


def entry_task(entry: Entry, now: datetime) -> Task:
    """An entry of one's own: a draft before its deadline and a question of the organiser wait for the person."""
    is_open = entry.round_state in {"open", "screening"} and now <= entry.closes_at
    is_draft = entry.state == "draft"
    line = N_("%(kind)s, %(code)s", kind=KINDS[entry.kind], code=entry.code)
    if is_draft and not is_open:
        line = N_(
            "%(kind)s, %(code)s. It was not handed in before the deadline.", kind=KINDS[entry.kind], code=entry.code
        )
    wants_more = entry.state == "submitted" and entry.standing == "more_wanted"
    action = N_("Answer the organiser") if wants_more else N_("Look at it")
    is_to_write = is_draft and is_open and entry.may_edit
    if is_to_write:
        action = N_("Go on writing")
    href = f"/submissions/{entry.code}"
    if entry.has_feedback:
        line = N_("%(code)s. The judges have written to you.", code=entry.code)
        href, action = f"/judging/feedback/{entry.code}", N_("Read the feedback")
    if entry.is_shortlisted:
        href = f"/submissions/{entry.code}"
        line = N_("%(code)s goes on. Answer what is asked of the shortlist.", code=entry.code)
        action = N_("Answer")
    if entry.is_translated:
        line, action = N_("%(code)s. Is the translation right?", code=entry.code), N_("Look at the translation")
        href = f"/submissions/{entry.code}"
    if entry.is_asked:
        href = f"/submissions/{entry.code}/questions"
        line, action = N_("%(code)s. The organisers ask you something.", code=entry.code), N_("Read and answer")
    return Task(
        title_en=entry.title_en,
        title_zh=entry.title_zh,
        untitled=N_("Entry without a title"),
        line=line,
        reason=(entry.reason or "") if entry.standing in {"more_wanted", "ineligible"} else "",
        state=entry.state if entry.state != "submitted" or not entry.standing else entry.standing,
        href=href,
        action=action,
        due_at=entry.closes_at if is_draft and is_open else None,
        due_label=N_("Closes"),
        zone=entry.time_zone,
        waits=is_to_write or wants_more or entry.is_asked or entry.is_shortlisted or entry.is_translated,
    )


def question_task(question: Question) -> Task:
    """A team waits for an answer of the staff."""
    return Task(
        title_en=question.title_en or question.code,
        title_zh=question.title_zh or question.code,
        line=N_("%(code)s asks something.", code=question.code),
        reason=question.text if len(question.text) <= _SHORT else question.text[:_SHORT] + "…",
        href=f"/submissions/{question.code}/questions",
        action=N_("Read and answer"),
        zone=question.time_zone,
        waits=True,
    )


def review_task(reviews: Reviews) -> Task:
    """A judge's round: conflicts first, then what is not signed."""
    must_declare = reviews.declared_at is None
    if must_declare:
        line = N_("Say first which entries you are too close to; nothing can be read before.")
    elif reviews.to_do:
        line = N_("%(to_do)s to write, %(signed)s signed", to_do=reviews.to_do, signed=reviews.signed)
    elif reviews.signed:
        line = N_("All %(signed)s are signed.", signed=reviews.signed)
    else:
        line = N_("No entry is assigned to you yet.")
    return Task(
        title_en=reviews.name_en,
        title_zh=reviews.name_zh,
        line=line,
        href=f"/judging/rounds/{reviews.id}/conflicts" if must_declare else "/judging/reviews",
        action=N_("Declare conflicts") if must_declare else N_("Go to the reviews"),
        due_at=reviews.reviews_due_at if must_declare or reviews.to_do else None,
        zone=reviews.time_zone,
        waits=must_declare or reviews.to_do > 0,
    )


def certificate_task(certificate: Certificate) -> Task:
    """A certificate: to be opened, or still being made."""
    made = certificate.is_rendered
    return Task(
        title_en=certificate.title_en,
        title_zh=certificate.title_zh,
        line=N_("Number %(number)s", number=certificate.number)
        if made
        else N_("It is being made; it is here in a moment."),
        href=f"/verify/{certificate.code}",
        action=N_("Look at it"),
    )


def by_urgency(tasks: list[Task]) -> list[Task]:
    """What waits for the person first, the next to fall due at the top; the rest as it came."""
    never = max((task.due_at for task in tasks if task.due_at), default=None)
    return sorted(tasks, key=lambda task: (not task.waits, task.due_at is None, task.due_at or never or 0))
