"""From what a person has to what they must do now: which task a row is, how it is worded, which come first."""

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


class Organised(Struct, frozen=True, kw_only=True):
    """A round that the person organises, with what waits in it."""

    id: str
    name_en: str
    name_zh: str
    state: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    reviews_due_at: datetime
    entries: int
    to_screen: int
    unsigned: int
    reviews: int
    notice_ends_at: datetime | None


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
    if entry.is_shortlisted:
        line = N_("%(code)s goes on. Answer what is asked of the shortlist.", code=entry.code)
        action = N_("Answer")
    if entry.is_translated:
        line, action = N_("%(code)s. Is the translation right?", code=entry.code), N_("Look at the translation")
    if entry.is_asked:
        line, action = N_("%(code)s. The organisers ask you something.", code=entry.code), N_("Read and answer")
    return Task(
        title_en=entry.title_en,
        title_zh=entry.title_zh,
        untitled=N_("Entry without a title"),
        line=line,
        reason=(entry.reason or "") if entry.standing in {"more_wanted", "ineligible"} else "",
        state=entry.state if entry.state != "submitted" or not entry.standing else entry.standing,
        href=f"/submissions/{entry.code}" + ("/questions" if entry.is_asked else ""),
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


def organised_task(round_: Organised, now: datetime) -> Task:
    """A round: what is late or waits for its organiser, in words; quiet while others are at work."""
    line, due_at, waits = _organised(round_, now)
    return Task(
        title_en=round_.name_en,
        title_zh=round_.name_zh,
        line=line,
        state="public_notice" if round_.state == "notice" else round_.state,
        href=_ORGANISED_AT.get(round_.state, "/challenge/rounds/%s") % round_.id,
        action=N_("See what comes next") if waits else N_("Look at it"),
        due_at=due_at,
        due_label=_DUE[round_.state],
        zone=round_.time_zone,
        waits=waits,
    )


# Where the work of a round is done, by its state; the round's own page has all of it.
_ORGANISED_AT = {
    "screening": "/submissions/rounds/%s",
    "judging": "/judging/rounds/%s",
    "deliberation": "/judging/rounds/%s/ranking",
    "notice": "/judging/rounds/%s",
}

_DUE = {
    "planned": N_("Opens"),
    "open": N_("Closes"),
    "screening": N_("Due"),
    "judging": N_("Reviews due"),
    "deliberation": N_("Due"),
    "notice": N_("Notice ends"),
}


def _organised(round_: Organised, now: datetime) -> tuple[Lazy, datetime | None, bool]:
    if round_.state == "planned":
        is_late = round_.opens_at <= now
        said = N_("It should be open already.") if is_late else N_("It opens when you open it.")
        return said, round_.opens_at, is_late
    if round_.state == "open":
        if now <= round_.closes_at:
            return N_("%(entries)s handed in so far", entries=round_.entries), round_.closes_at, False
        return (
            N_("The deadline has passed with %(entries)s handed in: screening can begin.", entries=round_.entries),
            None,
            True,
        )
    if round_.state == "screening":
        if round_.to_screen:
            return (
                N_(
                    "%(to_screen)s of %(entries)s wait to be screened.",
                    to_screen=round_.to_screen,
                    entries=round_.entries,
                ),
                None,
                True,
            )
        return N_("All are screened: judging can be set up."), None, True
    if round_.state == "judging":
        if not round_.unsigned:
            return N_("All reviews are signed: deliberation can begin."), None, True
        left = N_(
            "%(unsigned)s of %(reviews)s reviews are not signed.", unsigned=round_.unsigned, reviews=round_.reviews
        )
        return left, round_.reviews_due_at, round_.reviews_due_at < now
    if round_.state == "deliberation":
        return N_("The ranking is there: decide and publish."), None, True
    if round_.notice_ends_at is None:
        return N_("The decision is published."), None, False
    return N_("The public notice runs."), round_.notice_ends_at, round_.notice_ends_at < now


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
