"""What programs send and are told about people at an event: letters, passes, assistants, the audience, packs."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.roadshow.queries import Assistant, Letter, LetterPage, OwnAgreement
from contest.roadshow.rules.day import GuestPlan, Lead, Passport

Short = Annotated[str, Meta(max_length=80)]
Name = Annotated[str, Meta(max_length=120)]
Photos = Literal["yes", "no"]


class AssistantOf(msgspec.Struct, frozen=True, kw_only=True):
    """A link that holds; who has `url` marks wishes and times in the person's place."""

    id: UUID
    label: str
    url: str
    expires_at: datetime
    used_at: datetime | None


def assistant(found: Assistant, base: str) -> AssistantOf:
    plain = {name: getattr(found, name) for name in ("id", "label", "expires_at", "used_at")}
    return AssistantOf(**plain, url=f"{base}{found.key}")


class Signatory(msgspec.Struct, frozen=True, kw_only=True):
    name_en: str
    name_zh: str


class EntryAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry signed at an event, as its team reads it; `file_state`: empty without a document."""

    id: UUID
    entry: str
    reference: str
    kind: str
    title_en: str
    title_zh: str
    fields: list[str]
    signed_on: date
    parties: list[Signatory]
    file_state: str


def entry_agreement(found: OwnAgreement) -> EntryAgreement:
    one = found.agreement
    plain = ("id", "reference", "kind", "title_en", "title_zh", "fields", "signed_on", "file_state")
    return EntryAgreement(
        entry=found.code,
        parties=[Signatory(name_en=each.name_en, name_zh=each.name_zh) for each in one.parties],
        **{name: getattr(one, name) for name in plain},
    )


class MakeAssistant(msgspec.Struct, frozen=True, kw_only=True):
    label: Short
    days: Annotated[int, Meta(ge=1, le=60)]


class Note(msgspec.Struct, frozen=True, kw_only=True):
    note: Annotated[str, Meta(max_length=2000)]


class OwnPass(msgspec.Struct, frozen=True, kw_only=True):
    """`code` is what the QR code of the pass says at its end; `photos` is empty until it is said."""

    code: str
    photos: str


class SayPhotos(msgspec.Struct, frozen=True):
    photos: Photos


class SetRecording(msgspec.Struct, frozen=True):
    """An address that begins with https://, or nothing."""

    address: Annotated[str, Meta(max_length=500)]


class Time(msgspec.Struct, frozen=True):
    """Working days that are left, those a consulate takes, and the last day on which to ask."""

    left: int
    needed: int
    last_on: date


def _time(lead: Lead | None) -> Time | None:
    return None if lead is None else Time(lead.left, lead.needed, lead.last_on)


class OwnLetter(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: none, asked, issued, refused. What stands in the passport is not told."""

    state: str
    number: str
    asked_at: datetime | None
    decided_at: datetime | None
    time: Time | None


def own_letter(found: LetterPage) -> OwnLetter:
    one = found.letter
    return OwnLetter(
        state="none" if one is None else one.state,
        number="" if one is None else one.number,
        asked_at=None if one is None else one.asked_at,
        decided_at=None if one is None else one.decided_at,
        time=_time(found.lead),
    )


class AskLetter(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the passport; it is kept encrypted."""

    name: Name
    number: Annotated[str, Meta(max_length=40)]
    nationality: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    born_on: date
    consulate: Short

    def passport(self) -> Passport:
        return Passport(**msgspec.structs.asdict(self))


class LetterOf(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that somebody asked for, without what stands in their passport: that is on the page."""

    id: UUID
    number: str
    state: str
    party: UUID
    name: str
    asked_at: datetime
    decided_at: datetime | None
    time: Time | None


def letter(found: Letter, lead: Lead | None) -> LetterOf:
    names = ("id", "number", "state", "party", "name", "asked_at", "decided_at")
    return LetterOf(**{name: getattr(found, name) for name in names}, time=_time(lead))


class DecideLetter(msgspec.Struct, frozen=True):
    issue: bool


class WalkIn(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is not on the list; `body`: whom they come from."""

    name: Name
    photos: Photos
    body: Annotated[str, Meta(max_length=200)] = ""

    def plan(self) -> GuestPlan:
        return GuestPlan(name=self.name, body=self.body, photos=self.photos)


class Come(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody says that they come; their pass is sent to `email`, in `locale`."""

    name: Name
    email: Annotated[str, Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    photos: Photos
    body: Annotated[str, Meta(max_length=200)] = ""
    locale: Literal["en", "zh"] = "en"

    def plan(self) -> GuestPlan:
        return GuestPlan(name=self.name, email=self.email, body=self.body, photos=self.photos)


class Added(msgspec.Struct, frozen=True):
    id: UUID


class PackFile(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: people, tables, lists."""

    kind: str
    part: int
    size: int


class PackOf(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: none, asked, done, failed. Its files are numbered from 1."""

    state: str
    asked_at: datetime | None
    files: list[PackFile]


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """Of whose introduction it came; neither where others signed it."""

    entry: UUID | None = None
    other: UUID | None = None
