"""What an operator does about the machinery."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contest.audit import service as audit
from contest.desk import queries, rules
from contest.desk.queries.letters import judges_of
from contest.desk.service.letters import told_of_judges
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.outbox import jobs
from contest.notifications import service as notifications
from contest.notifications.queries.wordings import Text
from contest.notifications.rules.letters import LETTERS


async def run_job_again(*, actor: Actor, job_id: UUID) -> None:
    """Let a dead job start anew, from its first attempt."""
    if not rules.may_see_jobs(actor):
        raise NotFound
    name = await jobs.run_again(job_id)
    if name is None:
        raise Conflict(N_("This job is not dead any more: somebody ran it again."))
    await audit.record(actor=actor, action="job.run_again", thing="job", thing_id=job_id, data={"name": name})


async def approve_message(*, actor: Actor, message_id: UUID, now: datetime) -> None:
    """Let a drafted message go; one about an entry that the actor is tied to is not there for them."""
    await queries.message(actor, message_id=message_id, may_reveal=False)
    await notifications.approve(actor=actor, message_id=message_id, now=now)


async def withdraw_message(*, actor: Actor, message_id: UUID) -> None:
    """Keep a message from going out, under the same condition."""
    await queries.message(actor, message_id=message_id, may_reveal=False)
    await notifications.withdraw(actor=actor, message_id=message_id)


async def approve_messages(*, actor: Actor, ids: Sequence[UUID] | None, until: UUID | None, now: datetime) -> int:
    """Let the drafted messages of these ids go, or all that were written up to `until`, under the same condition."""
    return await notifications.approve_all(actor=actor, ids=ids, until=until, unless=queries.HIDDEN_MESSAGE, now=now)


async def reword_message(*, actor: Actor, message_id: UUID, subject: str, body: str) -> None:
    """Change a message that waits, under the same condition, unless it would tell its reader who judges."""
    found = await queries.message(actor, message_id=message_id, may_reveal=False)
    judges = await judges_of(found.edition_id) if found.edition_id else []
    reader = next((one.reader for one in LETTERS.values() if one.kind == found.kind), "applicant")
    text = {"now": Text(subject, body)}
    if wrong := told_of_judges(reader, text, judges):
        raise Invalid(fields={field.removesuffix("_now"): message for field, message in wrong.items()})
    await notifications.reword(actor=actor, message_id=message_id, subject=subject, body=body)


async def send_message_again(*, actor: Actor, message_id: UUID, now: datetime) -> None:
    """Send what was kept, came back or is uncertain, under the same condition."""
    await queries.message(actor, message_id=message_id, may_reveal=False)
    await notifications.send_again(actor=actor, message_id=message_id, now=now)
