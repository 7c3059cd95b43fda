"""Messages: written in the caller's transaction, looked at where that was asked for, sent by a job."""

from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from secrets import token_hex
from typing import Any
from uuid import UUID

import msgspec

from contest.audit import service as audit
from contest.lib import clock, db, keys, outbox
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.lib.mail import bounces, compose, smtp
from contest.notifications import queries, rules
from contest.notifications.queries.wordings import Way, way_of
from contest.notifications.rules import Recipient
from contest.notifications.rules.letters import Letter, letter_of
from contest.notifications.service import wordings
from contest.notifications.tables import Message

REFUSED = N_("The reader wants no mails of this kind.")
DIED = "The worker ended while the message went out."

_KEEP = """
update message set attempts = attempts + 1, state = case state when 'sending' then 'uncertain' else 'kept' end,
                   error = case state when 'sending' then $2::text end
 where id = $1 and state in ('approved', 'queued', 'sending')
"""


async def queue_message(
    *,
    kind: str,
    to: Recipient,
    context: dict[str, Any],
    secrets: dict[str, str] | None = None,
    needs_approval: bool | None = None,
    edition_id: UUID | None = None,
    round_id: UUID | None = None,
    about: Collection[UUID] = (),
) -> UUID:
    """Write the mail `templates/mail/<kind>.txt` to `to`, in their language, inside the caller's `work()`.

    `context` holds plain values; `name` and `locale` of the recipient are there already. `secrets` (codes, links)
    are names for the template too, but their values are encrypted, masked wherever the message is shown, and wiped
    when it was sent. A letter of an edition reads as the edition says and waits for an organiser where it says so,
    whatever `needs_approval`. A message of a demonstration (`to.is_demo`: the person is invented or what it is about)
    says so and never leaves the house. One that can be done without is withdrawn at once where its reader wants none.
    `about`: the ids of what it tells of.
    """
    if rules.is_nobody(to.email):
        return await _unwritten(kind, to)
    letter = letter_of(kind, context)
    way = await way_of(letter, edition_id=edition_id, email=to.email, locale=to.locale)
    is_held = way.is_reviewed if way.is_reviewed is not None else bool(needs_approval)
    written = _written(kind, letter, way, to=to, context=context, secrets=secrets or {})
    state = "withdrawn" if way.is_refused else "drafted" if is_held else "queued"
    row_id = uuid7()
    await Message(
        id=row_id,
        kind=kind,
        recipient_id=to.person_id,
        recipient_name=to.name,
        email=to.email,
        locale=to.locale,
        subject=written.subject,
        body=written.body,
        sealed_words=None if way.is_refused else _sealed(secrets),
        message_id=smtp.message_id(row_id),
        state=state,
        needs_approval=is_held,
        edition_id=edition_id,
        round_id=round_id,
        about=list(about),
        is_demo=to.is_demo,
        is_essential=letter is None or letter.is_essential,
        error=str(REFUSED) if way.is_refused else None,
        queued_at=clock.now() if state == "queued" else None,
    ).save()
    if state == "queued":
        await outbox.emit("message.queued", message_id=row_id)
    return row_id


async def _unwritten(kind: str, to: Recipient) -> UUID:
    """To somebody who was erased nothing is written; that it was not is kept."""
    row_id = uuid7()
    await Message(
        id=row_id,
        kind=kind,
        recipient_id=to.person_id,
        recipient_name="",
        email="",
        locale=to.locale,
        subject="",
        body="",
        message_id=smtp.message_id(row_id),
        state="withdrawn",
        is_demo=to.is_demo,
    ).save()
    return row_id


def _written(
    kind: str, letter: Letter | None, way: Way, *, to: Recipient, context: dict[str, Any], secrets: dict[str, str]
) -> compose.Written:
    """The mail with a mark in the place of each secret; a value that looks like a mark loses its signs first."""
    nonce = token_hex(8)
    stand_ins = {name: f"{nonce}{name}{nonce}" for name in secrets}
    made = wordings.write(kind, letter, way, to=to, context={"name": to.name, **context, **stand_ins})
    subject, body = rules.without_places(made.subject), rules.without_places(made.body)
    for name, stand_in in stand_ins.items():
        subject, body = subject.replace(stand_in, rules.place(name)), body.replace(stand_in, rules.place(name))
    return compose.Written(subject, body)


def _sealed(known: dict[str, str] | None) -> str | None:
    return keys.encrypt(queries.KEY, msgspec.json.encode(known).decode()) if known else None


async def _step(*, actor: Actor, message_id: UUID, to: str, verb: str) -> Any:
    """Lock the message and move it on; `NotFound` where the actor may not see it, `Conflict` where it may not go."""
    row = await db.fetchrow(
        "select state, edition_id, is_demo, body, subject, sealed_words from message where id = $1 for update",
        message_id,
    )
    if row is None or not rules.may_see(actor, edition_id=row["edition_id"]):
        raise NotFound
    if not rules.may_step(row["state"], to):
        raise Conflict(N_("This message has moved on in the meantime: look at it again."))
    await db.execute("update message set state = $2, error = null where id = $1", message_id, to)
    await audit.record(
        actor=actor, action=f"message.{verb}", thing="message", thing_id=message_id, data={"from": row["state"]}
    )
    return row


async def approve(*, actor: Actor, message_id: UUID, now: datetime) -> None:
    """Let a drafted message go."""
    await _step(actor=actor, message_id=message_id, to="approved", verb="approve")
    await db.execute(
        "update message set approved_by = $2, queued_at = $3 where id = $1", message_id, actor.person_id, now
    )
    await outbox.emit("message.queued", message_id=message_id)


async def withdraw(*, actor: Actor, message_id: UUID) -> None:
    """Keep a message from going out, for good; its codes are wiped."""
    await _step(actor=actor, message_id=message_id, to="withdrawn", verb="withdraw")
    await db.execute("update message set sealed_words = null where id = $1", message_id)


async def send_again(*, actor: Actor, message_id: UUID, now: datetime) -> None:
    """Send what was kept, came back, or may not have arrived. The Message-ID stays, so a mailbox can tell."""
    row = await _step(actor=actor, message_id=message_id, to="queued", verb="send_again")
    if row["is_demo"]:
        raise Conflict(N_("Messages of the demonstration never leave this installation."))
    if not smtp.is_configured():
        raise Conflict(N_("No mail server is set: the message stays here."))
    if rules.names_of_secrets(row["subject"] + row["body"]) - set(queries.words(row["sealed_words"])):
        raise Conflict(N_("The code in this message can no longer be read. Let the person ask for a new one."))
    await db.execute("update message set queued_at = $2 where id = $1", message_id, now)
    await outbox.emit("message.queued", message_id=message_id)


async def deliver(*, message_id: UUID, finish: Callable[[], AbstractAsyncContextManager[Any]], now: datetime) -> None:
    """Send one message, or keep it. Called by the job, outside of any `work()`; `finish` opens the last one.

    A run that finds the message `sending` follows one that died while the text went out: nobody can know whether
    it arrived, so it is `uncertain` and a person decides. `NotYet` goes up: the job is tried again. Without a mail
    server all of it is done within `finish`.
    """
    if not smtp.is_configured():
        async with finish():
            await db.execute(_KEEP, message_id, DIED)
        return
    row = await _take_up(message_id)
    if row is None:
        return
    outcome, error = "sent", None
    if row["before"] == "sending":
        outcome, error = "uncertain", DIED
    elif row["is_demo"]:
        outcome = "kept"
    else:
        try:
            await _send(row)
        except smtp.Refused as refused:
            outcome, error = "bounced", str(refused)
        except smtp.Uncertain as uncertain:
            outcome, error = "uncertain", str(uncertain)
    async with finish():
        await _set_state(message_id, outcome, error=error, sent_at=now if outcome == "sent" else None)


async def _take_up(message_id: UUID) -> Any:
    """The message as it stood, moved to `queued` and counted as tried; None where there is nothing to send."""
    async with db.work():
        row = await db.fetchrow(
            "select id, state as before, email, recipient_name, subject, body, sealed_words, message_id, is_demo,"
            " is_essential, queued_at from message"
            " where id = $1 and state in ('approved', 'queued', 'sending') for update",
            message_id,
        )
        if row is not None:
            await db.execute(
                "update message set attempts = attempts + 1,"
                " state = case state when 'approved' then 'queued' else state end where id = $1",
                message_id,
            )
        return row


async def _send(row: Any) -> None:
    """Hand the message over. It is `sending` only from the moment its text goes out, and by one run only."""
    is_ours = False

    async def before_data() -> None:
        nonlocal is_ours
        async with db.work():
            is_ours = await db.fetchval(
                "update message set state = 'sending' where id = $1 and state = 'queued' returning true", row["id"]
            )
        if not is_ours:
            raise smtp.NotYet("withdrawn, or taken by another run, while it was about to go out")

    known = queries.words(row["sealed_words"])
    letter = smtp.Letter(
        email=row["email"],
        name=row["recipient_name"],
        subject=rules.fill(row["subject"], known),
        body=rules.fill(row["body"], known),
        message_id=row["message_id"],
        at=row["queued_at"],
        return_path=bounces.return_address(row["id"]) if settings().mail_bounces else "",
        stop_url="" if row["is_essential"] else wordings.stop_url(row["email"]),
    )
    try:
        await smtp.send(letter, before_data=before_data)
    except smtp.NotYet as not_yet:
        await db.execute(
            "update message set state = 'queued', error = $2 where id = $1 and (state = 'queued' or $3)",
            row["id"],
            str(not_yet),
            bool(is_ours),
        )
        raise


async def _set_state(message_id: UUID, state: str, *, error: str | None, sent_at: datetime | None) -> None:
    """Record what became of it. Words that went out are wiped; a withdrawal in between stands."""
    await db.execute(
        "update message set state = $2::text, error = $3, sent_at = coalesce($4, sent_at),"
        " sealed_words = case when $2::text = 'sent' then null else sealed_words end"
        " where id = $1 and state <> 'withdrawn'",
        message_id,
        state,
        error,
        sent_at,
    )
