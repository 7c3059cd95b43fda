"""What an operator does about the machinery."""

from uuid import UUID

from contest.audit import service as audit
from contest.desk import rules
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.lib.outbox import jobs


async def run_job_again(*, actor: Actor, job_id: UUID) -> None:
    """Let a dead job start anew, from its first attempt."""
    if not rules.may_see_jobs(actor):
        raise NotFound
    name = await jobs.run_again(job_id)
    if name is None:
        raise Conflict(N_("This job is not dead any more: somebody ran it again."))
    await audit.record(actor=actor, action="job.run_again", thing="job", thing_id=job_id, data={"name": name})
