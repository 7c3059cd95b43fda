"""How an entry came to be."""

from datetime import datetime

import msgspec


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A sitting at the draft, or a hand-in with its `number`. `mark` is the last part of its address; `labels` name the
    answers that a sitting changed."""

    mark: str
    by: str
    began_at: datetime
    at: datetime
    number: int | None
    labels: list[str]


class History(msgspec.Struct, frozen=True):
    """A page of it, the newest first, and how many there are in all."""

    steps: list[Step]
    total: int


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that was changed, as it was stored before and after; a file by its name and digest."""

    key: str
    label: str
    before: str
    after: str


class Changes(msgspec.Struct, frozen=True):
    """What a sitting changed, or a hand-in since that with the number `since`."""

    step: Step
    since: int | None
    edits: list[Edit]
