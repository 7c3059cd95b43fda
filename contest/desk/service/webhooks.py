"""Telling other programs: an address is added, what happens is written down, and a job calls until it is taken."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contest.accounts import queries as accounts
from contest.audit import service as audit
from contest.challenge import queries as challenge
from contest.desk.queries import webhooks as queries
from contest.desk.rules import webhooks as rules
from contest.lib import calling, clock, db, hooks, i18n, keys, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

KEY = "webhook"
ATTEMPTS = 35  # the first dozen within an hour, then one each hour: a day in all
REST = timedelta(minutes=1)


async def add_webhook(
    *, actor: Actor, place: str, name: str, address: str, events: list[str], now: datetime
) -> tuple[UUID, str]:
    """Tell an address of some events of a place; its id, and the key of its signatures, which nobody is shown again.

    `place`: the ids of an edition and of a round of it, with a slash between. `Invalid` names the field.
    """
    where = await place_of(actor, place)
    if not name.strip():
        raise Invalid(N_("This answer is needed."), field="name")
    if not set(events) <= set(rules.EVENTS):
        raise Invalid(N_("Choose one of the answers offered."), field="events")
    await _try_address(address.strip())
    held = await db.fetchval("select count(*) from webhook where edition = $1 and ended_at is null", where.edition_id)
    if held >= rules.MOST:
        raise Invalid(
            N_("An edition tells at most %(n)s addresses: end one of them first.", n=rules.MOST), field="name"
        )
    made, key = uuid7(), secrets.token_urlsafe(32)
    await db.execute(
        "insert into webhook (id, edition, round, name, address, sealed_key, events, made_by, made_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(made, where.edition_id, where.round_id, name.strip(), address.strip(), keys.encrypt(KEY, key)),
        *([one for one in rules.EVENTS if one in events], actor.id, now),
    )
    data = {"edition": where.edition_id, "round": where.round_id, "events": events}
    texts = {"address": address.strip()}
    await audit.record(actor=actor, action="webhook.add", thing="webhook", thing_id=made, data=data, texts=texts)
    return made, key


async def place_of(actor: Actor, text: str) -> challenge.Place:
    """The place that was chosen among those that the actor runs."""
    for one in await challenge.places(actor=actor):
        is_meant = text == f"{one.edition_id}/{one.round_id or ''}"
        if is_meant and rules.may_run(actor, edition_id=one.edition_id, round_id=one.round_id):
            return one
    raise Invalid(N_("Choose one of the answers offered."), field="place")


async def _try_address(address: str) -> None:
    try:
        await calling.target(address)
    except calling.Refused as refused:
        raise Invalid(
            N_("Only public addresses over https are called, none of a private network."), field="address"
        ) from refused
    except calling.NoAnswer as unknown:
        raise Invalid(N_("No server is known under this name."), field="address") from unknown


async def end_webhook(*, actor: Actor, webhook_id: UUID, now: datetime) -> None:
    """Tell an address nothing more; calls that wait are given up."""
    await queries.webhook(actor, webhook_id=webhook_id)
    ended = await db.fetchval(
        "update webhook set ended_at = $2 where id = $1 and ended_at is null returning id", webhook_id, now
    )
    if ended is None:
        raise Conflict(N_("This address is told nothing any more."))
    await db.execute(
        "update webhook_delivery set state = 'failed', error = 'ended', answered_at = $2"
        " where webhook = $1 and state = 'waiting'",
        webhook_id,
        now,
    )
    await audit.record(actor=actor, action="webhook.end", thing="webhook", thing_id=webhook_id)


async def try_webhook(*, actor: Actor, webhook_id: UUID, now: datetime) -> None:
    """Call an address once for nothing, so that its reader sees that calls arrive."""
    line = await queries.webhook(actor, webhook_id=webhook_id)
    if line.ended_at is not None:
        raise Conflict(N_("This address is told nothing any more."))
    await tell(
        webhook_id=webhook_id,
        occasion=uuid7(),
        event="test",
        said={"text": str(N_("This is a test of “%(name)s”.", name=line.name)), "demonstration": line.is_demo},
        now=now,
    )


async def call_again(*, actor: Actor, webhook_id: UUID, delivery_id: UUID) -> None:
    """Try a call anew, from its first attempt. Its id stays, so that its reader can tell."""
    line = await queries.webhook(actor, webhook_id=webhook_id)
    if not await queries.call_is_seen(actor, webhook_id=webhook_id, delivery_id=delivery_id):
        raise NotFound
    again = await db.fetchval(
        "update webhook_delivery set state = 'waiting', attempts = 0, answered_at = null"
        " where id = $1 and webhook = $2 and state <> 'waiting' returning id",
        delivery_id,
        webhook_id,
    )
    if again is None or line.ended_at is not None:
        raise Conflict(N_("This call is on its way already, or its address is told nothing any more."))
    await db.execute("update webhook set rests_until = null where id = $1", webhook_id)
    await outbox.emit("webhook.due", delivery_id=delivery_id)
    await audit.record(
        actor=actor, action="webhook.call_again", thing="webhook", thing_id=webhook_id, data={"delivery": delivery_id}
    )


async def tell(
    *, webhook_id: UUID, occasion: UUID, event: str, said: Mapping[str, Any], entry: UUID | None = None, now: datetime
) -> None:
    """Write down a call to an address, once for each occasion, in the caller's `work()`; a job makes it."""
    made = uuid7()
    written = await db.fetchval(
        "insert into webhook_delivery (id, webhook, occasion, entry, event, body, state, attempts, error, made_at)"
        " values ($1, $2, $3, $4, $5, $6, 'waiting', 0, '', $7) on conflict (webhook, occasion)"
        " do nothing returning id",
        *(made, webhook_id, occasion, entry, event, rules.body(event, said, delivery_id=made, at=now), now),
    )
    if written is not None:
        await outbox.emit("webhook.due", delivery_id=made)


async def spread(*, event: str, payload: Mapping[str, Any], occasion: UUID, now: datetime) -> None:
    """Write down for each address that wants it what took place, as long as who asked may still know."""
    what = await queries.happened(event, payload)
    if what is None:
        return
    for webhook_id, maker_id in await queries.told(what):
        maker = await accounts.actor(person_id=maker_id, epoch=None, now=clock.now())
        if maker is None or not rules.may_run(maker, edition_id=what.edition_id, round_id=what.round_id):
            continue
        with i18n.using(maker.locale):
            said = rules.said(what)
        await tell(webhook_id=webhook_id, occasion=occasion, event=event, said=said, entry=what.entry_id, now=now)


async def call(*, delivery_id: UUID, finish: Callable[[], AbstractAsyncContextManager[Any]], now: datetime) -> None:
    """Make one call. Called by the job, outside of any `work()`; `finish` opens the last one.

    `NoAnswer` goes up: the job is tried again, until it was tried for a day.
    """
    row = await db.fetchrow(
        "select d.body, d.event, d.attempts, w.id as webhook, w.address, w.sealed_key, w.rests_until > $2 as is_resting"
        " from webhook_delivery d join webhook w on w.id = d.webhook where d.id = $1 and d.state = 'waiting'",
        delivery_id,
        now,
    )
    if row is None:
        return
    attempts, status, error, state = row["attempts"] + 1, None, "", "failed"
    try:
        status = await _post(row, delivery_id, now)
        state = "delivered" if rules.is_taken(status) else "waiting"
    except calling.Refused as refused:
        error = str(refused)
    except calling.NoAnswer as silent:
        error, state = str(silent), "waiting"
    if state == "waiting" and attempts >= ATTEMPTS:
        state = "failed"
    if state == "waiting":
        async with db.work():
            await _note(delivery_id, state, attempts, status, error, None)
            await db.execute("update webhook set rests_until = $2 where id = $1", row["webhook"], now + REST)
        raise calling.NoAnswer(error or f"status {status}")
    async with finish():
        await _note(delivery_id, state, attempts, status, error, now)


async def _post(row: Any, delivery_id: UUID, now: datetime) -> int:
    if row["is_resting"]:
        raise calling.NoAnswer("the address did not answer a moment ago")
    key = keys.decrypt(KEY, row["sealed_key"])
    if key is None:
        raise calling.Refused("the key of its signatures can no longer be read: end it and add it again")
    body = row["body"].encode()
    return await calling.post(
        row["address"],
        body,
        {
            hooks.HEADER: hooks.sign(key, body, now),
            "x-contest-event": row["event"],
            "x-contest-delivery": str(delivery_id),
        },
    )


async def _note(
    delivery_id: UUID, state: str, attempts: int, status: int | None, error: str, answered_at: datetime | None
) -> None:
    await db.execute(
        "update webhook_delivery set state = $2, attempts = $3, status = $4, error = $5, answered_at = $6"
        " where id = $1 and state = 'waiting'",
        *(delivery_id, state, attempts, status, error[:300], answered_at),
    )


async def forget_calls() -> None:
    """Delete what is older than the log keeps."""
    await db.execute(
        "delete from webhook_delivery where state <> 'waiting' and made_at < $1",
        clock.now() - timedelta(days=rules.KEEP_DAYS),
    )
