"""Reminders by rule: set in the browser, said by a job while what they are about is still to be done."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.audit import service as audit
from contest.challenge import queries as challenge
from contest.challenge.rules import PROGRAMME, ROUND
from contest.desk.queries import reminders as queries
from contest.desk.queries import webhooks
from contest.desk.queries.reminders import Due, Open
from contest.desk.rules import reminders as rules
from contest.desk.service.webhooks import place_of, tell
from contest.lib import clock, db, i18n
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.notifications.rules import Recipient
from contest.notifications.service import queue_message

MOST_RULES = 50
MOST_AT_ONCE = 500  # the next turn, minutes later, tells the rest


async def add_rule(
    *,
    actor: Actor,
    place: str,
    moment: str,
    hours: int,
    channel: str,
    webhook_id: UUID | None,
    quiet: rules.Quiet,
    now: datetime,
) -> UUID:
    """Have people reminded in an edition, or in one round of it. `place` as for webhooks; `Invalid` names the field."""
    where = await place_of(actor, place)
    faults = rules.problem(moment, hours=hours, quiet=quiet)
    hook = await _hook(actor, webhook_id, where, faults) if channel == "webhook" else None
    if faults:
        raise Invalid(fields=faults)
    held = await db.fetchval(
        "select count(*) from reminder_rule where edition = $1 and ended_at is null", where.edition_id
    )
    if held >= MOST_RULES:
        raise Invalid(N_("An edition has at most %(n)s reminders: take one away first.", n=MOST_RULES), field="moment")
    made = uuid7()
    await db.execute(
        "insert into reminder_rule (id, edition, round, moment, hours, channel, webhook, quiet_from, quiet_until,"
        " made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        *(made, where.edition_id, where.round_id, moment, hours, channel, hook),
        *(quiet.starts, quiet.ends, actor.id, now),
    )
    data = {"edition": where.edition_id, "round": where.round_id, "moment": moment, "hours": hours, "to": channel}
    await audit.record(actor=actor, action="reminder.add", thing="reminder_rule", thing_id=made, data=data)
    return made


async def _hook(
    actor: Actor, webhook_id: UUID | None, where: challenge.Place, faults: dict[str, Lazy | str]
) -> UUID | None:
    """The address that is told; what is wrong with it is added to `faults`."""
    hooks = await webhooks.webhooks(actor)
    hook = next((one for one in hooks if one.id == webhook_id and one.ended_at is None), None)
    if hook is None:
        faults["webhook"] = N_("Choose the address that is told.")
    elif hook.edition_id != where.edition_id or hook.round_id not in (None, where.round_id):
        faults["webhook"] = N_("This address belongs to another place.")
    return webhook_id


async def end_rule(*, actor: Actor, rule_id: UUID, now: datetime) -> None:
    """Remind nobody any more by this rule."""
    await queries.reminder_rule(actor, rule_id=rule_id)
    ended = await db.fetchval(
        "update reminder_rule set ended_at = $2 where id = $1 and ended_at is null returning id", rule_id, now
    )
    if ended is None:
        raise Conflict(N_("This reminder was taken away already."))
    await audit.record(actor=actor, action="reminder.end", thing="reminder_rule", thing_id=rule_id)


async def remind() -> None:
    """Say what is due now, in the caller's `work()`: to each once, and to nobody who has done it meanwhile."""
    now, left = clock.now(), MOST_AT_ONCE
    for rule in await queries.due(now):
        open_ = [
            one for one in await queries.still_open(rule.moment, round_id=rule.round_id) if _is_due(rule, one, now)
        ]
        if not open_:
            continue
        told = await queries.told_already(rule.rule_id, rule.round_id, now)
        if rule.channel == "person":
            left -= await _tell_people(rule, open_, told, now, most=left)
        elif rule.channel == "organiser":
            left -= await _tell_organisers(rule, open_, told, now)
        else:
            left -= await _tell_program(rule, open_, told, now)
        if left <= 0:
            return


def _moment_of(rule: Due, one: Open) -> datetime:
    moment_at = one.moment_at or rule.moment_at
    assert moment_at is not None
    return moment_at


def _is_due(rule: Due, one: Open, now: datetime) -> bool:
    """Whether the reminder's moment has come by the reader's clocks, was not before the rule, and is not long past."""
    at = _moment_of(rule, one)
    due = at + timedelta(hours=rule.hours)
    if due < rule.made_at or (rule.hours < 0 and now >= at):
        return False
    earliest = {
        "person": _sent_at(rule, one.time_zone, at),
        "organiser": due - rules.LONGEST_NIGHT,  # each by their own clocks
        "webhook": due,
    }[rule.channel]
    return earliest <= now < max(earliest, due) + rules.MISSED


def _sent_at(rule: Due, zone: str, moment_at: datetime) -> datetime:
    ends_at = moment_at if rule.hours < 0 else None
    return rules.send_at(moment_at + timedelta(hours=rule.hours), zone=zone, quiet=rule.quiet, ends_at=ends_at)


async def _note(rule: Due, told: UUID, moment_at: datetime, now: datetime) -> bool:
    return bool(
        await db.fetchval(
            "insert into reminder_sent (id, rule, round, told, moment_at, sent_at) values ($1, $2, $3, $4, $5, $6)"
            " on conflict (rule, round, told, moment_at) do nothing returning true",
            *(uuid7(), rule.rule_id, rule.round_id, told, moment_at, now),
        )
    )


def _context(rule: Due, moment_at: datetime) -> dict[str, Any]:
    return {
        "moment": rule.moment,
        **{name: getattr(rule, name) for name in ("edition_en", "edition_zh", "round_en", "round_zh")},
        "zone": rule.time_zone,
        "due_at": moment_at,
    }


async def _tell_people(rule: Due, open_: list[Open], told: set[tuple[UUID, datetime]], now: datetime, most: int) -> int:
    written = 0
    for one in open_:
        moment_at, person = _moment_of(rule, one), one.to.person_id
        if written >= most or person is None or (person, moment_at) in told:
            continue
        if not await _note(rule, person, moment_at, now):
            continue
        await queue_message(
            kind="desk/reminder",
            to=_of(rule, one.to),
            context={
                **_context(rule, moment_at),
                "codes": one.codes,
                "own_zone": one.time_zone,
                "url": f"{settings().public_url}{one.path}",
            },
            edition_id=rule.edition_id,
            round_id=rule.round_id,
            about=one.about,
        )
        written += 1
    return written


def _of(rule: Due, to: Recipient) -> Recipient:
    return msgspec.structs.replace(to, is_demo=to.is_demo or rule.is_demo)


def _open_things(open_: list[Open]) -> int:
    return sum(len(one.codes) or 1 for one in open_)


async def _tell_organisers(rule: Due, open_: list[Open], told: set[tuple[UUID, datetime]], now: datetime) -> int:
    """One mail to each who runs the round, else the edition; within their own nights they wait."""
    at = max(_moment_of(rule, one) for one in open_)
    people = await accounts.people_with_role(role=ROUND, edition_id=rule.edition_id, round_id=rule.round_id, now=now)
    if not people:
        people = await accounts.people_with_role(role=PROGRAMME, edition_id=rule.edition_id, round_id=None, now=now)
    zones = await queries.zones_of([one.person_id for one in people if one.person_id])
    written = 0
    for to in people:
        assert to.person_id is not None
        is_told = (to.person_id, at) in told
        is_early = now < _sent_at(rule, zones[to.person_id], at)
        if is_told or is_early or not await _note(rule, to.person_id, at, now):
            continue
        await queue_message(
            kind="desk/open",
            to=_of(rule, to),
            context={
                **_context(rule, at),
                "people": len({one.to.person_id for one in open_}),
                "open": _open_things(open_),
                "url": f"{settings().public_url}/desk",
            },
            edition_id=rule.edition_id,
            round_id=rule.round_id,
        )
        written += 1
    return written


async def _tell_program(rule: Due, open_: list[Open], told: set[tuple[UUID, datetime]], now: datetime) -> int:
    """One call that says how much is open; names no person and no entry."""
    at = max(_moment_of(rule, one) for one in open_)
    assert rule.webhook_id is not None
    if (rule.webhook_id, at) in told or not await _note(rule, rule.webhook_id, at, now):
        return 0
    open_things, people = _open_things(open_), len({one.to.person_id for one in open_})
    with i18n.using(rule.locale):
        name = (rule.round_zh or rule.round_en) if rule.locale == "zh" else (rule.round_en or rule.round_zh)
        words = str(
            N_(
                "%(what)s: %(round)s. Open: %(open)s, people: %(people)s.",
                what=rules.MOMENTS[rule.moment],
                round=name,
                open=open_things,
                people=people,
            )
        )
    await tell(
        webhook_id=rule.webhook_id,
        occasion=uuid7(),
        event="reminder",
        said={
            "edition": rule.edition_slug,
            "round": rule.round_slug,
            "moment": rule.moment,
            "due_at": at.isoformat(),
            "open": open_things,
            "people": people,
            "demonstration": rule.is_demo,
            "text": words,
        },
        now=now,
    )
    return 1
