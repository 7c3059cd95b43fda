"""Laying an event out, and bringing in who may take part."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.roadshow.queries import event_to_run, round_to_run
from contest.roadshow.rules import events
from contest.roadshow.rules.events import EventPlan

AT_A_TABLE = 2  # people who come for a party


async def lay_out_event(*, actor: Actor, round_id: UUID, plan: EventPlan, now: datetime) -> UUID:
    """The event of a round, with its slots and tables; once."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    events.check_event(plan, now=now)
    event_id = uuid7()
    made = await db.fetchval(
        """insert into roadshow_event (id, round, venue_en, venue_zh, wishes_close_at, floor, most, musts,
                                       walk_minutes, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (round) do nothing returning id""",
        event_id, round_id, plan.venue_en, plan.venue_zh, plan.wishes_close_at, plan.floor, plan.most, plan.musts,
        plan.walk_minutes, now,
    )  # fmt: skip
    if made is None:
        raise Conflict(N_("This round has its event already."))
    slots, tables = events.slots_of(plan), events.tables_of(plan)
    await db.execute(
        "insert into meeting_slot (id, event, starts_at, ends_at)"
        " select s.id, $1, s.starts, s.ends from unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[])"
        " as s(id, starts, ends)",
        event_id,
        [uuid7() for _ in slots],
        *([slot[at] for slot in slots] for at in (0, 1)),
    )
    await db.execute(
        "insert into meeting_table (id, event, name, room)"
        " select t.id, $1, t.name, t.room from unnest($2::uuid[], $3::text[], $4::text[]) as t(id, name, room)",
        event_id,
        [uuid7() for _ in tables],
        *([table[at] for table in tables] for at in (0, 1)),
    )
    data = {"event": event_id, "slots": len(slots), "tables": len(tables)}
    await record(actor=actor, action="roadshow.lay_out", thing="round", thing_id=facts.id, data=data)
    return event_id


_WHO = """
select s.id as submission, null::uuid as counterpart from standing st join submission s on s.id = st.submission
 where st.round = $2 and s.state = 'submitted' and st.gone = ''
   and st.state in ('eligible', 'in_review', 'advanced', 'awarded')
   and not exists (select from party p where p.event = $1 and p.submission = s.id)
union all
select null, c.id from counterpart c
 where c.edition_id = $3 and c.left_at is null
   and not exists (select from party p where p.event = $1 and p.counterpart = c.id)
"""

# The owner of an entry and the first of its team, those who first acted for a counterpart; nobody twice.
_PEOPLE = """
with wanted as (
    select p.id as party, s.owner as person, 0 as place, p.created from (select id, submission, id as created
      from party where event = $1) p join submission s on s.id = p.submission
    union all
    select p.id, t.person, 1, p.id from party p join team_member t on t.submission = p.submission and t.left_at is null
     where p.event = $1
    union all
    select p.id, cp.person, 1, p.id from party p join counterpart_person cp on cp.counterpart = p.counterpart
       and cp.accepted_at is not null and cp.left_at is null
     where p.event = $1),
ranked as (select party, person, row_number() over (partition by party order by place, person) as place from wanted)
insert into party_person (id, event, party, person)
select gen_random_uuid(), $1, party, person from ranked r
 where place <= $2 and not exists (select from party_person pp where pp.party = r.party and pp.person = r.person)
   and (select count(*) from party_person pp where pp.party = r.party) + place <= $2
 order by place, party
on conflict (event, person) do nothing
"""


async def bring_in(*, actor: Actor, round_id: UUID) -> int:
    """Ask every entry of the round and every counterpart of the edition that is not there yet to take part; how many.

    Nobody is shown to anybody before they join.
    """
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    rows = await db.fetch(_WHO, event.id, facts.id, facts.edition_id)
    ids = [uuid7() for _ in rows]
    await db.execute(
        "insert into party (id, event, submission, counterpart, is_remote, least)"
        " select p.id, $1, p.submission, p.counterpart, false, 0"
        " from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as p(id, submission, counterpart)",
        event.id,
        ids,
        *([row[name] for row in rows] for name in ("submission", "counterpart")),
    )
    await db.execute(_PEOPLE, event.id, AT_A_TABLE)
    if ids:
        await outbox.emit("roadshow.asked", round_id=facts.id, party_ids=ids)
    await record(actor=actor, action="roadshow.bring_in", thing="round", thing_id=facts.id, data={"parties": len(rows)})
    return len(rows)
