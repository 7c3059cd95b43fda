"""What programs send and get of forms and partners."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.challenge.queries.acting import LinkLine, NominationLine, Target
from contest.challenge.rules import forms
from contest.challenge.rules.partners import LONGEST_REASON

Reason = Annotated[str, Meta(max_length=2_000)]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question, as `contest.challenge.rules.forms.Field` says; figures are decimals as text, None: no bound."""

    key: str
    section: str
    type: forms.Type = "text"
    label: forms.Words
    help: forms.Words = forms.Words("", "")
    characters: int = 0
    words: int = 0
    least: str | None = None
    most: str | None = None
    decimals: int = 0
    unit: forms.Words = forms.Words("", "")
    options: list[forms.Option] = []
    most_choices: int = 0
    pages: int = 0
    megabytes: int = 20
    accepts: list[str] = msgspec.field(default_factory=lambda: ["pdf"])
    years: int = 5
    first_year: int = 0
    needed: forms.Stage | None = "submission"
    needed_if: list[forms.Condition] = []
    shown_if: list[forms.Condition] = []
    instead: str = ""
    seen_by: forms.Reader = "judges"
    is_hidden_blind: bool = False


class Fault(msgspec.Struct, frozen=True):
    """Why a draft cannot be published: at which question or section; `place` is empty where all of it is meant."""

    place: str
    message: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a form."""

    id: UUID
    kind: str
    number: int
    state: str
    revision: int
    published_at: datetime | None
    reason_en: str
    reason_zh: str


class Versions(msgspec.Struct, frozen=True):
    forms: list[Line]


class Version(Line, frozen=True, kw_only=True):
    """A version with what it asks, and what is in the way of publishing a draft."""

    sections: list[forms.Section]
    questions: list[Question]
    faults: list[Fault]


class Write(msgspec.Struct, frozen=True, kw_only=True):
    """All that a draft asks from now on; `revision` is the one that was read."""

    revision: Annotated[int, Meta(ge=1, le=2_000_000_000)]
    sections: Annotated[list[forms.Section], Meta(max_length=forms.MOST_SECTIONS)]
    questions: Annotated[list[Question], Meta(max_length=forms.MOST_QUESTIONS)]


class Publish(msgspec.Struct, frozen=True, kw_only=True):
    """The revision that was read, and why; a reason in one language at least where an open call promised the version
    before."""

    revision: Annotated[int, Meta(ge=1, le=2_000_000_000)]
    reason_en: Reason = ""
    reason_zh: Reason = ""


def version(found: Any, faults: list[Fault]) -> Version:
    """Of `queries.FormVersion`."""
    asked = msgspec.to_builtins(found.form)
    return Version(
        **{name: getattr(found, name) for name in Line.__struct_fields__},
        sections=list(found.form.sections),
        questions=msgspec.convert(asked["fields"], list[Question]),
        faults=faults,
    )


def form(kind: str, sent: Write) -> forms.Form:
    """Raises `msgspec.ValidationError` where a figure is none."""
    asked = {"kind": kind, "sections": sent.sections, "fields": sent.questions}
    return msgspec.convert(msgspec.to_builtins(asked), forms.Form)


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """A partner for which the person acts."""

    id: UUID
    name_en: str
    name_zh: str
    edition_id: UUID
    edition_slug: str


class Partners(msgspec.Struct, frozen=True):
    partners: list[Partner]


class PartnerPage(Partner, frozen=True, kw_only=True):
    """With its links and what was counted through them, whom it nominated, and the rounds that both can be for."""

    links: list[LinkLine]
    nominations: list[NominationLine]
    rounds: list[Target]


class NewLink(msgspec.Struct, frozen=True):
    """To an open round of the edition or, without one, to the edition."""

    round: UUID | None = None
    label: Annotated[str, Meta(max_length=120)] = ""


class Nominate(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask for an entry, and why: the mail shows it. Without a `locale` it is in the language of the round."""

    round: UUID
    name: Annotated[str, Meta(max_length=200)]
    email: Annotated[str, Meta(max_length=254)]
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)]
    locale: Literal["en", "zh"] | None = None
