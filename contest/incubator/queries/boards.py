"""All ventures of an edition at once: by stage, as a list, and as a calendar."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from contest.incubator import rules
from contest.incubator.queries.visible import REVERSED, RUN, TEAM, reach
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

EACH = 12  # cards of one stage on a board
MOST = 500


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A venture as a board and a list show it. `of_stage`: how many are in its stage."""

    id: UUID
    edition_id: UUID
    round_id: UUID
    code: str
    kind: str
    title_en: str
    title_zh: str
    cohort_en: str
    cohort_zh: str
    stage: str
    stage_on: date
    next_on: date | None
    awarded_on: date
    registered_on: date | None
    lead: str
    is_reversed: bool
    of_stage: int


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Something on a day of the calendar: `what` is step, expected, due (a step of landing), milestone, starts or
    ends; `id` is of the milestone, else of the venture or the cohort."""

    day: date
    what: str
    id: UUID
    name_en: str
    name_zh: str
    stage: str


_CARD = f"""
select n.id, s.edition as edition_id, n.round as round_id, s.code, s.kind, v.title_en, v.title_zh,
       c.name_en as cohort_en, c.name_zh as cohort_zh, n.stage, n.stage_on, n.next_on, n.awarded_on, n.registered_on,
       coalesce(p.name, '') as lead, {REVERSED} as is_reversed
  from venture n
  join cohort c on c.id = n.cohort
  join submission s on s.id = n.submission
  join submission_version v on v.id = n.version
  left join venture_person l on l.venture = n.id and l.role = 'lead' and l.left_at is null
  left join person p on p.id = l.person
"""  # noqa: S608 - fixed conditions

# Which ones are shown is found first, so that only these are joined with their names.
_BOARD = f"""
with placed as (
  select n.id, count(*) over (partition by n.stage) as of_stage,
         row_number() over (partition by n.stage order by n.next_on nulls last, n.stage_on, n.id) as place
    from venture n join cohort c on c.id = n.cohort join submission s on s.id = n.submission
   where c.edition = $4 and {RUN})
select card.*, placed.of_stage from placed join ({_CARD}) card on card.id = placed.id
 where placed.place <= {EACH} order by card.stage, placed.place
"""  # noqa: S608 - fixed conditions

# The first licence counts, whatever became of the venture since.
_PACE = f"""
select n.awarded_on, min(t.happened_on) as registered_on
  from venture n
  join cohort c on c.id = n.cohort
  join submission s on s.id = n.submission
  left join venture_step t on t.venture = n.id and t.stage = 'registered'
 where c.edition = $4 and {RUN}
 group by n.id
"""  # noqa: S608 - fixed conditions

_CALENDAR = f"""
with mine as (
  select n.id, n.stage, n.next_on, v.title_en, v.title_zh
    from venture n join cohort c on c.id = n.cohort join submission s on s.id = n.submission
    join submission_version v on v.id = n.version
   where c.edition = $4 and {RUN})
select t.happened_on as day, 'step' as what, m.id, m.title_en as name_en, m.title_zh as name_zh, t.stage
  from venture_step t join mine m on m.id = t.venture where t.happened_on >= $5 and t.happened_on < $6
 union all
select m.next_on, 'expected', m.id, m.title_en, m.title_zh, m.stage from mine m where m.next_on >= $5 and m.next_on < $6
 union all
select t.due_on, 'due', m.id, t.name_en, t.name_zh, m.stage from landing_step t join mine m on m.id = t.venture
 where t.due_on >= $5 and t.due_on < $6 and t.done_on is null and m.stage not in ('parked', 'withdrawn', 'failed')
 union all
select k.due_on, 'milestone', k.id, k.title, k.title, k.state from milestone k join mine m on m.id = k.venture
 where k.due_on >= $5 and k.due_on < $6 and k.state <> 'dropped' and m.stage not in ('parked', 'withdrawn', 'failed')
 union all
select c.starts_on, 'starts', c.id, c.name_en, c.name_zh, '' from cohort c
 where c.edition = $4 and c.starts_on >= $5 and c.starts_on < $6
 union all
select c.ends_on, 'ends', c.id, c.name_en, c.name_zh, '' from cohort c
 where c.edition = $4 and c.ends_on >= $5 and c.ends_on < $6
 order by day, what, name_en, id
 limit {MOST}
"""  # noqa: S608 - fixed conditions


async def board(*, actor: Actor, edition_id: UUID) -> list[Card]:
    """The ventures of an edition stage by stage, at most `EACH` of one: what is due next comes first."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    return [Card(**row) for row in await db.fetch(_BOARD, *reach(actor), edition_id)]


async def pace(*, actor: Actor, edition_id: UUID, today: date) -> rules.Pace:
    """How fast, and how many of, the ventures of an edition were registered; none that the actor is tied to."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(_PACE, *reach(actor), edition_id)
    return rules.pace([(row["awarded_on"], row["registered_on"]) for row in rows], today)


async def listed(
    *,
    actor: Actor,
    edition_id: UUID,
    stage: str | None = None,
    cohort_id: UUID | None = None,
    most: int | None = MOST,
) -> list[Card]:
    """The ventures of an edition, those of one stage or one cohort where they are asked for, by what is due next: as
    many as `most`, or all."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    values: list[Any]
    asked, values = [f"c.edition = $4 and {RUN}"], [*reach(actor), edition_id]
    for condition, value in (("n.stage = ${}", stage), ("n.cohort = ${}", cohort_id)):
        if value is not None:
            values.append(value)
            asked.append(condition.format(len(values)))
    rows = await db.fetch(
        f"select card.*, 0 as of_stage from ({_CARD} where {' and '.join(asked)}) card"  # noqa: S608 - fixed conditions
        f" order by card.next_on nulls last, card.code limit {'all' if most is None else most}",
        *values,
    )
    return [Card(**row) for row in rows]


async def calendar(*, actor: Actor, edition_id: UUID, first: date, until: date) -> list[Mark]:
    """What happened, or is expected, from `first` to before `until`."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    return [Mark(**row) for row in await db.fetch(_CALENDAR, *reach(actor), edition_id, first, until)]


async def my_ventures(*, actor: Actor) -> list[Card]:
    """The ventures that the actor works on, the newest first."""
    if actor.person_id is None:
        return []
    rows = await db.fetch(
        f"select card.*, 0 as of_stage from ({_CARD} where {TEAM.replace('$3', '$1')}) card"  # noqa: S608 - as above
        f" order by card.awarded_on desc, card.id limit {MOST}",
        actor.person_id,
    )
    return [Card(**row) for row in rows]
