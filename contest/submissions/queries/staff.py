"""One entry as staff sees it: what was handed in, and where it stands."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions import rules
from contest.submissions.queries.frozen import FrozenEntry, thaw
from contest.submissions.queries.visible import reach, ties_hide_sql, visible_sql


class Stood(msgspec.Struct, frozen=True, kw_only=True):
    """Where an entry stands in one round."""

    round_id: UUID
    round_name_en: str
    round_name_zh: str
    time_zone: str
    state: str
    reason: str | None
    changed_at: datetime


class StaffEntry(msgspec.Struct, frozen=True, kw_only=True):
    """`entry` is the newest version; `standings` those in rounds that the actor is staff of, the newest last."""

    entry: FrozenEntry
    state: str
    is_demo: bool
    number: int
    sha256: str
    submitted_at: datetime
    standings: list[Stood]


_ONE = f"""
select s.id as submission_id, s.state, s.is_demo, v.id, v.number, v.sha256, v.submitted_at, v.content,
       s.form, coalesce(sc.name_en, '') as scene_en, coalesce(sc.name_zh, '') as scene_zh,
       (select json_agg(json_build_object('round_id', r.id, 'round_name_en', r.name_en, 'round_name_zh', r.name_zh,
               'time_zone', r.time_zone, 'state', st.state, 'reason', st.reason, 'changed_at', st.changed_at)
               order by r.closes_at)
          from standing st join round r on r.id = st.round
         where st.submission = s.id and ($3 or s.edition = any($4) or st.round = any($5))) as standings
  from submission s
  join lateral (select * from submission_version v where v.submission = s.id order by number desc limit 1) v on true
  left join scene sc on sc.edition = s.edition and sc.key = v.content->>'scene'
 where s.code = $1 and s.owner is distinct from $2 and {visible_sql("$2", "$3", "$4::uuid[]", "$5::uuid[]")}
"""  # noqa: S608 - constants only


async def staff_entry(*, actor: Actor, code: str) -> StaffEntry:
    """An entry of another person for whoever screens or organises one of its rounds; to others `NotFound`."""
    its = reach(actor)
    if not (its.everywhere or its.editions or its.rounds):
        raise NotFound
    row = await db.fetchrow(_ONE, code, actor.person_id, its.everywhere, its.editions, its.rounds)
    if row is None:
        raise NotFound
    return StaffEntry(
        entry=await thaw(row, blind=False, is_for_staff=True),
        standings=msgspec.json.decode(row["standings"], type=list[Stood]),
        **{name: row[name] for name in ("state", "is_demo", "number", "sha256", "submitted_at")},
    )


class QueueEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The entry on the screener's desk, its neighbours in the queue, and how much is left."""

    entry: FrozenEntry
    standing: str
    reason: str | None
    number: int
    submitted_at: datetime
    before: str | None
    after: str | None
    waiting: int
    total: int
    round_name_en: str
    round_name_zh: str
    time_zone: str
    is_demo: bool


_QUEUE = f"""
with here as (
    select s.id, s.code, s.is_demo, s.edition, s.form, st.state as standing, st.reason, st.version
      from standing st join submission s on s.id = st.submission
     where st.round = $1 and s.state = 'submitted' and {ties_hide_sql("$2")}
), this as (
    select * from here where case when $3 = '' then standing = 'entered' else code = $3 end order by code limit 1
)
select this.id as submission_id, this.standing, this.reason, this.is_demo, v.id, v.number, v.submitted_at, v.content,
       this.form, coalesce(sc.name_en, '') as scene_en, coalesce(sc.name_zh, '') as scene_zh,
       (select max(code) from here where code < this.code) as before,
       coalesce((select min(code) from here where code > this.code and standing = 'entered'),
                (select min(code) from here where code <> this.code and standing = 'entered')) as after,
       (select count(*) from here where standing = 'entered') as waiting, (select count(*) from here) as total,
       r.name_en as round_name_en, r.name_zh as round_name_zh, r.time_zone
  from this
  join round r on r.id = $1
  join submission_version v on v.id = this.version
  left join scene sc on sc.edition = this.edition and sc.key = v.content->>'scene'
"""  # noqa: S608 - constants only


async def queue_entry(*, actor: Actor, edition_id: UUID, round_id: UUID, code: str = "") -> QueueEntry | None:
    """The entry `code`, or without one the first that waits; None where none waits. `NotFound` to who is not staff."""
    if not rules.may_screen(actor, edition_id=edition_id, round_id=round_id):
        raise NotFound
    row = await db.fetchrow(_QUEUE, round_id, actor.person_id, code)
    if row is None:
        if code:
            raise NotFound
        return None
    names = QueueEntry.__struct_fields__[1:]
    return QueueEntry(entry=await thaw(row, blind=False, is_for_staff=True), **{name: row[name] for name in names})
