"""Jobs of certificates."""

from uuid import UUID

from contest.certificates import service
from workers.runtime import Run


async def issue(run: Run) -> None:
    """A decision is final: issue what it earned."""
    async with run.work():
        await service.issue_for_decision(decision_id=UUID(run.payload["decision_id"]), now=run.now)


async def render(run: Run) -> None:
    """A certificate was issued: make its file, then say so in one transaction with the job's end."""
    certificate_id = UUID(run.payload["certificate_id"])
    sha256 = await service.store_file(certificate_id=certificate_id)
    async with run.work():
        if sha256 is not None:
            await service.mark_rendered(certificate_id=certificate_id, sha256=sha256, now=run.now)


async def tell(run: Run) -> None:
    """A certificate has its file: write to the person it is for."""
    async with run.work():
        await service.tell_recipient(certificate_id=UUID(run.payload["certificate_id"]))


async def revoke(run: Run) -> None:
    """A decision was reversed: take back what it had earned."""
    async with run.work():
        await service.revoke_for_decision(decision_id=UUID(run.payload["decision_id"]), now=run.now)
