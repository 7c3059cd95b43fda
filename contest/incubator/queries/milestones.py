"""Milestones of one venture and of all, what became of each, and the calendar of their days."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.incubator import rules
from contest.incubator.queries.ventures import Venture, venture
from contest.incubator.queries.visible import RUN, VISIBLE, reach
from contest.incubator.rules.feed import Due
from contest.incubator.rules.milestones import state_of
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.i18n import locale
from contest.lib.web import signing

PAGE = 100  # lines of a list at once


class Milestone(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone with who owns it and which one comes before it; `venture_en`, `venture_zh`: of its venture."""

    id: UUID
    venture_id: UUID
    venture_en: str
    venture_zh: str
    code: str
    title: str
    deliverable: str
    due_on: date
    owner: UUID | None
    owner_name: str
    after: UUID | None
    after_title: str
    after_state: str
    state: str
    note: str
    documents: int

    def shown(self, today: date) -> str:
        return state_of(self.state, self.due_on, today)

    @property
    def waits_for(self) -> str | None:
        """The title of the one before it that is not accepted yet."""
        return self.after_title if self.after_state not in ("", "accepted", "dropped") else None


class MilestoneEvent(msgspec.Struct, frozen=True, kw_only=True):
    what: str
    reason: str
    from_on: date | None
    to_on: date | None
    by: str
    at: datetime


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document that shows a milestone; `id` is the file's, `link_id` its line's in the venture."""

    id: UUID
    link_id: UUID
    name: str


_MILESTONE = """
select t.id, t.venture as venture_id, v.title_en as venture_en, v.title_zh as venture_zh, s.code, t.title,
       t.deliverable, t.due_on, t.owner, coalesce(p.name, '') as owner_name, t.after,
       coalesce(b.title, '') as after_title, coalesce(b.state, '') as after_state, t.state, t.note,
       (select count(*) from milestone_document d where d.milestone = t.id) as documents
  from milestone t
  join venture n on n.id = t.venture
  join submission s on s.id = n.submission
  join submission_version v on v.id = n.version
  left join person p on p.id = t.owner
  left join milestone b on b.id = t.after
"""

_FEED = f"""
with mine as (
  select n.id, s.edition as edition_id, n.round as round_id, v.title_en, v.title_zh
    from venture n join submission s on s.id = n.submission join submission_version v on v.id = n.version
   where n.stage not in ('parked', 'withdrawn', 'failed') and {VISIBLE})
select t.id, 'milestone' as what, t.title as name_en, t.title as name_zh, m.id as venture_id, m.title_en, m.title_zh,
       t.due_on as day, t.state = 'accepted' as is_done, t.changed_at, m.edition_id, m.round_id
  from milestone t join mine m on m.id = t.venture
 where t.state <> 'dropped' and t.due_on >= $4 and t.due_on < $5
 union all
select t.id, 'step', t.name_en, t.name_zh, m.id, m.title_en, m.title_zh, t.due_on, t.done_on is not null,
       t.changed_at, m.edition_id, m.round_id
  from landing_step t join mine m on m.id = t.venture where t.due_on >= $4 and t.due_on < $5
 order by day, id limit 2000
"""  # noqa: S608 - fixed conditions


async def milestones(*, venture_id: UUID) -> list[Milestone]:
    """The milestones of a venture by day. The caller has found it for the actor."""
    rows = await db.fetch(f"{_MILESTONE} where t.venture = $1 order by t.due_on, t.id", venture_id)
    return [Milestone(**row) for row in rows]


async def milestone(*, actor: Actor, milestone_id: UUID) -> tuple[Milestone, Venture]:
    """One milestone with its venture, for who sees the venture; else `NotFound`."""
    row = await db.fetchrow(f"{_MILESTONE} where t.id = $1", milestone_id)
    if row is None:
        raise NotFound
    found = Milestone(**row)
    return found, await venture(actor=actor, venture_id=found.venture_id)


async def milestone_events(*, milestone_id: UUID) -> list[MilestoneEvent]:
    """What became of a milestone, the newest first. The caller has found it for the actor."""
    rows = await db.fetch(
        "select t.what, t.reason, t.from_on, t.to_on, coalesce(p.name, '') as by, t.at from milestone_event t"
        " left join person p on p.id = t.by where t.milestone = $1 order by t.at desc, t.id desc",
        milestone_id,
    )
    return [MilestoneEvent(**row) for row in rows]


async def milestone_documents(*, milestone_id: UUID) -> list[Document]:
    """The documents that show a milestone. The caller has found it for the actor."""
    rows = await db.fetch(
        "select f.id, l.id as link_id, f.name from milestone_document d join venture_file l on l.id = d.evidence"
        " join file f on f.id = l.file where d.milestone = $1 order by f.name, f.id",
        milestone_id,
    )
    return [Document(**row) for row in rows]


async def edition_milestones(
    *, actor: Actor, edition_id: UUID, shown: str = "", cohort_id: UUID | None = None, today: date, page: int = 1
) -> tuple[list[Milestone], int]:
    """A page of the milestones of an edition's ventures by day, of one state (`rules.milestones.STATES`) or cohort
    where that is asked for, and how many there are in all."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    values: list[Any] = [*reach(actor), edition_id]
    asked = f"s.edition = $4 and {RUN}"
    if cohort_id is not None:
        values.append(cohort_id)
        asked += f" and n.cohort = ${len(values)}"
    if shown:
        asked += f" and {_SHOWN[shown]}"
        if "{today}" in asked:
            values.append(today)
            asked = asked.replace("{today}", f"${len(values)}")
    total: int = await db.fetchval(f"select count(*) from ({_MILESTONE} where {asked}) found", *values)  # noqa: S608
    rows = await db.fetch(
        f"{_MILESTONE} where {asked} order by t.due_on, t.id limit {PAGE} offset {PAGE * (page - 1)}", *values
    )
    return [Milestone(**row) for row in rows], total


# `rules.milestones.state_of`, as a condition; a test holds the two equal.
_SHOWN = {
    "late": "t.state in ('planned', 'returned') and t.due_on < {today}::date",
    "due": "t.state = 'planned' and t.due_on >= {today}::date and t.due_on <= {today}::date + 14",
    "planned": "t.state = 'planned' and t.due_on > {today}::date + 14",
    "returned": "t.state = 'returned' and t.due_on >= {today}::date",
    **{state: f"t.state = '{state}'" for state in ("submitted", "accepted", "dropped")},
}


def calendar_key(person_id: UUID, epoch: int) -> str:
    """The key in a person's calendar address: good until they sign out everywhere."""
    name = f"{person_id.hex}.{epoch}"
    return f"{name}.{signing.mac('incubator calendar', name)[:40]}"


async def own_calendar_key(*, actor: Actor) -> str:
    """The same for who asks."""
    return calendar_key(actor.id, await db.fetchval("select epoch from person where id = $1", actor.id))


async def calendar_reader(*, key: str, now: datetime) -> Actor:
    """Whose calendar an address is, with the roles they have now; else `NotFound`."""
    name, _, _rest = key.partition(".")
    try:
        person_id, epoch = UUID(hex=name), int(key.split(".")[1])
    except (ValueError, IndexError):
        raise NotFound from None
    if not signing.is_same(calendar_key(person_id, epoch), key):
        raise NotFound
    found = await accounts.actor(person_id=person_id, epoch=epoch, now=now)
    if found is None:
        raise NotFound
    return found


async def feed(*, actor: Actor, today: date) -> list[Due]:
    """The days of the ventures that the actor works on or follows, from a year back to three ahead."""
    span = (today - timedelta(days=365), today + timedelta(days=1096))
    return [_due(row) for row in await db.fetch(_FEED, *reach(actor), *span)]


def _due(row: Any) -> Due:
    is_chinese = locale() == "zh"
    name, title = [
        (row[f"{one}_zh"] or row[f"{one}_en"]) if is_chinese else (row[f"{one}_en"] or row[f"{one}_zh"])
        for one in ("name", "title")
    ]
    same = {field: row[field] for field in Due.__struct_fields__ if field not in ("name", "venture")}
    return Due(name=name, venture=title, **same)
