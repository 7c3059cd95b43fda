"""What would become of somebody's entries if they were erased, for who decides it and for the verb that does it."""

from uuid import UUID

import msgspec

from contest.lib import db


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """An entry, and who of its team takes it over. `is_decided`: there is a result that stays."""

    id: UUID
    code: str
    state: str
    is_decided: bool
    heir_id: UUID | None
    heir: str | None


_SETTLED = """
select s.id, s.code, s.state, h.id as heir_id, h.name as heir,
       s.state = 'disqualified' or exists (select from standing st where st.submission = s.id
          and st.state in ('advanced', 'not_advanced', 'awarded', 'ineligible')) as is_decided
  from submission s left join lateral (
    select p.id, p.name from team_member m join person p on p.id = m.person
     where m.submission = s.id and m.left_at is null and p.erased_at is null and p.id <> s.owner
     order by array_position(array['submit', 'edit', 'view']::varchar[], m.role), m.joined_at, m.id limit 1) h on true
 where s.owner = $1 and s.erased_at is null order by s.code
"""


async def entries_to_settle(*, person_id: UUID) -> list[Settled]:
    """Every entry that a person owns. The caller has made sure that this may be asked."""
    return [Settled(**row) for row in await db.fetch(_SETTLED, person_id)]
