"""Writing the answers of a draft, and what one sitting changed of them: one statement."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.ids import uuid7
from contest.submissions import rules

SITTING = timedelta(minutes=15)

# A sitting goes on while the same person saves and nothing was handed in meanwhile; what stood before its first
# change stays `before`.
_SAVE = """
with saved as (
    update submission
       set title_en = $3, title_zh = $4, summary_en = $5, summary_zh = $6, organisation_name = $7, country = $8,
           scene = (select id from scene where scene.edition = submission.edition and scene.key = $9),
           answers = $10::jsonb, revision = revision + 1, saved_at = $11
     where id = $1 and ($2::int is null or revision = $2)
    returning id, revision
), last as (
    select d.id, d.by, d.saved_at, d.began_at from draft_step d where d.submission = $1
     order by d.began_at desc, d.id desc limit 1
), sitting as (
    update draft_step d set before = $14::jsonb || d.before, after = d.after || $15::jsonb, saved_at = $11
      from saved, last
     where d.id = last.id and last.by = $12 and last.saved_at > $13 and not exists (
           select 1 from submission_version v where v.submission = $1 and v.submitted_at >= last.began_at)
    returning d.id
), begun as (
    insert into draft_step (id, submission, by, began_at, saved_at, before, after)
    select $16, saved.id, $12, $11, $11, $14::jsonb, $15::jsonb from saved where not exists (select 1 from sitting)
)
select revision from saved
"""


async def write(
    *,
    entry_id: UUID,
    person_id: UUID,
    values: Mapping[str, str],
    changes: Mapping[str, str],
    now: datetime,
    over: int | None = None,
) -> int | None:
    """Save `changes` to `values`, the answers as they stand; the new revision.

    `over`: the revision that they stand at, where no lock holds it; None is returned if it has moved on.
    """
    merged = {**values, **changes}
    answers = {key: value for key, value in merged.items() if key not in rules.COLUMNS}
    before = {key: values.get(key, "") for key in changes}
    revision: int | None = await db.fetchval(
        _SAVE,
        entry_id,
        over,
        *(merged[name] for name in rules.COLUMNS),
        msgspec.json.encode(answers).decode(),
        now,
        person_id,
        now - SITTING,
        msgspec.json.encode(before).decode(),
        msgspec.json.encode(dict(changes)).decode(),
        uuid7(),
    )
    return revision
