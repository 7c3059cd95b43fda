"""Lists of entries: one statement each."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.i18n import N_
from contest.lib.sheets import Row
from contest.submissions import rules
from contest.submissions.queries.deadlines import EXTENSION
from contest.submissions.queries.visible import abroad_sql, hidden_sql, team_sql
from contest.submissions.queries.written import SceneLine

PAGE = 100


class MyEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of *My entries*; `closes_at` is the applicant's own deadline; `has_unsent_changes`: saved after the last
    hand-in; `is_asked`: the organisers wait for a word in its thread; `until`: when the time ends in which the
    answers are taken that screeners asked for, or that are asked of the shortlist."""

    code: str
    kind: str
    state: str
    standing: str | None
    title_en: str
    title_zh: str
    translated_title: str
    round_name_en: str
    round_name_zh: str
    round_state: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    round_closes_at: datetime
    saved_at: datetime
    submitted_at: datetime | None
    has_unsent_changes: bool
    is_asked: bool
    until: datetime | None
    is_shortlist_answered: bool
    is_translated: bool
    is_demo: bool

    @property
    def is_decision_public(self) -> bool:
        return self.round_state in {"notice", "decided"}

    def next(self, now: datetime) -> rules.Next:
        """What is needed next, without counting what is missing."""
        deadline = rules.Deadline(
            state=self.round_state,
            opens_at=self.opens_at,
            closes_at=self.round_closes_at,
            extended_to=self.closes_at,
        )
        return rules.next_step(
            rules.Facts(
                state=self.state,
                standing=self.standing,
                is_open=rules.is_open(deadline, now),
                is_decision_public=self.is_decision_public,
                may_answer=self.until is not None and now <= self.until,
                is_asked=self.is_asked,
                is_shortlist_answered=self.is_shortlist_answered,
                is_translated=self.is_translated,
                has_unsent_changes=self.has_unsent_changes,
            )
        )


# The entries of the teams that the person $1 is on, by both of their indexes.
MINE = """select id from submission where owner = $1
    union all select submission from team_member where person = $1 and left_at is null"""

_MINE = f"""
select s.code, s.kind, s.state, st.state as standing, s.title_en, s.title_zh,
       case when (s.title_en, s.title_zh) = (v.title_en, v.title_zh) then v.translated_title else '' end
         as translated_title, r.name_en as round_name_en,
       r.name_zh as round_name_zh, r.state as round_state, r.time_zone, r.opens_at,
       greatest(r.closes_at, late.until) as closes_at, r.closes_at as round_closes_at, s.saved_at,
       v.submitted_at, coalesce(s.saved_at > v.submitted_at, false) as has_unsent_changes, s.is_demo,
       exists (select 1 from entry_message m where m.submission = s.id and m.side = 'staff' and m.asks
                and m.settled_at is null) as is_asked,
       asked.until, coalesce(asked.answered_at is not null, false) as is_shortlist_answered,
       {team_sql("$1", to="submit")} and exists (
         select 1 from translation tr where tr.submission = s.id and tr.state = 'checked') as is_translated
  from submission s
  join round r on r.id = s.round
  left join standing st on st.submission = s.id and st.round = s.round
  left join submission_version v on v.id = st.version
  left join lateral (
    select q.until, q.answered_at from information_request q
     where q.submission = s.id and q.round = s.round and q.closed_at is null
       and ((q.purpose = 'screening' and q.answered_at is null and st.state = 'more_wanted')
            or (q.purpose = 'shortlist' and st.state = 'advanced' and r.state = 'decided'))
     limit 1) asked on true
  {EXTENSION}
 where s.id in ({MINE})
 order by s.state = 'withdrawn', s.created_at desc
 limit 200
"""  # noqa: S608 - constants only


async def my_entries(actor: Actor) -> list[MyEntry]:
    """The entries of the actor's teams, the newest first."""
    if actor.person_id is None:
        return []
    return [MyEntry(**row) for row in await db.fetch(_MINE, actor.person_id)]


MY_HEADING = (
    *(N_("Code"), N_("Kind of entry"), N_("Where it stands"), N_("Title in English"), N_("Title in Chinese")),
    *(N_("Title, translated"), N_("Round in English"), N_("Round in Chinese"), N_("What is needed next")),
    *(N_("Deadline"), N_("Last saved"), N_("Handed in")),
)


def my_heading() -> list[str]:
    """The heading of `my_rows` in the reader's language."""
    return [str(name) for name in MY_HEADING]


async def my_rows(*, actor: Actor, words: Mapping[str, str], now: datetime) -> AsyncIterator[Row]:
    """What `my_entries` lists as rows under `my_heading`; `words` says kinds, states and standings."""
    for one in await my_entries(actor):
        standing = rules.told(one.standing, is_decision_public=one.is_decision_public)
        stands = words[standing if one.state == "submitted" and standing else one.state]
        yield (
            *(one.code, words[one.kind], stands, one.title_en, one.title_zh, one.translated_title, one.round_name_en),
            *(one.round_name_zh, str(one.next(now).text), one.closes_at, one.saved_at, one.submitted_at),
        )


class EntryLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in the list of a round's staff."""

    code: str
    kind: str
    state: str
    standing: str
    title_en: str
    title_zh: str
    translated_title: str
    organisation_name: str
    country: str
    scene_en: str | None
    scene_zh: str | None
    number: int
    submitted_at: datetime


class EntryPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of them, with how many there are in all and in each standing, and the scenes to choose from.

    `kept_abroad`: how many are hidden for not all of their people agreed to readers where this person works.
    """

    entries: list[EntryLine]
    total: int
    standings: dict[str, int]
    scenes: list[SceneLine]
    kept_abroad: int


# Walked and counted in `standing` alone, by its indexes; what this person may not see is few, and taken off.
_HERE = """
  from standing st
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version
  left join scene sc on sc.id = s.scene
 where st.round = $1 and st.submission not in (select submission from hidden)"""


def _round_sql(filters: Sequence[str], *, offset: int) -> str:
    """The statement with just the conditions asked for (from `$3` on): its plan is made once and fits."""
    asked = "".join(f" and {column} = ${number}" for number, column in enumerate(filters, 3))
    is_counted = not set(filters) <= {"st.shown"}
    return f"""
with far as materialized ({abroad_sql("$2")}),
     hidden as materialized ({hidden_sql("$2", abroad="select entry from far")})
select (select count(*) from standing st where st.round = $1 and st.gone = ''
           and st.submission in (select entry from far)) as kept_abroad,
       (select coalesce(json_object_agg(shown, n), '{{}}') from (
          select shown, sum(n)::int as n from (
            select one.shown, n
              from unnest('{{{",".join(rules.SHOWN)}}}'::text[]) one (shown),
                   lateral (select count(*) as n from standing st where st.round = $1 and st.shown = one.shown) c
            union all
            select shown, -count(*) from standing where round = $1 and submission in (select submission from hidden)
             group by 1) counted group by 1 having sum(n) > 0) t) as standings,
       {f"(select count(*) {_HERE} {asked})" if is_counted else "null::bigint"} as found,
       (select coalesce(json_agg(json_build_array(key, name_en, name_zh) order by position, key), '[]') from scene
         where edition = (select edition from round where id = $1)) as scenes, page.*
  from (select 1) as one left join (
    select s.code, s.kind, s.state, st.state as standing, v.title_en, v.title_zh, v.translated_title,
           v.organisation_name, v.country,
           sc.name_en as scene_en, sc.name_zh as scene_zh, v.number, v.submitted_at {_HERE} {asked}
     order by st.code limit {PAGE} offset {offset:d}) page on true
 order by page.code
"""  # noqa: S608 - names of columns, and a number


async def round_entries(
    *, actor: Actor, round_id: UUID, standing: str = "", kind: str = "", scene: str = "", page: int = 1
) -> EntryPage:
    """A page of what was handed in to a round, less what the actor is tied to. The caller asked `may_screen`."""
    asked = {column: value for column, value in (("st.shown", standing), ("s.kind", kind), ("sc.key", scene)) if value}
    statement = _round_sql(list(asked), offset=(page - 1) * PAGE)
    rows = await db.fetch(statement, round_id, actor.person_id, *asked.values())
    standings = msgspec.json.decode(rows[0]["standings"], type=dict[str, int])
    in_standing = standings.get(standing, 0) if standing else sum(standings.values())
    return EntryPage(
        entries=[
            EntryLine(**{name: row[name] for name in EntryLine.__struct_fields__})
            for row in rows
            if row["code"] is not None
        ],
        total=in_standing if rows[0]["found"] is None else rows[0]["found"],
        standings=standings,
        scenes=[SceneLine(*line) for line in msgspec.json.decode(rows[0]["scenes"])],
        kept_abroad=rows[0]["kept_abroad"],
    )
