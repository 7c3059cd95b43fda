"""What comes in from the desk's pages. Rules judge it; here is only its shape."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct, field

from contest.desk.rules.bulk import Plan, VerbName
from contest.notifications.rules.wordings import LONGEST_BODY, LONGEST_SUBJECT

Subject = Annotated[str, Meta(max_length=LONGEST_SUBJECT)]
Body = Annotated[str, Meta(max_length=LONGEST_BODY)]
Email = Annotated[str, Meta(max_length=254)]
Name = Annotated[str, Meta(max_length=120)]
Reason = Annotated[str, Meta(max_length=300)]


class CopyForm(Struct):
    """A new edition from another: what is its own, which rounds come along, and how their dates move."""

    slug: Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    code_prefix: Annotated[str, Meta(pattern="^[A-Z0-9]{2,8}$")]
    shift: Literal["date", "weekday"]
    name_en: Annotated[str, Meta(max_length=200)] = ""
    name_zh: Annotated[str, Meta(max_length=200)] = ""
    purpose_en: Annotated[str, Meta(max_length=4000)] = ""
    purpose_zh: Annotated[str, Meta(max_length=4000)] = ""
    rounds: list[UUID] = []


class LetterForm(Struct):
    """How a letter reads in both languages, and whether it waits for a person."""

    way: Literal["reviewed", "automatic"]
    subject_en: Subject = ""
    body_en: Body = ""
    subject_zh: Subject = ""
    body_zh: Body = ""


class AuditFilter(Struct):
    """Which records are shown; `before`: the record that the page before ended with."""

    who: Annotated[str, Meta(max_length=120)] = ""
    action: Annotated[str, Meta(max_length=80)] = ""
    thing: Annotated[str, Meta(max_length=60)] = ""
    since: date | None = None
    until: date | None = None
    outcome: Literal["", "done", "refused"] = ""
    edition: UUID | None = None
    before: UUID | None = None


class BulkForm(Struct):
    """What is to be done to all that a query finds. `then`: look at what would happen, or do it as it was `seen`.

    Each verb reads its own fields; those of the others are empty.
    """

    q: Annotated[str, Meta(max_length=1000)]
    verb: VerbName
    then: Literal["look", "start"] = "look"
    seen: Annotated[str, Meta(max_length=40)] = ""
    way: Literal["reviewed", "automatic"] = "reviewed"
    subject_en: Subject = ""
    body_en: Body = ""
    subject_zh: Subject = ""
    body_zh: Body = ""
    verdict: Annotated[str, Meta(max_length=20)] = ""
    reasons: list[Annotated[str, Meta(max_length=40)]] = []
    note: Annotated[str, Meta(max_length=2000)] = ""
    tag: Annotated[str, Meta(max_length=40)] = ""
    change: Literal["on", "off"] = "on"
    into: UUID | None = None
    until: Annotated[str, Meta(max_length=10)] = ""
    reason: Annotated[str, Meta(max_length=1000)] = ""
    judge: UUID | None = None
    column: list[Annotated[str, Meta(max_length=20)]] = []

    def plan(self) -> Plan:
        """The plan, with nothing in it that its verb does not ask for."""
        if self.verb == "mail":
            texts = {"en": (self.subject_en, self.body_en), "zh": (self.subject_zh, self.body_zh)}
            return Plan(verb="mail", texts=texts, is_reviewed=self.way == "reviewed")
        if self.verb == "decide":
            return Plan(verb="decide", verdict=self.verdict, reasons=self.reasons, note=self.note)
        if self.verb == "tag":
            return Plan(verb="tag", tag=self.tag.lower(), takes_off=self.change == "off")
        if self.verb == "move":
            return Plan(verb="move", into=self.into, reason=self.reason)
        if self.verb == "extend":
            return Plan(verb="extend", until=self.until, reason=self.reason)
        if self.verb == "export":
            return Plan(verb="export", columns=self.column)
        return Plan(verb="assign", judge=self.judge)


class ColumnsForm(Struct):
    """Which columns of a list are shown, and the query to go back to."""

    looks_in: str = field(name="in", default="")
    q: Annotated[str, Meta(max_length=1000)] = ""
    column: list[Annotated[str, Meta(max_length=20)]] = []


class SaveForm(Struct):
    """A query to be kept under a name."""

    name: Annotated[str, Meta(max_length=80)]
    q: Annotated[str, Meta(max_length=1000)]
    looks_in: str = field(name="in", default="")


class Rewording(Struct):
    """What a message that waits is to say."""

    subject: Subject
    body: Body


class Appoint(Struct):
    """A role for somebody. `place`: the ids of an edition and of a round of it, with a slash between; "" is everywhere.

    `until` is the last day, in the zone of who gives it; `country` where they work in the role.
    """

    email: Email
    name: Name
    role: Annotated[str, Meta(max_length=30)]
    reason: Reason
    place: Annotated[str, Meta(max_length=80)] = ""
    locale: Literal["en", "zh"] = "en"
    until: date | None = None
    country: Annotated[str, Meta(max_length=2)] = ""


class NewWebhook(Struct):
    """An address to be told of events. `place` as in `Appoint`."""

    name: Annotated[str, Meta(max_length=80)]
    address: Annotated[str, Meta(max_length=500)]
    place: Annotated[str, Meta(max_length=80)] = ""
    events: Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=30)] = []


class NewReminder(Struct):
    """`amount` hours or days before or after a moment, who is told. `place` as in `Appoint`."""

    moment: Literal["entries_due", "reviews_due", "invited", "wishes_due"]
    amount: Annotated[int, Meta(ge=0, le=1440)]
    unit: Literal["hours", "days"]
    way: Literal["before", "after"]
    channel: Literal["person", "organiser", "webhook"]
    place: Annotated[str, Meta(max_length=80)] = ""
    webhook: UUID | None = None
    quiet_from: Annotated[int, Meta(ge=0, le=23)] = 21
    quiet_until: Annotated[int, Meta(ge=0, le=23)] = 8


class TakeBack(Struct):
    reason: Reason
