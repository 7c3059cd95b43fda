"""Reads of what other programs are told: the addresses, their logs, and what took place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries.rounds import reach_of
from contest.desk.rules.webhooks import Happened
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions.queries import ties_hide_sql

PAGE = 50

INVARIANTS = {
    "a call that was given up or taken has an answer or a reason": (
        "select id from webhook_delivery"
        " where (state = 'waiting') <> (answered_at is null) or (state = 'failed' and error = '' and status is null)"
    ),
    "calls of a round are of one of their edition": (
        "select w.id from webhook w join round r on r.id = w.round where r.edition <> w.edition"
    ),
}


class WebhookLine(msgspec.Struct, frozen=True, kw_only=True):
    """An address that is told. `failed` and `waiting`: how many calls of its log are in this state."""

    id: UUID
    name: str
    address: str
    events: list[str]
    edition_id: UUID
    round_id: UUID | None
    edition_en: str
    edition_zh: str
    round_en: str | None
    round_zh: str | None
    is_demo: bool
    maker: str
    made_at: datetime
    ended_at: datetime | None
    waiting: int
    failed: int
    last_at: datetime | None


class DeliveryLine(msgspec.Struct, frozen=True, kw_only=True):
    """A call, as it was last tried."""

    id: UUID
    event: str
    body: str
    state: str
    attempts: int
    status: int | None
    error: str
    made_at: datetime
    answered_at: datetime | None


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """A page of calls to an address, the newest first."""

    webhook: WebhookLine
    lines: list[DeliveryLine]
    total: int
    page: int
    pages: int


REACHED = """($1::bool or w.edition = any($2::uuid[]) or exists (
    select 1 from unnest($3::uuid[], $4::uuid[]) as held(round, edition)
     where held.round = w.round and (held.edition is null or held.edition = w.edition)))"""

_WEBHOOKS = """
select w.id, w.name, w.address, w.events, w.edition as edition_id, w.round as round_id, e.name_en as edition_en,
       e.name_zh as edition_zh, r.name_en as round_en, r.name_zh as round_zh, e.is_demo, p.name as maker, w.made_at,
       w.ended_at, count(d.id) filter (where d.state = 'waiting') as waiting,
       count(d.id) filter (where d.state = 'failed') as failed, max(d.made_at) as last_at
  from webhook w join edition e on e.id = w.edition left join round r on r.id = w.round
  join person p on p.id = w.made_by left join webhook_delivery d on d.webhook = w.id
 where {which} group by w.id, e.id, r.id, p.id order by w.ended_at is not null, w.id desc
"""


async def webhooks(actor: Actor) -> list[WebhookLine]:
    """The addresses that are told of places the actor runs, those that still are first; one statement."""
    return [WebhookLine(**row) for row in await db.fetch(_WEBHOOKS.format(which=REACHED), *reach_of(actor))]


async def webhook(actor: Actor, *, webhook_id: UUID) -> WebhookLine:
    """One of them; else `NotFound`."""
    row = await db.fetchrow(_WEBHOOKS.format(which=f"{REACHED} and w.id = $5"), *reach_of(actor), webhook_id)
    if row is None:
        raise NotFound
    return WebhookLine(**row)


_SEEN = f"(entry is null or entry in (select s.id from submission s where {ties_hide_sql('$2')}))"  # noqa: S608


async def call_is_seen(actor: Actor, *, webhook_id: UUID, delivery_id: UUID) -> bool:
    """Whether a call of this address is there for the actor: not where it is about an entry that they are tied to."""
    return bool(
        await db.fetchval(
            f"select true from webhook_delivery where webhook = $1 and id = $3 and {_SEEN}",  # noqa: S608
            webhook_id,
            actor.person_id,
            delivery_id,
        )
    )


async def log_of(actor: Actor, *, webhook_id: UUID, page: int) -> Log:
    """What it was told; three statements. A call about an entry that the actor is tied to is not there for them."""
    found = await webhook(actor, webhook_id=webhook_id)
    total = await db.fetchval(
        f"select count(*) from webhook_delivery where webhook = $1 and {_SEEN}",  # noqa: S608
        webhook_id,
        actor.person_id,
    )
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = await db.fetch(
        "select id, event, body, state, attempts, status, error, made_at, answered_at from webhook_delivery"  # noqa: S608
        f" where webhook = $1 and {_SEEN} order by id desc limit {PAGE} offset {(page - 1) * PAGE}",
        webhook_id,
        actor.person_id,
    )
    return Log(webhook=found, lines=[DeliveryLine(**row) for row in rows], total=total, page=page, pages=pages)


# By event: which edition, round and entry it is of, from the one id of its payload.
_OF_DECISION = "select null::uuid as edition, round, null::uuid as entry from decision where id = $1"
PLACED: dict[str, tuple[str, str]] = {
    "round.opened": (
        "round_id",
        "select null::uuid as edition, id as round, null::uuid as entry from round where id = $1",
    ),
    "round.extended": (
        "change_id",
        "select null::uuid as edition, round, null::uuid as entry from round_change where id = $1",
    ),
    "submission.handed_in": ("submission_id", "select edition, round, id as entry from submission where id = $1"),
    "submission.screened": (
        "submission_id",
        "select edition, $2::uuid as round, id as entry from submission where id = $1",
    ),
    "review.signed": (
        "review_id",
        "select null::uuid as edition, jr.round, v.submission as entry"
        " from review v join judging_round jr on jr.id = v.judging_round where v.id = $1",
    ),
    "certificates.issued": (
        "certificate_ids",
        "select edition, round, null::uuid as entry from certificate where id = $1",
    ),
    "venture.registered": (
        "venture_id",
        "select null::uuid as edition, round, submission as entry from venture where id = $1",
    ),
    **dict.fromkeys(
        ("decision.published", "decision.final", "decision.reversed", "objection.raised"), ("decision_id", _OF_DECISION)
    ),
}

_HAPPENED = """
select e.id as edition_id, e.slug as edition, r.id as round_id, r.slug as round, s.id as entry_id, s.code as entry,
       e.is_demo
  from ({of}) it left join round r on r.id = it.round join edition e on e.id = coalesce(r.edition, it.edition)
  left join submission s on s.id = it.entry
"""


async def happened(event: str, payload: Mapping[str, Any]) -> Happened | None:
    """What an event tells of; None where it is gone. Asks nobody who is looking."""
    key, source = PLACED[event]
    named = payload[key]
    facts = {"verdict": str(payload["verdict"])} if "verdict" in payload else {}
    if isinstance(named, list):
        facts["certificates"], named = str(len(named)), named[0]
    more = (UUID(payload["round_id"]),) if "$2" in source else ()
    row = await db.fetchrow(_HAPPENED.format(of=source), UUID(str(named)), *more)
    return None if row is None else Happened(event=event, facts=facts, **row)


_TOLD = f"""
select w.id, w.made_by from webhook w
 where w.ended_at is null and w.edition = $1 and (w.round is null or w.round = $2) and $3 = any(w.events)
   and ($4::uuid is null or exists (select 1 from submission s where s.id = $4 and {ties_hide_sql("w.made_by")}))
 order by w.id
"""  # noqa: S608 - a fixed condition


async def told(what: Happened) -> list[tuple[UUID, UUID]]:
    """(address, who asked for it) of those that are told, unless who asked is too close to the entry."""
    rows = await db.fetch(_TOLD, what.edition_id, what.round_id, what.event, what.entry_id)
    return [(row["id"], row["made_by"]) for row in rows]
