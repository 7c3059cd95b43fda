"""The lists of a round beside its entries, row by row as they are taken away: one way for all of them."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.countries import country_name
from contest.lib.i18n import N_, Lazy
from contest.lib.sheets import Cell, Row
from contest.submissions.queries.deadlines import EXTENSIONS, LATE_CODES
from contest.submissions.queries.plan import reasons_of
from contest.submissions.queries.questions import staff_of, thread_sql
from contest.submissions.queries.visible import hidden_sql

ROWS_EACH = 500
Words = Mapping[str, str]


class RoundList(msgspec.Struct, frozen=True, kw_only=True):
    """A list: how it is called, its columns, and who may have it (`is_of_organisers`: with people's addresses).

    `sql` gives rows with `code` and `id`, by which they are read on; `args` what it asks for after the round, `cells`
    a row of it under the heading, with kinds, standings and states in the reader's words.
    """

    name: Lazy
    heading: tuple[Lazy, ...]
    sql: str
    args: Callable[[Actor], tuple[Any, ...]]
    cells: Callable[[Any, Words], Row]
    is_of_organisers: bool = False


def _person(actor: Actor) -> tuple[Any, ...]:
    return (actor.person_id,)


_TITLES = (N_("Title in English"), N_("Title in Chinese"))
_HERE = f"st.round = $1 and st.gone = '' and st.submission not in (select submission from ({hidden_sql('$2')}) hidden)"  # noqa: S608

_PEOPLE = f"""
select st.code, p.id, v.title_en, v.title_zh, p.name, p.email, team.place, p.country,
       coalesce(o.name_en, '') as organisation_en, coalesce(o.name_zh, '') as organisation_zh
  from standing st
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version
  cross join lateral (select s.owner as person, 'own' as place union all
                      select tm.person, tm.role from team_member tm where tm.submission = s.id and tm.left_at is null
                     ) team
  join person p on p.id = team.person
  left join organisation o on o.id = p.organisation
 where {_HERE}
"""  # noqa: S608 - constants only


def _people(row: Any, words: Words) -> Row:
    return (
        *(row["code"], row["title_en"], row["title_zh"], row["name"], row["email"]),
        *(words[row["place"]], row["organisation_en"], row["organisation_zh"]),
        country_name(row["country"]),
    )


_QUESTIONS = f"""
select s.code, m.id, coalesce(v.title_en, '') as title_en, coalesce(v.title_zh, '') as title_zh, m.side, p.name as by,
       m.is_internal, m.text, m.at, m.asks and m.settled_at is null as waits
  from entry_message m
  join submission s on s.id = m.submission
  join person p on p.id = m.by
  left join lateral (select title_en, title_zh from submission_version v where v.submission = s.id
                      order by number desc limit 1) v on true
 where (s.round = $1 or exists (select 1 from standing st where st.submission = s.id and st.round = $1))
   and {thread_sql("$2", "$3", "$4::uuid[]", "$5::uuid[]", "$6::uuid[]", "$7::uuid[]")}
"""  # noqa: S608 - constants only


def _questions(row: Any, words: Words) -> Row:
    said = "internal" if row["is_internal"] else row["side"]
    waits: Cell = words["waits"] if row["waits"] else ""
    return (row["code"], row["title_en"], row["title_zh"], row["at"], words[said], row["by"], row["text"], waits)


_SCREENING = f"""
select st.code, s.id, s.kind, v.title_en, v.title_zh, v.organisation_name, st.shown, st.reasons, st.reason, v.number,
       v.submitted_at, l.state as said, coalesce(p.name, '') as by, coalesce(p2.name, '') as second_by, l.at,
       case when q.answered_at is null and q.closed_at is null and q.expired_at is null then q.until end as asked_until
  from standing st
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version
  left join lateral (select * from ruling l where l.submission = s.id and l.round = st.round and l.version = st.version
                      order by l.at desc, l.id desc limit 1) l on true
  left join person p on p.id = l.by
  left join person p2 on p2.id = l.second_by
  left join lateral (select * from information_request q where q.submission = s.id and q.round = st.round
                        and q.purpose = 'screening' order by q.asked_at desc, q.id desc limit 1) q on true
 where {_HERE}
"""  # noqa: S608 - constants only


def _screening(row: Any, words: Words) -> Row:
    return (
        *(row["code"], words[row["kind"]], row["title_en"], row["title_zh"], row["organisation_name"]),
        *(words[row["shown"]], "; ".join(str(reason) for reason in reasons_of(row["reasons"])), row["reason"] or ""),
        *(row["number"], row["submitted_at"], row["by"], row["second_by"], row["at"]),
        *(words["proposed"] if row["said"] == "proposed" else "", row["asked_until"]),
    )


_TRANSLATIONS = f"""
select st.code, s.id, v.title_en, v.title_zh, coalesce(t.state, 'wanted') as state, coalesce(t.title, '') as title,
       coalesce(t.summary, '') as summary, coalesce(p.name, '') as drafted_by, t.drafted_at
  from standing st
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version and v.is_in_one_language
  left join translation t on t.submission = s.id
  left join person p on p.id = t.drafted_by
 where {_HERE} and st.state <> 'ineligible'
"""  # noqa: S608 - constants only


def _translations(row: Any, words: Words) -> Row:
    plain = (row["code"], row["title_en"], row["title_zh"], words[row["state"]])
    return (*plain, row["title"], row["summary"], row["drafted_by"], row["drafted_at"])


_SHARING = f"""
select st.code, s.id, v.title_en, v.title_zh, coalesce(k.level, 'none') as level,
       (select coalesce(string_agg(o.name_en || case when o.name_en = '' or o.name_zh = '' then '' else ' / ' end
                                   || o.name_zh, '; ' order by o.name_en, o.name_zh), '') from entry_share h
          join counterpart c on c.id = h.counterpart join organisation o on o.id = c.organisation
         where h.submission = s.id and h.ended_at is null) as shared_with,
       (select count(*) from entry_opening e join entry_share h on h.id = e.share where h.submission = s.id) as opened
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  join submission_version v on v.id = st.version
  left join sharing_consent k on k.submission = s.id
 where {_HERE} and st.state <> 'ineligible'
"""  # noqa: S608 - constants only


def _sharing(row: Any, words: Words) -> Row:
    plain = (row["code"], row["title_en"], row["title_zh"], words[f"level.{row['level']}"])
    return (*plain, row["shared_with"], row["opened"])


def _extensions(row: Any, words: Words) -> Row:
    kinds = "; ".join(words[kind] for kind in row["kinds"])
    return (
        *("; ".join(row["codes"]), row["name"], kinds, row["until"], row["reason"]),
        *(row["granted_by"] or "", row["ending"] or "", row["granted_at"], row["revoked_at"]),
    )


def _late_codes(row: Any, words: Words) -> Row:
    kinds = "; ".join(words[kind] for kind in row["kinds"])
    return (
        *(f"…{row['ending']}", kinds, row["used"], row["most"], row["until"], row["good_until"], row["reason"]),
        *(row["created_by"] or "", row["created_at"], row["revoked_at"]),
    )


ROUND_LISTS: dict[str, RoundList] = {
    "people": RoundList(
        name=N_("People of the teams"),
        heading=(
            *(N_("Code"), *_TITLES, N_("Name"), N_("E-mail address"), N_("Place on the team")),
            *(N_("Organisation in English"), N_("Organisation in Chinese"), N_("Country")),
        ),
        sql=_PEOPLE,
        args=_person,
        cells=_people,
        is_of_organisers=True,
    ),
    "questions": RoundList(
        name=N_("Questions"),
        heading=(
            *(N_("Code"), *_TITLES, N_("Written on"), N_("Written by whom"), N_("Name"), N_("Message")),
            N_("Waits for an answer"),
        ),
        sql=_QUESTIONS,
        args=staff_of,
        cells=_questions,
    ),
    "extensions": RoundList(
        name=N_("More time"),
        heading=(
            *(N_("Entries"), N_("Name"), N_("Kind of entry"), N_("More time until"), N_("Reason"), N_("Given by")),
            *(N_("End of the code"), N_("Given on"), N_("Taken back on")),
        ),
        sql=f"select '' as code, t.* from ({EXTENSIONS}) t",  # noqa: S608 - a constant
        args=_person,
        cells=_extensions,
        is_of_organisers=True,
    ),
    "late-codes": RoundList(
        name=N_("Codes for latecomers"),
        heading=(
            *(N_("End of the code"), N_("Kind of entry"), N_("Used"), N_("May be used"), N_("Hand in until")),
            *(N_("Can be used until"), N_("Reason"), N_("Made by"), N_("Made on"), N_("Taken back on")),
        ),
        sql=f"select '' as code, t.* from ({LATE_CODES}) t",  # noqa: S608 - a constant
        args=lambda _actor: (),
        cells=_late_codes,
        is_of_organisers=True,
    ),
    "sharing": RoundList(
        name=N_("Shared with counterparts"),
        heading=(N_("Code"), *_TITLES, N_("May be read"), N_("Shared with"), N_("Opened")),
        sql=_SHARING,
        args=_person,
        cells=_sharing,
        is_of_organisers=True,
    ),
    "screening": RoundList(
        name=N_("Screening"),
        heading=(
            *(N_("Code"), N_("Kind of entry"), *_TITLES, N_("Organisation"), N_("Where it stands"), N_("Reasons")),
            *(N_("Note"), N_("Version"), N_("Handed in"), N_("Screened by"), N_("Confirmed by"), N_("Screened on")),
            *(N_("Refusal proposed"), N_("Answer by")),
        ),
        sql=_SCREENING,
        args=_person,
        cells=_screening,
    ),
    "translations": RoundList(
        name=N_("Translations"),
        heading=(
            *(N_("Code"), *_TITLES, N_("State"), N_("Title, translated"), N_("Summary, translated")),
            *(N_("Translated by"), N_("Translated on")),
        ),
        sql=_TRANSLATIONS,
        args=_person,
        cells=_translations,
    ),
}


async def list_rows(*, actor: Actor, round_id: UUID, what: str, words: Words) -> AsyncIterator[Row]:
    """The rows of `ROUND_LISTS[what]`, so many for each statement, less what the actor is tied to. The caller has the
    round from `service.take_list`."""
    found = ROUND_LISTS[what]
    args: tuple[Any, ...] = (round_id, *found.args(actor))
    code, last = f"${len(args) + 1}", f"${len(args) + 2}::uuid"
    sql = f"select * from ({found.sql}) t where (code, id) > ({code}, {last}) order by code, id limit {ROWS_EACH}"  # noqa: S608
    after: tuple[str, UUID] = ("", UUID(int=0))
    while rows := await db.fetch(sql, *args, *after):
        for row in rows:
            yield found.cells(row, words)
        if len(rows) < ROWS_EACH:
            return
        after = (rows[-1]["code"], rows[-1]["id"])
