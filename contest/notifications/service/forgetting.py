"""Letters that have been kept for long enough."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from contest.lib import db
from contest.notifications.queries.personal import EMPTY

# `error` is no word of a letter, and a mail that could not be delivered is empty all the same.
_FORGET = f"""
with old as (
    select id from message where created_at < $1 and body <> '' and not coalesce(recipient_id = any($3::uuid[]), false)
     order by created_at limit $2 for update skip locked
)
update message t set {", ".join(f"{column} = {value}" for column, value in EMPTY.items())}
  from old where old.id = t.id returning t.id
"""  # noqa: S608 - columns of this slice


async def forget_letters(*, until: datetime, most: int, besides: Collection[UUID]) -> list[UUID]:
    """Empty the oldest letters that were written before `until`, but those to people `besides`; their ids."""
    return [row["id"] for row in await db.fetch(_FORGET, until, most, list(besides))]
