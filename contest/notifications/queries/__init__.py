"""Reads about messages, and what must always hold of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db, keys
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.notifications import rules

KEY = "message"
PAGE = 50

INVARIANTS = {
    "a sent message holds no code": (
        "select id from message where state in ('sent', 'delivered') and sealed_words is not null"
    ),
    "a message that needs approval goes out approved only": (
        "select id from message where needs_approval and approved_by is null and state not in ('drafted', 'withdrawn')"
    ),
    "a message of the demonstration never leaves": (
        "select id from message where is_demo and state in ('sending', 'sent', 'delivered', 'bounced', 'uncertain')"
    ),
}


class MessageLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the list; codes in the subject are masked."""

    id: UUID
    kind: str
    recipient_name: str
    email: str
    subject: str
    state: str
    is_demo: bool
    created_at: datetime
    sent_at: datetime | None
    error: str | None


class MessagePage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the list, newest first, and how many there are in each state."""

    lines: list[MessageLine]
    counts: dict[str, int]
    total: int
    page: int
    pages: int


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """One message as it reads; `is_masked` where it holds codes that are not shown here."""

    id: UUID
    kind: str
    recipient_name: str
    email: str
    locale: str
    subject: str
    body: str
    is_masked: bool
    state: str
    is_demo: bool
    message_id: str
    needs_approval: bool
    edition_id: UUID | None
    recipient_id: UUID | None
    attempts: int
    error: str | None
    created_at: datetime
    queued_at: datetime | None
    sent_at: datetime | None


def words(sealed: str | None) -> dict[str, str]:
    """The codes of a message by name; empty where there are none, or where the installation's key has changed."""
    opened = keys.decrypt(KEY, sealed) if sealed else None
    return msgspec.json.decode(opened, type=dict[str, str]) if opened else {}


# For `unless` below, where nothing is hidden.
NOTHING = "$2::uuid is null and false"


def visible(actor: Actor, unless: str) -> tuple[str, list[Any]]:
    """The condition over `message` that holds exactly where `rules.may_see` does, and `unless` does not.

    Its parameters are $1 and $2. `unless` comes from above, where it is known what messages tell of; $2 in it is the
    actor's id.
    """
    reach, editions = _reach(actor)
    return f"{reach} and not ({unless})", [editions, actor.person_id]


def _reach(actor: Actor) -> tuple[str, list[UUID]]:
    grants = [grant for grant in actor.holds(rules.PROGRAMME) if grant.round_id is None]
    if any(grant.edition_id is None for grant in grants):
        return "$1::uuid[] is not null", []
    return "edition_id = any($1::uuid[])", [grant.edition_id for grant in grants if grant.edition_id]


def _to(person: UUID | None, place: int) -> str:
    return f"recipient_id = ${place}" if person else "true"


async def counts(actor: Actor, *, to: UUID | None = None, unless: str = NOTHING) -> dict[str, int]:
    """How many messages the actor may see in each state that there is; one statement."""
    condition, values = visible(actor, unless)
    rows = await db.fetch(
        f"select state, count(*) as n from message where {condition} and {_to(to, 3)}"  # noqa: S608
        " group by state order by state",
        *values,
        *([to] if to else []),
    )
    return {row["state"]: row["n"] for row in rows}


async def messages(
    actor: Actor, *, state: str | None, page: int, to: UUID | None = None, unless: str = NOTHING
) -> MessagePage:
    """The messages that the actor may see, or those `to` one person, 50 a page; two statements."""
    condition, values = visible(actor, unless)
    counted = await counts(actor, to=to, unless=unless)
    total = counted.get(state, 0) if state else sum(counted.values())
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = await db.fetch(
        "select id, kind, recipient_name, email, subject, state, is_demo, created_at, sent_at, error from message"  # noqa: S608
        f" where {condition} and ($3::text is null or state = $3) and {_to(to, 6)} order by id desc limit $4 offset $5",
        *values,
        state,
        PAGE,
        (page - 1) * PAGE,
        *([to] if to else []),
    )
    lines = [MessageLine(**(dict(row) | {"subject": rules.fill(row["subject"], None)})) for row in rows]
    return MessagePage(lines=lines, counts=counted, total=total, page=page, pages=pages)


async def message(actor: Actor, *, message_id: UUID, may_reveal: bool, unless: str = NOTHING) -> MessageView:
    """One message; its codes are shown only with `may_reveal`, and only while it is kept here."""
    condition, values = visible(actor, unless)
    row = await db.fetchrow(
        "select id, kind, recipient_name, email, locale, subject, body, sealed_words, state, is_demo, message_id,"  # noqa: S608
        " needs_approval, edition_id, recipient_id, attempts, error, created_at, queued_at, sent_at from message"
        f" where {condition} and id = $3",
        *values,
        message_id,
    )
    if row is None:
        raise NotFound
    found = dict(row)
    sealed = found.pop("sealed_words")
    known = words(sealed) if may_reveal and found["state"] == "kept" else {}
    is_masked = bool(rules.names_of_secrets(found["subject"] + found["body"]) - set(known))
    found |= {"subject": rules.fill(found["subject"], known), "body": rules.fill(found["body"], known)}
    return MessageView(**found, is_masked=is_masked)
