"""One entry as staff sees it: what was handed in, and where it stands."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge import queries as challenge
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions import rules
from contest.submissions.queries.frozen import FrozenEntry, thaw
from contest.submissions.queries.plan import reasons_of
from contest.submissions.queries.visible import hidden_sql, reach, team_sql, visible_sql
from contest.submissions.rules.screening import AI_KEYS, Reason, Wanted, changed


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
    tags: list[str]


_ONE = f"""
select s.id as submission_id, s.state, s.is_demo, v.id, v.number, v.sha256, v.submitted_at, v.content,
       v.translated_title, v.translated_summary, s.form, coalesce(sc.name_en, '') as scene_en,
       coalesce(sc.name_zh, '') as scene_zh,
       array(select tag::text from entry_tag where submission = s.id order by tag) as tags,
       (select json_agg(json_build_object('round_id', r.id, 'round_name_en', r.name_en, 'round_name_zh', r.name_zh,
               'time_zone', r.time_zone, 'state', st.state, 'reason', st.reason, 'changed_at', st.changed_at)
               order by r.closes_at)
          from standing st join round r on r.id = st.round
         where st.submission = s.id and ($3 or s.edition = any($4) or st.round = any($5))) as standings
  from submission s
  join lateral (select * from submission_version v where v.submission = s.id order by number desc limit 1) v on true
  left join scene sc on sc.edition = s.edition and sc.key = v.scene
 where s.code = $1 and not {team_sql("$2")} and {visible_sql("$2", "$3", "$4::uuid[]", "$5::uuid[]")}
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
        entry=await thaw(row, blindness="none", is_for_staff=True),
        standings=msgspec.json.decode(row["standings"], type=list[Stood]),
        **{name: row[name] for name in ("state", "is_demo", "number", "sha256", "submitted_at", "tags")},
    )


class LastRuling(msgspec.Struct, frozen=True, kw_only=True):
    """The newest ruling on the version that stands. `by_name` and `second_name`: who said it, and who said more."""

    state: str
    by: UUID
    by_name: str
    at: datetime
    reasons: list[Reason]
    note: str
    second_name: str
    second_note: str


class Change(msgspec.Struct, frozen=True):
    """An answer that came back, with what it was before it was asked for."""

    label: str
    was: str
    now: str


class QueueEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The entry on the screener's desk, its neighbours in the queue, and how much is left.

    `asked`: the last question to its applicant; `changes`: what has changed since that question. `ai_use` is what was
    declared of it, in words, empty where nothing was.
    """

    entry: FrozenEntry
    form: rules.Form
    standing: str
    reason: str | None
    reasons: list[Reason]
    number: int
    submitted_at: datetime
    before: str | None
    after: str | None
    waiting: int
    total: int
    round_state: str
    time_zone: str
    is_demo: bool
    last: LastRuling | None
    asked: Wanted | None
    changes: list[Change]
    ai_use: str

    @property
    def may_rule(self) -> bool:
        return self.standing in rules.BEFORE_JUDGING and self.round_state in {"open", "screening"}

    @property
    def is_proposed(self) -> bool:
        return self.last is not None and self.last.state == "proposed" and self.standing == "entered"


_QUEUE = f"""
with hidden as materialized ({hidden_sql("$2")}
), here as not materialized (
    select * from standing st where st.round = $1 and st.gone = ''
       and st.submission not in (select submission from hidden)
), waits as not materialized (
    select st.code from here st where st.shown = 'entered'
       and not exists (select 1 from ruling p where p.submission = st.submission and p.round = $1
                          and p.state = 'proposed' and p.version = st.version and p.by = $2)
), this as (
    select s.id, s.code, s.is_demo, s.edition, s.form, st.state as standing, st.reason, st.reasons, st.version
      from here st join submission s on s.id = st.submission
     where st.code = case when $3 = '' then (select code from waits order by code limit 1) else $3 end
)
select this.id as submission_id, this.standing, this.reason, this.reasons, this.is_demo, v.id, v.translated_title,
       v.translated_summary, v.number,
       v.submitted_at, v.content, this.form, coalesce(sc.name_en, '') as scene_en, coalesce(sc.name_zh, '') as scene_zh,
       (select code from waits where code < this.code order by code desc limit 1) as before,
       coalesce((select code from waits where code > this.code order by code limit 1),
                (select code from waits where code <> this.code order by code limit 1)) as after,
       (select count(*) from waits) as waiting, (select count(*) from here) as total,
       r.state as round_state, r.time_zone, was.content as content_before,
       (select json_build_object('state', l.state, 'by', l.by, 'by_name', p.name, 'at', l.at, 'reasons', l.reasons,
               'note', l.note, 'second_name', coalesce(p2.name, ''), 'second_note', l.second_note)
          from ruling l join person p on p.id = l.by left join person p2 on p2.id = l.second_by
         where l.submission = this.id and l.round = $1 and l.version = this.version
         order by l.at desc, l.id desc limit 1) as last,
       case when q.id is not null then json_build_object('fields', q.fields, 'until', q.until, 'note', q.note,
            'asked_at', q.asked_at, 'answered_at', q.answered_at, 'expired_at', q.expired_at,
            'closed_at', q.closed_at) end as asked
  from this
  join round r on r.id = $1
  join submission_version v on v.id = this.version
  left join scene sc on sc.edition = this.edition and sc.key = v.scene
  left join lateral (select * from information_request q where q.submission = this.id and q.round = $1
                        and q.purpose = 'screening'
                      order by q.asked_at desc, q.id desc limit 1) q on true
  left join submission_version was on was.id = q.version and q.version <> this.version
"""  # noqa: S608 - constants only


async def queue_entry(*, actor: Actor, edition_id: UUID, round_id: UUID, code: str = "") -> QueueEntry | None:
    """The entry `code`, or without one the first that waits; None where none waits. `NotFound` to who is not staff.

    What waits for a second person waits for everybody but the one who proposed it.
    """
    if not rules.may_screen(actor, edition_id=edition_id, round_id=round_id):
        raise NotFound
    row = await db.fetchrow(_QUEUE, round_id, actor.person_id, code)
    if row is None:
        if code:
            raise NotFound
        return None
    content = msgspec.json.decode(row["content"])
    form = await challenge.form_with_copies(UUID(content["form"]) if "form" in content else row["form"])
    plain = ("standing", "reason", "number", "submitted_at", "before", "after", "waiting", "total", "round_state")
    return QueueEntry(
        entry=await thaw(row, blindness="none", is_for_staff=True),
        form=form,
        reasons=reasons_of(row["reasons"]),
        last=msgspec.json.decode(row["last"], type=LastRuling) if row["last"] else None,
        asked=msgspec.json.decode(row["asked"], type=Wanted) if row["asked"] else None,
        changes=_changes(form, row["content_before"], content),
        ai_use="\n".join(
            rules.shown(form.at(key), content["answers"][key]) for key in AI_KEYS if content["answers"].get(key)
        ),
        **{name: row[name] for name in (*plain, "time_zone", "is_demo")},
    )


def _changes(form: rules.Form, before: str | None, content: dict[str, Any]) -> list[Change]:
    if before is None:
        return []
    found = []
    for key, (was, now) in changed(msgspec.json.decode(before), content).items():
        field = form.at(key)
        label = str(field.label) if field else key
        found.append(Change(label, rules.shown(field, was), rules.shown(field, now)))
    return found
