"""Saving while somebody types."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from contest.challenge import queries as challenge
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound, TooLate
from contest.lib.i18n import N_
from contest.lib.merging import Change, Saved, merge
from contest.submissions import queries, rules
from contest.submissions.service.saving import write

_HELD = f"""
select s.id, s.state, s.form, s.revision, s.saved_at, s.title_en, s.title_zh, s.summary_en, s.summary_zh,
       s.organisation_name, s.country, s.answers, coalesce(sc.key, '') as scene,
       array(select key from scene where scene.edition = s.edition) as scenes,
       r.state as round_state, r.blindness, r.opens_at, r.closes_at, st.state as standing,
       late.until as extended_to, {queries.FILE_UNDER_WAY} as has_file_under_way
  from submission s
  join round r on r.id = s.round
  left join scene sc on sc.id = s.scene
  left join standing st on st.submission = s.id and st.round = s.round
  {queries.EXTENSION}
 where s.code = $1 and {queries.team_sql("$2", to="edit")}
   for no key update of s
"""  # noqa: S608 - constants only


async def autosave(*, actor: Actor, code: str, revision: int, changes: Mapping[str, Change], now: datetime) -> Saved:
    """Write the answers that nobody else changed since the person began; two statements, and one where nothing is new.

    `revision` is what their form was made from: where others saved since, they are told all that is there now.

    No row of the audit: it is the person's own typing, and handing in freezes and records it. The errors are those of
    `save_draft`; a text over its limit is no error here either.
    """
    row = await db.fetchrow(_HELD, code, actor.person_id)
    if row is None or actor.person_id is None:
        raise NotFound
    form = await challenge.form_asked(row["form"], blindness=row["blindness"])
    if errors := rules.check_draft(form, {key: change.now for key, change in changes.items()}, row["scenes"]):
        raise Invalid(fields=errors)
    deadline = rules.Deadline(
        state=row["round_state"],
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        extended_to=row["extended_to"],
        has_file_under_way=row["has_file_under_way"],
    )
    if not rules.may_edit(state=row["state"], standing=row["standing"], round_=deadline, now=now):
        raise TooLate(N_("This entry can no longer be changed."))
    values = {name: row[name] for name in rules.COLUMNS} | msgspec.json.decode(row["answers"], type=dict[str, str])
    merged = merge(values, changes)
    if merged.taken:
        await write(entry_id=row["id"], person_id=actor.id, values=values, changes=merged.taken, now=now)
    return Saved(
        revision=row["revision"] + bool(merged.taken),
        saved_at=now if merged.taken else row["saved_at"],
        theirs=merged.theirs,
        values={} if revision == row["revision"] else values | merged.taken,
    )
