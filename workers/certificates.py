"""Jobs of certificates."""

from uuid import UUID

from contest.certificates import service
from contest.lib import db
from contest.lib.errors import Invalid
from contest.lib.pdf import PdfFailed
from workers.runtime import Run


async def issue(run: Run) -> None:
    """A decision is final: issue what it earned."""
    async with run.work():
        await service.issue_for_decision(decision_id=UUID(run.payload["decision_id"]), now=run.now)


async def render(run: Run) -> None:
    """Certificates were issued: make their files, then say so in one transaction with the job's end. What cannot be
    made is told once the others are there."""
    ids = [UUID(one) for one in run.payload["certificate_ids"]]
    stored = await service.store_files(certificate_ids=ids, now=run.now)
    if stored.refused or stored.broken:
        async with db.work():
            await service.mark_rendered(stored=stored, now=run.now)
        if stored.broken:  # another try may go better
            raise PdfFailed("; ".join(stored.broken.values()))
        raise Invalid(" ".join(map(str, stored.refused.values())))
    async with run.work():
        await service.mark_rendered(stored=stored, now=run.now)


async def tell(run: Run) -> None:
    """Certificates have their files: write to the people they are for."""
    async with run.work():
        await service.tell_recipients(certificate_ids=[UUID(one) for one in run.payload["certificate_ids"]])


async def revoke(run: Run) -> None:
    """A decision was reversed: take back what it had earned."""
    async with run.work():
        await service.revoke_for_decision(decision_id=UUID(run.payload["decision_id"]), now=run.now)
