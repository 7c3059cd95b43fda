"""The forms with which an edition begins."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge.rules.forms import KINDS, Form, default_form
from contest.lib import db
from contest.lib.ids import uuid7

_INSERT = """
insert into entry_form (id, edition, kind, number, state, content, reason_en, reason_zh, created_at, published_at)
values ($1, $2, $3, $4, $5, $6::jsonb, '', '', $7, $8)
"""


async def give_default_forms(*, edition_id: UUID, now: datetime) -> None:
    """The first version of each form, with which an edition begins. Part of the verb that founds it."""
    for kind in KINDS:
        await insert_form(edition_id, kind, 1, "published", default_form(kind), now)


async def insert_form(edition_id: UUID, kind: str, number: int, state: str, form: Form, now: datetime) -> UUID:
    """Write a version of a form; its id."""
    form_id, published_at = uuid7(), now if state == "published" else None
    content = msgspec.json.encode(form).decode()
    await db.execute(_INSERT, form_id, edition_id, kind, number, state, content, now, published_at)
    return form_id
