"""Requests of people about their data: their own, and the queue of who answers them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts.rules import requests as rules
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class RequestLine(msgspec.Struct, frozen=True, kw_only=True):
    """A request. `name` and `email` are the person's; of who was erased the pseudonym and nothing."""

    id: UUID
    person_id: UUID
    name: str
    email: str
    kind: str
    words: str
    state: str
    asked_at: datetime
    due_at: datetime
    proved_at: datetime | None
    answer: str
    answered_by: UUID | None
    answered_at: datetime | None
    begun_at: datetime | None
    key: str
    size: int
    kept_until: datetime | None
    left_over: dict[str, int]
    is_erased: bool

    def has_copy(self, now: datetime) -> bool:
        return bool(self.key) and self.kept_until is not None and self.kept_until > now


_LINES = """
select q.id, q.person as person_id, p.name, case when p.erased_at is null then p.email else '' end as email, q.kind,
       q.words, q.state, q.asked_at, q.due_at, q.proved_at, q.answer, q.answered_by, q.answered_at, q.begun_at, q.key,
       q.size, q.kept_until, q.left_over, p.erased_at is not null as is_erased
  from person_request q join person p on p.id = q.person
"""


def _line(row: Any) -> RequestLine:
    return RequestLine(**{**row, "left_over": msgspec.json.decode(row["left_over"])})


async def own_requests(*, actor: Actor) -> list[RequestLine]:
    """What the actor asked for, the newest first."""
    if not rules.may_ask(actor):
        raise NotFound
    rows = await db.fetch(f"{_LINES} where q.person = $1 order by q.asked_at desc, q.id desc limit 50", actor.id)
    return [_line(row) for row in rows]


async def own_request(*, actor: Actor, request_id: UUID) -> RequestLine:
    """One of the actor's own; whatever id is guessed, another's is not there."""
    row = await db.fetchrow(f"{_LINES} where q.id = $1 and q.person = $2", request_id, actor.person_id)
    if row is None or not rules.may_ask(actor):
        raise NotFound
    return _line(row)


async def request_queue(*, actor: Actor) -> list[RequestLine]:
    """Every request whose asker proved who they are: those that wait, by when they are due, then the last answered."""
    if not rules.may_answer(actor):
        raise NotFound
    rows = await db.fetch(
        f"{_LINES} where q.proved_at is not null and q.state <> 'withdrawn'"
        " order by q.answered_at desc nulls first, q.due_at, q.id limit 200"
    )
    return [_line(row) for row in rows]


async def request_to_answer(*, actor: Actor, request_id: UUID) -> RequestLine:
    """One of the queue."""
    row = await db.fetchrow(f"{_LINES} where q.id = $1 and q.proved_at is not null", request_id)
    if row is None or not rules.may_answer(actor):
        raise NotFound
    return _line(row)


INVARIANTS = {
    "nothing of a request was done before its asker was proved": """
        select id from person_request where proved_at is null and (key <> '' or begun_at is not null)""",
    "who was erased can be neither reached nor signed in": """
        select id from person where erased_at is not null
           and (email !~ '^p-[0-9a-z]+@erased[.]invalid$' or email_confirmed_at is not null
                or password_hash is not null)""",
}
