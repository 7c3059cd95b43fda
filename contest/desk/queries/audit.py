"""Reads of the record: who did what to which thing, when and why."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from contest.desk import rules
from contest.desk.queries.audit_places import of_editions
from contest.desk.queries.search.compiled import Values
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.sheets import Row
from contest.submissions.queries import hidden_sql

PAGE = 50
EACH = 1000  # rows of a file, in one statement


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which records: each filter that is given narrows. `thing` is an entry's code, an id or a kind of thing."""

    who: str = ""
    action: str = ""
    thing: str = ""
    since: date | None = None
    until: date | None = None
    outcome: str = ""
    edition: UUID | None = None


class RecordLine(msgspec.Struct, frozen=True, kw_only=True):
    """One record. `who` is empty for the system and for visitors, `label` what people call the thing."""

    id: UUID
    at: datetime
    who: str | None
    email: str | None
    action: str
    thing: str
    thing_id: UUID | None
    label: str | None
    outcome: str
    reason: str | None
    data: str


class EditionName(msgspec.Struct, frozen=True, kw_only=True):
    """An edition to choose."""

    id: UUID
    name_en: str
    name_zh: str


class RecordPage(msgspec.Struct, frozen=True, kw_only=True):
    """The latest records, and before which the next page begins."""

    lines: list[RecordLine]
    before: UUID | None


# What one is tied to is not there, in the record as everywhere: neither as the thing nor among the facts.
_RECORDS = """
with hidden as materialized ({hidden})
select a.id, a.at, p.name as who, p.email, a.action, a.thing, a.thing_id, coalesce(s.code, r.slug) as label, a.outcome,
       a.data::text as data,
       (select t.text from audit_text t where t.record = a.id and t.name = 'reason' limit 1) as reason
  from audit_record a
  left join person p on p.id = a.actor_id
  left join submission s on s.id = a.thing_id
  left join round r on r.id = a.thing_id
 where (a.thing_id is null or a.thing_id not in (
         select submission from hidden
         union all select v.id from review v join hidden h on h.submission = v.submission
         union all select d.id from certificate d join hidden h on h.submission = d.submission))
   and not exists (
         select from hidden h join submission hs on hs.id = h.submission
          where strpos(a.data::text, hs.code) > 0 or strpos(a.data::text, hs.id::text) > 0)
   and {where}
 order by a.id desc limit {limit}
"""


async def records(actor: Actor, *, asked: Asked, before: UUID | None = None, most: int = PAGE) -> RecordPage:
    """The records that fit, the latest first; one statement. For those who may read the record, or that of editions:
    what is not about one of theirs is not there."""
    its = rules.record_editions(actor)
    reads_all = rules.may_read_record(actor)
    if not (reads_all or its):
        raise NotFound
    values = Values(actor.person_id)
    conditions = _conditions(asked, values)
    if not reads_all or asked.edition is not None:
        theirs = [one for one in its if asked.edition in (None, one)]
        conditions.append(of_editions(values.add([asked.edition] if reads_all else theirs, "uuid[]")))
    where = " and ".join([*conditions, f"a.id < {values.add(before, 'uuid')}" if before else "true"])
    statement = _RECORDS.replace("{hidden}", hidden_sql("$1")).replace("{where}", where)
    rows = await db.fetch(statement.replace("{limit}", f"{most + 1:d}"), *values.found)
    lines = [RecordLine(**row) for row in rows[:most]]
    return RecordPage(lines=lines, before=lines[-1].id if len(rows) > most else None)


def _conditions(asked: Asked, values: Values) -> list[str]:
    found = []
    if asked.who:
        pattern = values.add(f"%{_plain(asked.who)}%", "text")
        named = f"name ilike {pattern} or email ilike {pattern}"
        found.append(f"a.actor_id in (select id from person where {named})")  # noqa: S608 - its values are parameters
    if asked.action:
        found.append(f"a.action like {values.add(_plain(asked.action.lower()) + '%', 'text')}")
    if asked.thing:
        found.append(_thing(asked.thing, values))
    if asked.since:
        found.append(f"a.at >= {values.add(asked.since, 'date')}::timestamp at time zone 'UTC'")
    if asked.until:
        day = values.add(asked.until + timedelta(days=1), "date")
        found.append(f"a.at < {day}::timestamp at time zone 'UTC'")
    if asked.outcome:
        found.append(f"a.outcome = {values.add(asked.outcome, 'text')}")
    return found


def _thing(text: str, values: Values) -> str:
    try:
        return f"a.thing_id = {values.add(UUID(text), 'uuid')}"
    except ValueError:
        codes, kind = values.add([text, text.upper()], "text[]"), values.add(text.lower(), "text")
        return f"(a.thing_id in (select id from submission where code = any({codes})) or a.thing = {kind})"  # noqa: S608


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


async def record_editions(actor: Actor) -> list[EditionName]:
    """Of which editions the actor reads the record, by their names; the newest first."""
    rows = await db.fetch(
        "select id, name_en, name_zh from edition where $1::bool or id = any($2::uuid[]) order by created_at desc, id",
        rules.may_read_record(actor),
        rules.record_editions(actor),
    )
    return [EditionName(**row) for row in rows]


async def record_rows(actor: Actor, *, asked: Asked) -> AsyncIterator[Row]:
    """All records that fit, for a file; a thousand in a statement."""
    before: UUID | None = None
    while True:
        found = await records(actor, asked=asked, before=before, most=EACH)
        for line in found.lines:
            yield _row(line)
        if found.before is None:
            return
        before = found.before


def _row(line: RecordLine) -> list[Any]:
    thing_id = str(line.thing_id) if line.thing_id else ""
    return [
        line.at, line.who or "", line.email or "", line.action, line.thing, line.label or "", thing_id, line.outcome,
        line.reason or "", line.data,
    ]  # fmt: skip
