"""Many entries at once: what a ruling on all of them would change, and what it would leave out."""

from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.i18n import Lazy
from contest.submissions.queries.visible import ties_hide_sql
from contest.submissions.rules.screening import MOST_AT_ONCE, skipped


class BulkLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry among many. `why_not`: why it would be left out; none where it would change."""

    code: str
    number: int
    standing: str
    title_en: str
    title_zh: str
    translated_title: str
    organisation_name: str
    why_not: Lazy | None


_LINES = f"""
select s.code, s.state, st.state as standing, v.number, v.title_en, v.title_zh, v.translated_title, v.organisation_name,
       r.state as round_state, p.id is not null as is_proposed
  from standing st
  join submission s on s.id = st.submission
  join round r on r.id = st.round
  join submission_version v on v.id = st.version
  left join ruling p on p.submission = s.id and p.round = r.id and p.state = 'proposed' and p.version = st.version
 where st.round = $1 and {ties_hide_sql("$2")}
   and ($3 = '' or case when s.state = 'submitted' then st.state else s.state end = $3) and ($4 = '' or s.kind = $4)
   and ($5 = '' or s.scene in (select id from scene where key = $5))
 order by s.code limit {MOST_AT_ONCE}
"""  # noqa: S608 - constants only


async def bulk_lines(
    *, actor: Actor, round_id: UUID, verdict: str, standing: str = "", kind: str = "", scene: str = ""
) -> list[BulkLine]:
    """The first entries that fit, at most `MOST_AT_ONCE`, less what the actor is tied to. The caller asked who asks."""
    rows = await db.fetch(_LINES, round_id, actor.person_id, standing, kind, scene)
    return [
        BulkLine(
            why_not=skipped(
                state=row["state"],
                standing=row["standing"],
                verdict=verdict,
                is_changed=False,
                is_proposed=row["is_proposed"],
                round_state=row["round_state"],
            ),
            **{name: row[name] for name in BulkLine.__struct_fields__ if name != "why_not"},
        )
        for row in rows
    ]
