"""A person asks about their data and proves who they are; who answers for it answers."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries
from contest.accounts.queries import requests as reads
from contest.accounts.queries.requests import RequestLine
from contest.accounts.rules import requests as rules
from contest.accounts.rules.roles import COMPLIANCE
from contest.accounts.service import codes
from contest.audit import service as audit
from contest.lib import db, outbox
from contest.lib.actor import SYSTEM, Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import secret_code, uuid7
from contest.lib.web import limits
from contest.notifications.service import queue_message

_ASK = """
insert into person_request (id, person, kind, words, state, asked_at, due_at, answer, key, size, left_over)
values ($1, $2, $3, $4, 'unproved', $5, $6, '', '', 0, '{}')
on conflict (person, kind) where state in ('unproved', 'open', 'working') do nothing returning id
"""


async def ask_request(*, actor: Actor, kind: str, words: str, now: datetime) -> UUID:
    """Ask for a copy, a correction or one's erasure; a code goes to the actor's address, which proves who asks.

    The clock of 30 days runs from now. Asking again for what is not answered yet leads to the first request.
    """
    if not rules.may_ask(actor):
        raise NotFound
    if kind not in rules.KINDS:
        raise Invalid(N_("Choose one of the answers offered."), field="kind")
    if kind == rules.CORRECT and not words:
        raise Invalid(N_("Say what is wrong, and how it is right."), field="words")
    if len(words) > rules.LONGEST:
        raise Invalid(N_("Use at most %(most)s characters.", most=rules.LONGEST), field="words")
    made: UUID | None = await db.fetchval(_ASK, uuid7(), actor.id, kind, words, now, now + rules.CLOCK)
    if made is None:
        first: UUID = await db.fetchval(
            "select id from person_request where person = $1 and kind = $2 and state = any($3::text[])",
            *(actor.id, kind, list(rules.WAITING)),
        )
        return first
    await _mail_code(actor, now)
    await _record(actor, "ask", made, {"kind": kind}, {"words": words} if words else None)
    return made


async def mail_request_code(*, actor: Actor, request_id: UUID, now: datetime) -> None:
    """Mail another code for a request that is not proved yet."""
    found = await reads.own_request(actor=actor, request_id=request_id)
    if found.state != "unproved":
        raise Conflict(N_("You have proved already that it is you who asks."))
    await _mail_code(actor, now)


async def _mail_code(actor: Actor, now: datetime) -> None:
    await limits.hit(f"mail:{limits.name(actor.email)}", most=5, seconds=900)
    code = await codes.make_code(actor.id, "request", now=now)
    to = await queries.recipient(actor.id)
    await queue_message(kind="accounts/request_code", to=to, context={}, secrets={"code": code})


async def prove_request(*, actor: Actor, request_id: UUID, code: str, now: datetime) -> bool:
    """Whether the code is right: then the request waits for its answer, and a copy is made at once.

    Commit also when it is not, for the try counts: five for each code that was mailed.
    """
    found = await reads.own_request(actor=actor, request_id=request_id)
    if found.state != "unproved":
        return True
    if not await codes.take_code(actor.id, "request", code, now=now):
        await audit.record(actor=actor, action="request.prove", thing="request", thing_id=request_id, outcome="refused")
        return False
    state = "working" if found.kind == rules.COPY else "open"
    await db.execute(
        "update person_request set state = $2, proved_at = $3, begun_at = $4 where id = $1",
        *(request_id, state, now, now if state == "working" else None),
    )
    await _record(actor, "prove", request_id, {"kind": found.kind})
    if found.kind == rules.COPY:
        await outbox.emit("copy.asked", request_id=request_id)
    else:
        await _tell_officers(found, now)
    return True


async def _tell_officers(found: RequestLine, now: datetime) -> None:
    for to in await queries.people_with_role(role=COMPLIANCE, edition_id=None, round_id=None, now=now):
        await queue_message(
            kind="accounts/request_came",
            to=to,
            context={"kind": found.kind, "due_at": found.due_at, "link": f"{settings().public_url}/desk/requests"},
        )


async def withdraw_request(*, actor: Actor, request_id: UUID) -> None:
    """Take one's own request back, until it is being carried out."""
    await reads.own_request(actor=actor, request_id=request_id)
    gone = await db.fetchval(
        "update person_request set state = 'withdrawn' where id = $1 and state in ('unproved', 'open') returning id",
        request_id,
    )
    if gone is None:
        raise Conflict(N_("It is too late to take this request back."))
    await _record(actor, "withdraw", request_id)


async def answer_request(*, actor: Actor, request_id: UUID, is_granted: bool, answer: str, now: datetime) -> None:
    """Say that what was asked is corrected, or why a request is not granted. The person reads the answer."""
    found = await reads.request_to_answer(actor=actor, request_id=request_id)
    _not_ones_own(actor, found)
    if not answer:
        raise Invalid(N_("Write the answer: the person reads it."), field="answer")
    if len(answer) > rules.LONGEST:
        raise Invalid(N_("Use at most %(most)s characters.", most=rules.LONGEST), field="answer")
    if is_granted and found.kind != rules.CORRECT:
        raise Conflict(N_("This request is carried out, not only answered."))
    done = await db.fetchval(
        "update person_request set state = $2, answer = $3, answered_by = $4, answered_at = $5"
        " where id = $1 and state = 'open' returning id",
        *(request_id, "done" if is_granted else "refused", answer, actor.person_id, now),
    )
    if done is None:
        raise Conflict(N_("This request has been answered already, or is being carried out."))
    await _record(actor, "answer", request_id, {"is_granted": is_granted}, {"answer": answer})
    await queue_message(
        kind="accounts/request_answered",
        to=await queries.recipient(found.person_id),
        context={
            "kind": found.kind,
            "is_granted": is_granted,
            "answer": answer,
            "link": f"{settings().public_url}/account/data",
        },
    )


async def begin_erasure(*, actor: Actor, request_id: UUID, kept_until: datetime, now: datetime) -> None:
    """Let an erasure begin; the person is written to once more. The caller has looked for what stands against it.

    `kept_until`: when the last backup is deleted that was made before.
    """
    found = await reads.request_to_answer(actor=actor, request_id=request_id)
    _not_ones_own(actor, found)
    begun = await db.fetchval(
        "update person_request set state = 'working', answered_by = $2, begun_at = $3, kept_until = $4"
        " where id = $1 and kind = 'erase' and state = 'open' returning id",
        *(request_id, actor.person_id, now, kept_until),
    )
    if begun is None:
        raise Conflict(N_("This request has been answered already, or is being carried out."))
    await _record(actor, "begin_erasure", request_id)
    await queue_message(
        kind="accounts/request_erasing",
        to=await queries.recipient(found.person_id),
        context={"backups_until": kept_until},
    )


def _not_ones_own(actor: Actor, found: RequestLine) -> None:
    if found.person_id == actor.person_id:
        raise Conflict(N_("Somebody else answers your own request."))


_DUE = """
select q.id from person_request q
 where q.kind = 'erase' and q.state = 'working' and (q.begun_at < $1 or not exists (
    select from message m where m.recipient_id = q.person and m.kind = 'accounts/request_erasing'
       and m.created_at >= q.begun_at and m.state in ('drafted', 'approved', 'queued', 'sending')))
   and not exists (select from outbox_event e join outbox_job j on j.event = e.id
                    where e.name = 'erasure.due' and e.payload->>'request_id' = q.id::text and j.done_at is null
                      and j.dead_at is null)
 order by q.begun_at for update skip locked
"""


async def start_erasures(*, now: datetime) -> int:
    """Have those erased to whom the last letter has gone; how many. In a `work()`."""
    rows = await db.fetch(_DUE, now - rules.LETTER_WAITS)
    for row in rows:
        await outbox.emit("erasure.due", request_id=row["id"])
    return len(rows)


async def hold_request(*, request_id: UUID, kind: str) -> RequestLine | None:
    """A request that is being carried out, locked, for the job that does it; None where it was done before."""
    person = await db.fetchval(
        "select person from person_request where id = $1 and kind = $2 and state = 'working' for update",
        *(request_id, kind),
    )
    return None if person is None else await reads.request_to_answer(actor=SYSTEM, request_id=request_id)


async def note_copy(*, request: RequestLine, key: str, size: int, now: datetime) -> None:
    """The copy lies in the storage under `key`: say so to the person."""
    await db.execute(
        "update person_request set state = 'done', answered_at = $2, key = $3, size = $4, kept_until = $5"
        " where id = $1",
        *(request.id, now, key, size, now + rules.COPY_KEPT),
    )
    await _record(SYSTEM, "copy", request.id, {"size": size})
    await queue_message(
        kind="accounts/request_copy",
        to=await queries.recipient(request.person_id),
        context={
            "until": now + rules.COPY_KEPT,
            "link": f"{settings().public_url}/account/data/requests/{request.id}",
        },
    )


async def forget_copies(*, now: datetime) -> list[str]:
    """Take the copies off the list that were kept long enough; their keys, for the storage. In a `work()`."""
    rows = await db.fetch(
        "with old as (select id, key from person_request where kind = 'copy' and key <> '' and kept_until <= $1"
        " for update skip locked) update person_request q set key = '' from old where old.id = q.id returning old.key",
        now,
    )
    return [row["key"] for row in rows]


async def mark_erased(*, person_id: UUID, now: datetime) -> str:
    """From now on the person is erased: signed out everywhere, known by a pseudonym. Their rows go next."""
    pseudonym = f"P-{secret_code(6)}"
    await db.execute(
        "update person set erased_at = $2, pseudonym = $3, epoch = epoch + 1, password_hash = null,"
        " email_confirmed_at = null where id = $1 and erased_at is null",
        *(person_id, now, pseudonym),
    )
    return pseudonym


async def note_erasure(*, request: RequestLine, left_over: Mapping[str, int], now: datetime) -> None:
    """The person is erased; where their name stands still is kept for who answers, to be read there."""
    await db.execute(
        "update person_request set state = 'done', answered_at = $2, left_over = $3::jsonb where id = $1",
        *(request.id, now, msgspec.json.encode(left_over).decode()),
    )
    data = {"request": request.id, "answered_by": request.answered_by}
    await audit.record(actor=SYSTEM, action="person.erase", thing="person", thing_id=request.person_id, data=data)


async def note_erased_again(*, person_id: UUID, left_over: Mapping[str, int], now: datetime) -> None:
    """Who was erased after a restored archive was made is erased once more: what they asked by then is answered."""
    await db.execute(
        "update person_request set state = 'done', answered_at = $2, left_over = $3::jsonb"
        " where person = $1 and kind = $4 and state in ('open', 'working')",
        *(person_id, now, msgspec.json.encode(left_over).decode(), rules.ERASE),
    )
    await audit.record(actor=SYSTEM, action="person.erase_again", thing="person", thing_id=person_id)


async def put_back(*, request: RequestLine, why: str) -> None:
    """What stood against an erasure came up after it was begun: who answers sees it again."""
    await db.execute("update person_request set state = 'open', begun_at = null where id = $1", request.id)
    await _record(SYSTEM, "put_back", request.id, {"why": why})


async def _record(
    actor: Actor,
    verb: str,
    request_id: UUID,
    data: dict[str, object] | None = None,
    texts: dict[str, str] | None = None,
) -> None:
    await audit.record(
        actor=actor, action=f"request.{verb}", thing="request", thing_id=request_id, data=data, texts=texts
    )
