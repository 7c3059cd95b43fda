"""Jobs of certificates."""

from uuid import UUID

from contest.certificates import service
from contest.lib import db
from contest.lib.pdf import PdfFailed
from workers.runtime import Run


async def issue(run: Run) -> None:
    """A decision is final: issue what it earned."""
    async with run.work():
        await service.issue_for_decision(decision_id=UUID(run.payload["decision_id"]), now=run.now)


async def issue_landing(run: Run) -> None:
    """A venture is registered: issue what its team earned."""
    async with run.work():
        await service.issue_for_landing(venture_id=UUID(run.payload["venture_id"]), now=run.now)


async def render(run: Run) -> None:
    """Certificates were issued: make their files, then say so in one transaction with the job's end. What cannot be
    made waits with its reason on the page of its batch; what broke is tried again once the others are there."""
    ids = [UUID(one) for one in run.payload["certificate_ids"]]
    stored = await service.store_files(certificate_ids=ids, now=run.now)
    if stored.broken:
        async with db.work():
            await service.mark_rendered(stored=stored, now=run.now)
        raise PdfFailed("; ".join(stored.broken.values()))
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


async def sign_result(run: Run) -> None:
    """A decision was published: make and sign the bundles of its result."""
    stored = await service.store_bundles(decision_id=UUID(run.payload["decision_id"]), now=run.now)
    async with run.work():
        if stored is not None:
            await service.mark_bundles(stored=stored, now=run.now)


async def forget(run: Run) -> None:
    """Names were erased: delete the files that bear them."""
    await service.remove_files(keys=run.payload["keys"])
