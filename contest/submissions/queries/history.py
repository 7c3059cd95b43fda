"""How an entry came to be what it is: each sitting at its draft, each hand-in, and what one of them changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge import queries as challenge
from contest.lib import db
from contest.lib.errors import NotFound
from contest.submissions import rules
from contest.submissions.queries.working import Working
from contest.submissions.rules.screening import flat

LINES = 50


class PastLine(msgspec.Struct, frozen=True, kw_only=True):
    """A sitting or a hand-in. `mark` is its last part of the address; `number` is that of a hand-in, else None;
    `labels` of the answers that a sitting changed."""

    mark: str
    by: str
    began_at: datetime
    at: datetime
    number: int | None
    labels: list[str]


class Past(msgspec.Struct, frozen=True):
    lines: list[PastLine]
    total: int


class Edited(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that was changed. `field` is None where the form has no such question; texts are as stored."""

    key: str
    field: rules.Field | None
    before: str
    after: str

    @property
    def label(self) -> str:
        return str(self.field.label) if self.field else self.key


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What a sitting or a hand-in changed; `since` is the number of the hand-in before it, where it is one."""

    line: PastLine
    since: int | None
    edits: list[Edited]


_PAST = """
with past as (
    select d.id::text as mark, d.by, d.began_at, d.saved_at as at, null::int as number,
           array(select key from jsonb_each_text(d.after) where value is distinct from d.before->>key) as keys
      from draft_step d where d.submission = $1 and d.before <> d.after
    union all
    select 'version-' || v.number, v.submitted_by, v.submitted_at, v.submitted_at, v.number, array[]::text[]
      from submission_version v where v.submission = $1
)
select past.mark, p.name as by, past.began_at, past.at, past.number, past.keys, count(*) over () as total
  from past join person p on p.id = past.by
 where $2 = '' or past.mark = $2
 order by past.at desc, past.number is null, past.mark desc limit $3 offset $4
"""

_STEP = "select before, after from draft_step where submission = $1 and id = $2"

_CONTENTS = """
select v.number, v.content from submission_version v
 where v.submission = $1 and v.number in ($2::int - 1, $2::int) order by v.number desc
"""


def _line(entry: Working, row: Any) -> PastLine:
    labels = [str(field.label) for field in entry.form.fields if field.key in row["keys"]]
    return PastLine(labels=labels, **{name: row[name] for name in ("mark", "by", "began_at", "at", "number")})


async def past(*, entry: Working, page: int = 1) -> Past:
    """A page of it, the newest first. The caller has the entry from `own_entry`."""
    rows = await db.fetch(_PAST, entry.id, "", LINES, (page - 1) * LINES)
    return Past([_line(entry, row) for row in rows], rows[0]["total"] if rows else 0)


async def changed_by(*, entry: Working, mark: str) -> Changed:
    """What the sitting or hand-in at `mark` changed; `NotFound` where there is none."""
    row = await db.fetchrow(_PAST, entry.id, mark, 1, 0)
    if row is None:
        raise NotFound
    line = _line(entry, row)
    if line.number is None:
        step = await db.fetchrow(_STEP, entry.id, UUID(mark))
        assert step is not None  # it was listed
        before, after = (msgspec.json.decode(step[name], type=dict[str, str]) for name in ("before", "after"))
        return Changed(line=line, since=None, edits=_edits(entry.form, before, after))
    rows = await db.fetch(_CONTENTS, entry.id, line.number)
    contents = [msgspec.json.decode(one["content"]) for one in rows]
    form = await challenge.form_with_copies(UUID(contents[0]["form"])) if "form" in contents[0] else entry.form
    before = flat(contents[1]) if len(contents) > 1 else {}
    return Changed(line=line, since=line.number - 1 or None, edits=_edits(form, before, flat(contents[0])))


def _edits(form: rules.Form, before: dict[str, str], after: dict[str, str]) -> list[Edited]:
    """In the order of the form, and what it does not know last."""
    order = {field.key: place for place, field in enumerate(form.fields)}
    keys = [key for key in {**after, **before} if before.get(key, "") != after.get(key, "")]
    return [
        Edited(key=key, field=form.at(key), before=before.get(key, ""), after=after.get(key, ""))
        for key in sorted(keys, key=lambda key: order.get(key, len(order)))
    ]
