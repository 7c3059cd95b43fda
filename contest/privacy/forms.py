"""What comes in from pages about one's own data, and from those of who answers. Rules judge it."""

from typing import Annotated

from msgspec import Meta, Struct

from contest.accounts.rules.requests import LONGEST

Words = Annotated[str, Meta(max_length=LONGEST)]


class Ask(Struct):
    """`words`: what is wrong, or why."""

    kind: Annotated[str, Meta(max_length=8)]
    words: Words = ""


class Prove(Struct):
    one_time_code: Annotated[str, Meta(max_length=40)]


class Answer(Struct):
    """`then`: `grant`, `refuse`, or `erase`."""

    then: Annotated[str, Meta(max_length=8)]
    answer: Words = ""


class Keep(Struct):
    """`months` as typed; `then`: `start` or `stop`."""

    months: Annotated[str, Meta(max_length=6)]
    then: Annotated[str, Meta(max_length=8)] = "stop"


class HoldBack(Struct):
    code: Annotated[str, Meta(max_length=40)]
    reason: Annotated[str, Meta(max_length=1000)] = ""


class NoteBreach(Struct):
    """Moments as `2026-05-01T14:30`, in the zone of who writes."""

    title: Annotated[str, Meta(max_length=300)] = ""
    words: Words = ""
    known_at: Annotated[str, Meta(max_length=20)] = ""
    began_at: Annotated[str, Meta(max_length=20)] = ""
    ended_at: Annotated[str, Meta(max_length=20)] = ""


class FindConcerned(Struct):
    """`what`: codes or files, for those ways; `role`: a key, for that one."""

    way: Annotated[str, Meta(max_length=8)] = ""
    what: Words = ""
    role: Annotated[str, Meta(max_length=40)] = ""


class SettleBreach(Struct):
    """`then`: `told` or `unneeded`."""

    then: Annotated[str, Meta(max_length=8)]
    reason: Words = ""


class DraftNotices(Struct):
    words: Words = ""
