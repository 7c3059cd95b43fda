"""Verbs on the forms of an edition."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge.rules.forms import KINDS, default_form
from contest.lib import db
from contest.lib.ids import uuid7

_BEGIN = """
insert into entry_form (id, edition, kind, number, state, content, reason_en, reason_zh, created_at, published_at)
values ($1, $2, $3, 1, 'published', $4::jsonb, '', '', $5, $5)
"""


async def give_default_forms(*, edition_id: UUID, now: datetime) -> None:
    """The first version of each form, with which an edition begins. Part of the verb that founds it."""
    for kind in KINDS:
        content = msgspec.json.encode(default_form(kind)).decode()
        await db.execute(_BEGIN, uuid7(), edition_id, kind, content, now)
