"""What comes in with the forms of entries."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from contest.lib.errors import Invalid
from contest.submissions.rules.screening import MOST_REASONS, Reason


class NewForm(msgspec.Struct, frozen=True):
    """Which round, and which kind of entry."""

    round: UUID
    kind: str
    via: Annotated[str, msgspec.Meta(max_length=12)] = ""
    check: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    nomination: Annotated[str, msgspec.Meta(max_length=100)] = ""


class InviteForm(msgspec.Struct, frozen=True):
    """Whom to invite, and to what: view, edit, submit or own."""

    email: Annotated[str, msgspec.Meta(max_length=254)]
    place: str = "edit"


class CapForm(msgspec.Struct, frozen=True):
    """How many entries an edition takes; nothing is any number."""

    per_person: int | None = None
    per_organisation: int | None = None


class Announcement(msgspec.Struct, frozen=True):
    """A file that is about to be sent, as the browser describes it. `fresh`: one that was begun under its name is not
    this one. `page`: where it was chosen."""

    field: str
    name: Annotated[str, msgspec.Meta(max_length=500)]
    size: Annotated[int, msgspec.Meta(ge=0, le=2**50)]
    fresh: bool = False
    page: Literal["edit", "answer"] = "edit"


Note = Annotated[str, msgspec.Meta(max_length=2000)]
Key = Annotated[str, msgspec.Meta(max_length=40)]


class ScreenForm(msgspec.Struct, frozen=True):
    """`number`: the version that was read; `question` goes with `fields` and `until`, a day of which the end counts."""

    verdict: str
    reason: Note = ""
    question: Note = ""
    reasons: Annotated[list[Key], msgspec.Meta(max_length=100)] = []
    fields: Annotated[list[Key], msgspec.Meta(max_length=500)] = []
    until: str = ""
    number: int | None = None


class SecondForm(msgspec.Struct, frozen=True):
    answer: Literal["confirm", "return"]
    note: Note = ""
    number: int | None = None


class TranslationAnswer(msgspec.Struct, frozen=True):
    """What an applicant says to a translation, and which revision of it they read."""

    answer: Literal["approve", "return"]
    revision: int
    note: Annotated[str, msgspec.Meta(max_length=20_000)] = ""


class BulkForm(msgspec.Struct, frozen=True):
    """`entry` holds `code:version` of each that was left ticked."""

    verdict: str
    reason: Note = ""
    reasons: Annotated[list[Key], msgspec.Meta(max_length=100)] = []
    entry: Annotated[
        list[Annotated[str, msgspec.Meta(pattern=r"^[^:]{1,30}:[0-9]{1,6}$")]], msgspec.Meta(max_length=1000)
    ] = []

    @property
    def entries(self) -> dict[str, int]:
        return {code: int(number) for code, _, number in (one.partition(":") for one in self.entry)}


def reasons(typed: dict[str, Any]) -> list[Reason]:
    """The rows of the list of reasons that are not empty; taking both texts away takes a reason away."""
    found = []
    for place in range(MOST_REASONS + 10):
        key, en, zh = (str(typed.get(f"{name}.{place}", "")) for name in ("key", "en", "zh"))
        if en or zh:
            found.append(Reason(key[:40], en, zh))
    return found


class MoveForm(msgspec.Struct, frozen=True):
    """A later deadline for a whole round: so many hours later, or the end of `day`."""

    by: Literal["24", "48", "168", "day"]
    day: Annotated[str, msgspec.Meta(max_length=20)] = ""
    reason_en: Note = ""
    reason_zh: Note = ""


class ExtensionForm(msgspec.Struct, frozen=True):
    """More time for the applicant of one entry, until the end of the day `until`."""

    code: Annotated[str, msgspec.Meta(max_length=30)] = ""
    until: Annotated[str, msgspec.Meta(max_length=20)] = ""
    reason: Note = ""


class LateCodeForm(msgspec.Struct, frozen=True):
    """A code for latecomers: used until the end of `good_until`, to hand in until the end of `late_until`."""

    late_until: Annotated[str, msgspec.Meta(max_length=20)] = ""
    good_until: Annotated[str, msgspec.Meta(max_length=20)] = ""
    most: int = 1
    kinds: Annotated[list[Key], msgspec.Meta(max_length=10)] = []
    late_reason: Note = ""


class LateForm(msgspec.Struct, frozen=True):
    late_code: Annotated[str, msgspec.Meta(max_length=60)]


class WithdrawForm(msgspec.Struct, frozen=True):
    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""


def revision(typed: dict[str, Any]) -> int:
    """The revision that the form was filled in over; one that nobody can have where it is missing."""
    value = typed.get("revision", "")
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 9 else 0


def announcement(body: bytes) -> Announcement:
    try:
        return msgspec.json.decode(body, type=Announcement)
    except msgspec.DecodeError as error:
        raise Invalid from error
