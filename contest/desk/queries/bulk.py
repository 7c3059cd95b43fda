"""Reads for what is done to many entries at once, and for saved searches."""

from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import REACHED, reach_of, round_facts
from contest.desk.rules.bulk import EACH, Entry, Plan, There, why_not
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import NotFound
from contest.lib.i18n import Lazy
from contest.notifications.rules import Recipient
from contest.submissions.queries import screening_plan, ties_hide_sql
from contest.submissions.rules import end_of_day
from contest.submissions.rules.screening import Reason

AT_ONCE = 1000  # rows of a list, in one statement

INVARIANTS = {
    "what is done to many is done when it is to all": (
        "select id from bulk_job where state = 'done' and done <> cardinality(entries)"
        " or cardinality(entries) <> cardinality(rounds)"
    ),
    "a list that a job takes away holds its own entries": (
        "select w.id from bulk_row w join bulk_job b on b.id = w.job where w.entry <> all(b.entries[1:b.done])"
    ),
}

_LINES = """
select s.id, s.code, s.edition as edition_id, r.id as round_id, v.title_en, v.title_zh, r.name_en as round_en,
       r.name_zh as round_zh, r.closes_at, r.time_zone, e.name_en as edition_en, e.name_zh as edition_zh,
       p.id as person, p.name, p.email, p.locale, p.is_demo or s.is_demo as is_demo
  from unnest($1::uuid[], $2::uuid[]) with ordinality as chosen(entry, round, place)
  join submission s on s.id = chosen.entry
  join standing st on st.submission = s.id and st.round = chosen.round
  join submission_version v on v.id = st.version
  join round r on r.id = chosen.round
  join edition e on e.id = r.edition
  join lateral (select s.owner as person
                 union select m.person from team_member m where m.submission = s.id and m.left_at is null) t on true
  join person p on p.id = t.person
 order by chosen.place, p.id
"""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One person of the team of one entry, and what a letter to them may say."""

    entry_id: UUID
    round_id: UUID
    edition_id: UUID
    to: Recipient
    context: dict[str, Any]


async def lines(*, entries: list[UUID], rounds: list[UUID]) -> list[Line]:
    """To whom letters about these entries, each in its round, go; one statement. For verbs: it asks nobody."""
    site = settings().public_url
    return [
        Line(
            entry_id=row["id"],
            round_id=row["round_id"],
            edition_id=row["edition_id"],
            to=Recipient(
                person_id=row["person"], email=row["email"], name=row["name"], locale=row["locale"],
                is_demo=row["is_demo"],
            ),
            context={**row, "link": f"{site}/submissions/{row['code']}"},
        )
        for row in await db.fetch(_LINES, entries, rounds)
    ]  # fmt: skip


_ENTRIES = f"""
select s.id, s.code, s.edition as edition_id, r.id as round_id, v.title_en, v.title_zh, v.translated_title,
       r.name_en as round_en, r.name_zh as round_zh, s.kind, s.state, st.state as standing, r.state as round_state,
       r.closes_at, r.time_zone, p.id is not null as is_proposed, s.round = st.round as is_home,
       exists (select from standing o where o.submission = s.id and o.round = $4) as is_there,
       exists (select from review rv join judging_round j on j.id = rv.judging_round
                where rv.submission = s.id and j.round = r.id and rv.state not in ('recused', 'waived')) as has_reviews,
       exists (select from panel_member m join judging_round j on j.id = m.judging_round
                where j.round = r.id and m.person = $5 and m.left_at is null) as is_on_panel,
       exists (select from tie t where t.submission = s.id and t.person = $5) as is_tied_to_judge,
       (select min(submitted_at) from submission_version where submission = s.id) as submitted_at,
       array(select tag::text from entry_tag where submission = s.id order by tag) as tags
  from unnest($1::uuid[], $2::uuid[]) with ordinality as chosen(entry, round, place)
  join submission s on s.id = chosen.entry and {ties_hide_sql("$3")}
  join standing st on st.submission = s.id and st.round = chosen.round
  join submission_version v on v.id = st.version
  join round r on r.id = chosen.round
  left join ruling p on p.submission = s.id and p.round = r.id and p.state = 'proposed' and p.version = st.version
 order by chosen.place
"""  # noqa: S608 - constants only


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """An entry among many, and why nothing would come of it for this one; none where it would."""

    id: UUID
    code: str
    edition_id: UUID
    round_id: UUID
    time_zone: str
    title_en: str
    title_zh: str
    translated_title: str
    round_en: str
    round_zh: str
    why_not: Lazy | None


async def look_at(*, actor: Actor, plan: Plan, entries: list[UUID], rounds: list[UUID]) -> list[Look]:
    """What a plan would do to these entries, each in its round, less what the actor is tied to; two statements."""
    there = None if plan.into is None else await round_facts(round_id=plan.into)
    found = []
    for row in await db.fetch(_ENTRIES, entries, rounds, actor.person_id, plan.into, plan.judge):
        ends_at = end_of_day(plan.until, row["time_zone"]) if plan.until else None
        facts = {name: row[name] for name in Entry.__struct_fields__ if name != "ends_at"}
        goes = None
        if there is not None and there.edition_id == row["edition_id"]:
            goes = There(**{name: getattr(there, name) for name in There.__struct_fields__})
        wrong = why_not(plan, Entry(ends_at=ends_at, **facts), goes)
        plain = {name: row[name] for name in Look.__struct_fields__ if name != "why_not"}
        found.append(Look(why_not=wrong, **plain))
    return found


class BulkJob(msgspec.Struct, frozen=True, kw_only=True):
    """What is done to many entries, on its way; `kept` rows of the list wait that it took away."""

    id: UUID
    query: str
    plan: Plan
    total: int
    done: int
    changed: int
    left_out: dict[str, str]
    state: str
    asked_at: datetime
    kept: int


# A token for one round does not tell of what its person asked for in another.
_JOB = f"""
select id, query, plan, cardinality(entries) as total, done, changed, left_out, state, asked_at,
       (select count(*) from bulk_row where job = b.id) as kept
  from bulk_job b where id = $5 and asked_by = $6
   and not exists (select from round r where r.id = any(b.rounds) and not ({REACHED}))
"""  # noqa: S608 - a fixed condition


async def bulk_job(actor: Actor, *, bulk_id: UUID) -> BulkJob:
    """The job, for whoever asked for it and organises the rounds of its entries; else `NotFound`."""
    row = await db.fetchrow(_JOB, *reach_of(actor), bulk_id, actor.person_id)
    if row is None:
        raise NotFound
    read = {
        "plan": msgspec.json.decode(row["plan"], type=Plan),
        "left_out": msgspec.json.decode(row["left_out"], type=dict[str, str]),
    }
    return BulkJob(**(dict(row) | read))


_TAKEN = f"""
select w.code, w.cells from bulk_row w join submission s on s.id = w.entry and {ties_hide_sql("$2")}
 where w.job = $1 and w.code > $3 order by w.code limit {AT_ONCE}
"""  # noqa: S608 - constants only

# JSON knows no decimals and no moments; the other cells are texts and whole numbers.
_TYPED: dict[str, Any] = {"score": Decimal, "submitted": datetime.fromisoformat}


async def taken_rows(actor: Actor, *, it: BulkJob, after: str = "") -> list[list[Any]]:
    """The next thousand rows of a list that a job took away, by their codes, less what the actor is tied to by now."""
    typed = [None, *(_TYPED.get(name) for name in it.plan.shown)]
    return [
        [
            row["code"],
            *(cell if cell is None or to is None else to(cell) for to, cell in zip(typed, found, strict=True)),
        ]
        for row in await db.fetch(_TAKEN, it.id, actor.person_id, after)
        for found in [msgspec.json.decode(row["cells"])]
    ]


async def all_taken(actor: Actor, *, it: BulkJob) -> AsyncIterator[list[Any]]:
    """All of them, for a file."""
    after = ""
    while rows := await taken_rows(actor, it=it, after=after):
        for row in rows:
            yield row
        after = rows[-1][0]


async def next_of(*, bulk_id: UUID) -> Any:
    """The entries that come next, with the job's row locked; None where there is nothing left to do. In a `work()`."""
    row = await db.fetchrow("select * from bulk_job where id = $1 and state = 'running' for update", bulk_id)
    if row is None:
        return None
    done = row["done"]
    return row, list(row["entries"][done : done + EACH]), list(row["rounds"][done : done + EACH])


_OFFERED = f"""
select r.id, r.name_en, r.name_zh, e.name_en as edition_en, e.name_zh as edition_zh
  from round r join edition e on e.id = r.edition
 where {REACHED} and r.state in ('open', 'screening') order by e.created_at desc, r.name_en
"""  # noqa: S608 - a fixed condition

_JUDGES = f"""
select distinct p.id, p.name from panel_member m
  join judging_round j on j.id = m.judging_round join round r on r.id = j.round join person p on p.id = m.person
 where {REACHED} and m.left_at is null and m.declared_at is not null and r.state in ('screening', 'judging')
 order by p.name, p.id
"""  # noqa: S608 - a fixed condition


class RoundChoice(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name_en: str
    name_zh: str
    edition_en: str
    edition_zh: str


class JudgeChoice(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What can be chosen for a verb, within the actor's reach."""

    rounds: list[RoundChoice]
    judges: list[JudgeChoice]
    reasons: list[Reason]


async def choices(*, actor: Actor, verb: str, found: list[Any]) -> Choices:
    """The rounds, judges or reasons to choose from; `found` are entries of `chosen_entries`. Two statements at most."""
    reasons: list[Reason] = []
    if verb == "decide" and found:
        edition = await db.fetchval("select edition from round where id = $1", found[0]["round_id"])
        plan = await screening_plan(edition_id=edition, round_id=found[0]["round_id"])
        reasons = list(plan.reasons)
    rounds = await db.fetch(_OFFERED, *reach_of(actor)) if verb == "move" else []
    judges = await db.fetch(_JUDGES, *reach_of(actor)) if verb == "assign" else []
    return Choices(
        rounds=[RoundChoice(**row) for row in rounds], judges=[JudgeChoice(**row) for row in judges], reasons=reasons
    )


class SavedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A query that the reader kept."""

    id: UUID
    name: str
    looks_in: str
    query: str


async def saved_searches(actor: Actor) -> list[SavedLine]:
    """The reader's own, by name; one statement."""
    rows = await db.fetch(
        "select id, name, looks_in, query from saved_search where person = $1 order by lower(name), id", actor.person_id
    )
    return [SavedLine(**row) for row in rows]
