"""The people of an entry: its team, who is invited to it, its referees and who must never see it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

Email = Annotated[str, msgspec.Meta(max_length=254)]
Name = Annotated[str, msgspec.Meta(max_length=500)]


class Member(msgspec.Struct, frozen=True):
    """A person of a team and their place: view, edit, submit or own."""

    person: UUID
    name: str
    place: str


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation that nobody has answered; the place `own` offers the entry itself."""

    id: UUID
    email: str
    place: str
    expires_at: datetime
    is_over: bool


class Team(msgspec.Struct, frozen=True):
    members: list[Member]
    invitations: list[Invited]


class Invite(msgspec.Struct, frozen=True):
    """Whom to invite by mail, and to which place; `own` only somebody of the team."""

    email: Email
    place: Literal["view", "edit", "submit", "own"] = "edit"


class Move(msgspec.Struct, frozen=True):
    """The place that somebody gets."""

    place: Literal["view", "edit", "submit"]


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation to this person, and to what."""

    id: UUID
    code: str
    place: str
    inviter: str
    title_en: str
    title_zh: str
    round_name_en: str
    round_name_zh: str
    expires_at: datetime
    is_demo: bool


class Invitations(msgspec.Struct, frozen=True):
    invitations: list[Invitation]


class Reply(msgspec.Struct, frozen=True):
    """Whether the place is taken."""

    accept: bool


class Replied(msgspec.Struct, frozen=True):
    """The entry that it was about."""

    code: str
    accepted: bool


class Referee(msgspec.Struct, frozen=True, kw_only=True):
    """Who was asked for a letter; nothing of the letter. `state`: asked, expired, given or declined."""

    id: UUID
    name: str
    email: str
    asked_at: datetime
    expires_at: datetime
    state: str


class Never(msgspec.Struct, frozen=True):
    """An organisation, by its name or its mail domain, whose people never see the entry."""

    id: UUID
    name: str
    domain: str


class Referees(msgspec.Struct, frozen=True):
    referees: list[Referee]
    never_seen: list[Never]


class AskReferee(msgspec.Struct, frozen=True):
    """Whom to ask for a letter, by mail."""

    name: Name
    email: Email


class KeepFrom(msgspec.Struct, frozen=True):
    """An organisation by its name, its mail domain, or both."""

    name: Name = ""
    domain: Name = ""
