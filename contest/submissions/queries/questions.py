"""The thread of an entry, and the threads that wait for an answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions.queries.visible import reach, team_sql, ties_hide_sql
from contest.submissions.rules.questions import JUDGES

THREADS = 50


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One message; `by` is empty where the reader does not learn who of the staff wrote it. `waits`: for an answer."""

    id: UUID
    side: str
    by: str
    is_internal: bool
    text: str
    at: datetime
    waits: bool


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """The thread as one side reads it. Staff see a title only once the entry was handed in."""

    submission_id: UUID
    code: str
    edition_id: UUID
    round_id: UUID
    side: str
    title_en: str
    title_zh: str
    round_name_en: str
    round_name_zh: str
    time_zone: str
    messages: list[Said]
    is_demo: bool

    @property
    def waits_for_reader(self) -> bool:
        return any(said.waits and said.side != self.side for said in self.messages)

    @property
    def waits_for_other(self) -> bool:
        return any(said.waits and said.side == self.side for said in self.messages)


class ThreadLine(msgspec.Struct, frozen=True, kw_only=True):
    """A thread that waits for the staff. `asked_at`: since when."""

    code: str
    title_en: str
    title_zh: str
    translated_title: str
    round_name_en: str
    round_name_zh: str
    time_zone: str
    text: str
    asked_at: datetime


def thread_sql(person: str, everywhere: str, editions: str, rounds: str, judged: str, judged_editions: str) -> str:
    """`rules.side_of` being `staff`, as a condition on the entry `s`; parameters as `staff_of` gives them."""
    return (
        f"(not {team_sql(person)} and {ties_hide_sql(person)}"  # noqa: S608 - names of parameters
        f" and s.round <> all({judged}) and s.edition <> all({judged_editions}) and not exists ("
        f"select 1 from standing st where st.submission = s.id and st.round = any({judged}))"
        f" and (exists (select 1 from standing here where here.submission = s.id"
        f" and ({everywhere} or s.edition = any({editions}) or here.round = any({rounds})))"
        " or (not exists (select 1 from standing st where st.submission = s.id)"
        " and exists (select 1 from entry_message am where am.submission = s.id"
        f" and am.side = 'team') and ({everywhere} or s.edition = any({editions}) or s.round = any({rounds})))))"
    )


def staff_of(actor: Actor) -> tuple[UUID | None, bool, list[UUID], list[UUID], list[UUID], list[UUID]]:
    """What `thread_sql` asks for. Who judges everywhere is on the staff's side nowhere."""
    its, judging = reach(actor), actor.holds(*JUDGES)
    if any(grant.round_id is None and grant.edition_id is None for grant in judging):
        return actor.person_id, False, [], [], [], []
    rounds = [grant.round_id for grant in judging if grant.round_id is not None]
    editions = [grant.edition_id for grant in judging if grant.round_id is None and grant.edition_id is not None]
    return actor.person_id, its.everywhere, its.editions, its.rounds, rounds, editions


_STAFF = thread_sql("$2", "$3", "$4::uuid[]", "$5::uuid[]", "$6::uuid[]", "$7::uuid[]")

_THREAD = f"""
select s.id as submission_id, s.code, s.edition as edition_id, s.round as round_id, s.is_demo,
       case when {team_sql("$2")} then 'team' else 'staff' end as side,
       case when {team_sql("$2")} then s.title_en else coalesce(v.title_en, '') end as title_en,
       case when {team_sql("$2")} then s.title_zh else coalesce(v.title_zh, '') end as title_zh,
       r.name_en as round_name_en, r.name_zh as round_name_zh, r.time_zone,
       (select coalesce(json_agg(json_build_object('id', m.id, 'side', m.side, 'by', p.name,
               'is_internal', m.is_internal, 'text', m.text, 'at', m.at, 'waits', m.asks and m.settled_at is null)
               order by m.at, m.id), '[]')
          from entry_message m join person p on p.id = m.by
         where m.submission = s.id and (not m.is_internal or not {team_sql("$2")})) as messages
  from submission s
  join round r on r.id = s.round
  left join lateral (select title_en, title_zh from submission_version v where v.submission = s.id
                      order by number desc limit 1) v on true
 where s.code = $1 and ({team_sql("$2")} or {_STAFF})
"""  # noqa: S608 - constants only


async def thread(*, actor: Actor, code: str) -> Thread:
    """The thread as the actor's side reads it; to everybody else it is not there."""
    row = await db.fetchrow(_THREAD, code, *staff_of(actor)) if actor.is_signed_in else None
    if row is None:
        raise NotFound
    messages = msgspec.json.decode(row["messages"], type=list[Said])
    if row["side"] == "team":  # the staff answer as one: who of them wrote it is their own business
        messages = [said if said.side == "team" else msgspec.structs.replace(said, by="") for said in messages]
    return Thread(messages=messages, **{name: value for name, value in row.items() if name != "messages"})


_MAY_ASK = f"select exists (select from submission s where s.code = $1 and {_STAFF})"  # noqa: S608 - constants only


async def may_ask(*, actor: Actor, code: str) -> bool:
    """Whether the actor is on the staff's side of an entry's thread: whoever judges it is not."""
    return bool(actor.is_signed_in and await db.fetchval(_MAY_ASK, code, *staff_of(actor)))


WAITING = f"""
select s.code, coalesce(v.title_en, '') as title_en, coalesce(v.title_zh, '') as title_zh,
       coalesce(v.translated_title, '') as translated_title,
       r.name_en as round_name_en, r.name_zh as round_name_zh, r.time_zone, m.text, m.at as asked_at
  from (select distinct on (submission) submission, text, at from entry_message
         where side = 'team' and asks and settled_at is null order by submission, at) m
  join submission s on s.id = m.submission
  join round r on r.id = s.round
  left join lateral (select title_en, title_zh, translated_title from submission_version v where v.submission = s.id
                      order by number desc limit 1) v on true
 where $1::int > 0 and {_STAFF}
 order by m.at limit $1
"""  # noqa: S608 - constants only


async def waiting_threads(*, actor: Actor) -> list[ThreadLine]:
    """What teams have asked and the actor, as staff, could answer; the oldest first."""
    return [ThreadLine(**row) for row in await db.fetch(WAITING, THREADS, *staff_of(actor))]


_MAIL = """
select m.side, m.is_internal, m.text, m.asks, s.id as submission_id, s.code, s.edition as edition_id,
       s.round as round_id,
       s.title_en, s.title_zh, s.is_demo, r.name_en as round_name_en, r.name_zh as round_name_zh
  from entry_message m join submission s on s.id = m.submission join round r on r.id = s.round where m.id = $1
"""


async def message_facts(*, message_id: UUID) -> Any | None:
    """A message for its mail."""
    return await db.fetchrow(_MAIL, message_id)


_UNTIED = f"""
select p.id from person p join submission s on s.id = $1
 where p.id = any($2) and not {team_sql("p.id")} and {ties_hide_sql("p.id")}
"""  # noqa: S608 - constants only


async def who_may_hear(*, submission_id: UUID, people: list[UUID]) -> set[UUID]:
    """Those of these people who are not tied to the entry."""
    return {row["id"] for row in await db.fetch(_UNTIED, submission_id, people)}
