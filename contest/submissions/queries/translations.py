"""What is translated of entries written in one language: the staff's queue, and what an applicant approves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge import queries as challenge
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions import rules
from contest.submissions.queries.visible import hidden_sql, ties_hide_sql
from contest.submissions.rules import translations

PAGE = 100


class TranslationLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that was written in one language, and how far its translation is: a key of `translations.QUEUE`."""

    code: str
    kind: str
    title_en: str
    title_zh: str
    translated_title: str
    state: str
    drafted_by: str
    is_own: bool
    at: datetime


class TranslationPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the queue, with how many are in each state."""

    lines: list[TranslationLine]
    states: dict[str, int]
    total: int


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A translation. `original`: what it was made of, by column."""

    id: UUID
    version: UUID
    original: dict[str, str]
    title: str
    summary: str
    state: str
    note: str
    revision: int
    drafted_by: UUID
    drafter: str
    drafted_at: datetime

    def texts(self) -> dict[str, str]:
        """What is translated, by column."""
        return {column: getattr(self, column[:-3]) for column in translations.lacking(self.original)}


class ToTranslate(msgspec.Struct, frozen=True, kw_only=True):
    """An entry on a translator's desk: its words as they stand in the round, and the translation, if one was begun."""

    submission_id: UUID
    edition_id: UUID
    version_id: UUID
    code: str
    kind: str
    state: str
    is_demo: bool
    form: rules.Form
    original: dict[str, str]
    held: Held | None
    before: str | None
    after: str | None

    @property
    def lacking(self) -> dict[str, str]:
        return translations.lacking(self.original)

    @property
    def is_stale(self) -> bool:
        """Whether what was translated is not what stands now."""
        return self.held is not None and self.held.original != self.original


def _queue(person: str) -> str:
    return f"""
with hidden as materialized ({hidden_sql(person)}
), here as materialized (
    select st.code, st.submission, st.version, coalesce(t.state, 'wanted') as state, t.title as translated,
           t.drafted_by, t.drafted_at
      from standing st
      join submission_version v on v.id = st.version and v.is_in_one_language
      left join translation t on t.submission = st.submission
     where st.round = $1 and st.gone = '' and st.state <> 'ineligible'
       and st.submission not in (select submission from hidden)
)"""  # noqa: S608 - names of parameters


_ORDER = f"array_position('{{{','.join(translations.QUEUE)}}}'::text[], here.state), here.code"


def _page_sql(state: str, offset: int) -> str:
    """The statement with just the condition asked for: its plan is made once and fits."""
    return f"""{_queue("$2")}
select (select coalesce(json_object_agg(state, n), '{{}}') from (
          select state, count(*) as n from here group by 1) counted) as states, page.*
  from (select 1) as one left join (
    select here.code, s.kind, v.title_en, v.title_zh, coalesce(here.translated, '') as translated_title, here.state,
           coalesce(p.name, '') as drafted_by, coalesce(here.drafted_by = $2, false) as is_own,
           coalesce(here.drafted_at, v.submitted_at) as at
      from here join submission s on s.id = here.submission join submission_version v on v.id = here.version
      left join person p on p.id = here.drafted_by
     {"where here.state = $3" if state else ""}
     order by {_ORDER} limit {PAGE} offset {offset:d}) page on true
"""  # noqa: S608 - names of columns, and a number


async def translation_queue(*, actor: Actor, round_id: UUID, state: str = "", page: int = 1) -> TranslationPage:
    """A page of what a round's entries lack in one language, what waits for the staff first. The caller asked
    `may_screen`."""
    asked = (state,) if state else ()
    rows = await db.fetch(_page_sql(state, (page - 1) * PAGE), round_id, actor.person_id, *asked)
    states = msgspec.json.decode(rows[0]["states"], type=dict[str, int])
    names = TranslationLine.__struct_fields__
    return TranslationPage(
        lines=[TranslationLine(**{name: row[name] for name in names}) for row in rows if row["code"] is not None],
        states={one: states[one] for one in translations.QUEUE if one in states},
        total=states.get(state, 0) if state else sum(states.values()),
    )


_ONE = f"""{_queue("$2")}
select s.id as submission_id, s.edition as edition_id, s.form, s.code, s.kind, s.state, s.is_demo,
       not {ties_hide_sql("$2")} as is_tied, v.id as version_id, v.content,
       (select code from here where code < $3 and here.state = any($4) order by code desc limit 1) as before,
       (select code from here where code > $3 and here.state = any($4) order by code limit 1) as after,
       (select json_build_object('id', t.id, 'version', t.version, 'original', t.original, 'title', t.title,
               'summary', t.summary, 'state', t.state, 'note', t.note, 'revision', t.revision,
               'drafted_by', t.drafted_by, 'drafter', p.name, 'drafted_at', t.drafted_at)
          from translation t join person p on p.id = t.drafted_by where t.submission = s.id) as held
  from submission s join standing st on st.submission = s.id and st.round = $1
  join submission_version v on v.id = st.version
 where s.code = $3
"""  # noqa: S608 - constants only


async def to_translate(*, actor: Actor, edition_id: UUID, round_id: UUID, code: str) -> ToTranslate:
    """An entry and its translation, for who screens the round and is not tied to it; to others `NotFound`."""
    if not rules.may_screen(actor, edition_id=edition_id, round_id=round_id):
        raise NotFound
    waiting = ["wanted", *translations.TO_WRITE]
    row = await db.fetchrow(_ONE, round_id, actor.person_id, code, waiting)
    if row is None or row["is_tied"] or row["edition_id"] != edition_id:
        raise NotFound
    content = msgspec.json.decode(row["content"])
    plain = ("submission_id", "edition_id", "version_id", "code", "kind", "state", "is_demo")
    return ToTranslate(
        form=await challenge.form_with_copies(UUID(content["form"]) if "form" in content else row["form"]),
        original=translations.original(content),
        held=_held(row["held"]),
        **{name: row[name] for name in (*plain, "before", "after")},
    )


def _held(row: Any) -> Held | None:
    if row is None:
        return None
    found: Mapping[str, Any] = msgspec.json.decode(row)
    original = found["original"]
    return msgspec.convert(
        {**found, "original": msgspec.json.decode(original) if isinstance(original, str) else original}, Held
    )


_OF_TEAM = """
select t.id, t.version, t.original, t.title, t.summary, t.state, t.note, t.revision, t.drafted_by, '' as drafter,
       t.drafted_at
  from translation t where t.submission = $1 and t.checked_at is not null
"""


async def translation_for(*, submission_id: UUID) -> Held | None:
    """The translation that an entry's team was asked about. The caller has the entry from `own_entry`."""
    row = await db.fetchrow(_OF_TEAM, submission_id)
    if row is None:
        return None
    return Held(**{**row, "original": msgspec.json.decode(row["original"])})
