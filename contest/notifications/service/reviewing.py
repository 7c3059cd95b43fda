"""The outbox: messages that wait for a person, changed, let go one by one or all at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contest.audit import service as audit
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.lib.mail import compose
from contest.notifications import queries, rules


async def approve_all(
    *, actor: Actor, ids: Sequence[UUID] | None, until: UUID | None, unless: str = queries.NOTHING, now: datetime
) -> int:
    """Let these drafted messages go, or all that were written up to `until`; how many. One statement for all.

    `unless` as in `queries.visible`: what the actor may not see is not let go.
    """
    condition, values = queries.visible(actor, unless)
    rows = await db.fetch(
        f"update message set state = 'approved', approved_by = $3, queued_at = $4 where {condition}"  # noqa: S608
        " and state = 'drafted' and ($5::uuid[] is null or id = any($5)) and ($6::uuid is null or id <= $6)"
        " returning id",
        *values,
        actor.person_id,
        now,
        list(ids) if ids is not None else None,
        until,
    )
    approved = [row["id"] for row in rows]
    if approved:
        await outbox.emit_each("message.queued", [{"message_id": one} for one in approved])
        await audit.record(
            actor=actor,
            action="message.approve_all",
            thing="message",
            thing_id=None,
            data={"count": len(approved), "messages": approved},
        )
    return len(approved)


async def reword(*, actor: Actor, message_id: UUID, subject: str, body: str) -> None:
    """Change a message that waits. One that holds a code or a link of its own is left as it was written."""
    row = await db.fetchrow("select state, edition_id, subject, body from message where id = $1 for update", message_id)
    if row is None or not rules.may_see(actor, edition_id=row["edition_id"]):
        raise NotFound
    if row["state"] != "drafted" or rules.names_of_secrets(row["subject"] + row["body"]):
        raise Conflict(N_("This message cannot be changed any more: withdraw it, and write again."))
    made = compose.written(rules.without_places(subject), rules.without_places(body), is_demo=False)
    await db.execute("update message set subject = $2, body = $3 where id = $1", message_id, made.subject, made.body)
    await audit.record(
        actor=actor,
        action="message.reword",
        thing="message",
        thing_id=message_id,
        texts={"before": row["body"], "after": made.body},
    )
