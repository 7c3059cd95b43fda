"""Emitting: a row in the caller's transaction, and a wake-up call that PostgreSQL sends when it commits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import clock, db
from contest.lib.ids import uuid7

CHANNEL = "outbox"


async def emit(name: str, /, **payload: UUID | str | int | bool | datetime | list[Any] | None) -> UUID:
    """Tell that `name` (`thing.happened`) took place. Only ids and plain facts: a job reads the rest itself.

    Returns the event's id. Must be called inside a `work()`.
    """
    event_id = uuid7()
    await db.connection().execute(
        "with written as (insert into outbox_event (id, name, payload, created_at, moved_at)"
        " values ($1, $2, $3::jsonb, $4, $5)) select pg_notify('outbox', '')",
        event_id,
        name,
        msgspec.json.encode(payload).decode(),
        clock.now(),
        clock.moved(),
    )
    return event_id


async def emit_each(name: str, payloads: Sequence[Mapping[str, Any]], /) -> None:
    """Tell that `name` took place once for each of `payloads`, in one statement. Must be called inside a `work()`."""
    await db.connection().execute(
        "with written as (insert into outbox_event (id, name, payload, created_at, moved_at)"
        " select id, $1, payload::jsonb, $4, $5 from unnest($2::uuid[], $3::text[]) as made(id, payload))"
        " select pg_notify('outbox', '')",
        name,
        [uuid7() for _ in payloads],
        [msgspec.json.encode(one).decode() for one in payloads],
        clock.now(),
        clock.moved(),
    )
