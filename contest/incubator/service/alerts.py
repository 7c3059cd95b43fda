"""Verbs on stalls: the list of a week, and who has taken a line of it up."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.incubator import queries
from contest.incubator.rules.alerts import LONGEST_NOTE, stalls, week_of
from contest.incubator.service.holding import hold_led
from contest.lib import clock, db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

_LIST = """
insert into stall_alert (id, venture, rule, about, since, week_on, name_en, name_zh, note)
select id, venture, rule, about, since, $8, name_en, name_zh, ''
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::date[], $6::text[], $7::text[])
    as t(id, venture, rule, about, since, name_en, name_zh)
on conflict (venture, rule, about, since) do update set ended_on = null
"""

_END = """
update stall_alert a set ended_on = $5 where a.ended_on is null and not exists (
  select 1 from unnest($1::uuid[], $2::text[], $3::uuid[], $4::date[]) as t(venture, rule, about, since)
   where t.venture = a.venture and t.rule = a.rule and t.about = a.about and t.since = a.since)
"""


async def list_stalls() -> None:
    """The list of this week, made once: what the rules find, less what goes on again. Runs by itself, inside a
    `work()`."""
    now = clock.now()
    today = now.date()
    week_on = week_of(today)
    made = await db.fetchval(
        "insert into stall_week (id, week_on, made_at) values ($1, $2, $3) on conflict (week_on) do nothing"
        " returning id",
        uuid7(), week_on, now,
    )  # fmt: skip
    if made is None:
        return
    found = [one for of in await queries.watched(today=today) for one in stalls(of, today)]
    names = ("venture", "rule", "about", "since", "name_en", "name_zh")
    columns = [[getattr(one, name) for one in found] for name in names]
    await db.execute(_END, *columns[:4], today)
    await db.execute(_LIST, [uuid7() for _ in found], *columns, week_on)
    if found:
        await outbox.emit("stalls.listed", week_on=week_on.isoformat())


async def acknowledge_stall(*, actor: Actor, alert_id: UUID, note: str, now: datetime) -> None:
    """Somebody of the incubator has taken a line up, and says what they do about it."""
    _line, found = await queries.stall_alert(actor=actor, alert_id=alert_id)
    await hold_led(actor, found.id)
    if len(note) > LONGEST_NOTE:
        raise Invalid(N_("Use at most %(most)s characters.", most=LONGEST_NOTE), field="note")
    done = await db.fetchval(
        "update stall_alert set acknowledged_by = $2, acknowledged_at = $3, note = $4"
        " where id = $1 and acknowledged_at is null and ended_on is null returning id",
        alert_id, actor.id, now, note,
    )  # fmt: skip
    if done is None:
        raise Conflict(N_("Somebody has taken this up already, or it has ended."))
    await record(
        actor=actor, action="stall.acknowledge", thing="venture", thing_id=found.id, data={"alert": alert_id},
        texts={"note": note} if note else {},
    )  # fmt: skip
