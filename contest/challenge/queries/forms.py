"""The versions of an edition's forms."""

from uuid import UUID

import msgspec

from contest.challenge.rules.forms import Form
from contest.lib import db
from contest.lib.errors import NotFound

_MOST_KEPT = 200
_published: dict[UUID, Form] = {}


async def form(form_id: UUID) -> Form:
    """This version of a form. What is published does not change, so a process reads it once."""
    if form_id in _published:
        return _published[form_id]
    row = await db.fetchrow("select state, content from entry_form where id = $1", form_id)
    if row is None:
        raise NotFound
    found = msgspec.json.decode(row["content"], type=Form)
    if row["state"] == "published":
        while len(_published) >= _MOST_KEPT:
            _published.pop(next(iter(_published)))
        _published[form_id] = found
    return found


async def form_for(*, edition_id: UUID, kind: str) -> UUID:
    """The version that an entry begun now is written with: the newest that was published."""
    found = await db.fetchval(
        """select id from entry_form where edition = $1 and kind = $2 and state = 'published'
            order by number desc limit 1""",
        edition_id,
        kind,
    )
    if found is None:
        raise NotFound
    return UUID(str(found))
