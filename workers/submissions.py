"""Jobs of entries."""

from uuid import UUID

from contest.submissions import service
from workers.runtime import Run


async def receipt(run: Run) -> None:
    """Mail the receipt of a hand-in."""
    async with run.work():
        await service.mail_receipt(version_id=UUID(run.payload["version_id"]))


async def verdict(run: Run) -> None:
    """Draft the mail about a screening."""
    async with run.work():
        await service.mail_verdict(
            submission_id=UUID(run.payload["submission_id"]),
            round_id=UUID(run.payload["round_id"]),
            verdict=run.payload["verdict"],
        )


async def reminder(run: Run) -> None:
    """Remind an applicant of what is asked of them, or tell that the time for it is over."""
    async with run.work():
        await service.mail_reminder(request_id=UUID(run.payload["request_id"]))


async def open_shortlist(run: Run) -> None:
    """Open the rest of their form to entries that advance."""
    asked_by = run.payload["asked_by"]
    async with run.work():
        await service.open_shortlist(
            round_id=UUID(run.payload["round_id"]),
            submission_ids=[UUID(one) for one in run.payload["submission_ids"]],
            asked_by=UUID(asked_by) if asked_by else None,
            now=run.now,
        )


async def shortlist(run: Run) -> None:
    """Tell a team what is asked of the shortlist."""
    async with run.work():
        await service.mail_shortlist(request_id=UUID(run.payload["request_id"]))


async def question(run: Run) -> None:
    """Tell the other side that something was said about an entry."""
    async with run.work():
        await service.mail_question(message_id=UUID(run.payload["message_id"]))


async def spread_moved(run: Run) -> None:
    """Find whom a moved deadline concerns, so many for each job that follows."""
    async with run.work():
        await service.spread_moved(change_id=UUID(run.payload["change_id"]))


async def moved(run: Run) -> None:
    """Tell some of them that the deadline was moved."""
    async with run.work():
        await service.mail_moved(
            change_id=UUID(run.payload["change_id"]), people=[UUID(one) for one in run.payload["people"]]
        )


async def extension(run: Run) -> None:
    """Tell an applicant that they were given more time, or that it was taken back."""
    async with run.work():
        await service.mail_extension(
            extension_id=UUID(run.payload["extension_id"]), is_revoked=run.event == "extension.revoked"
        )


async def referee_reminder(run: Run) -> None:
    """Ask a referee once more for their letter."""
    async with run.work():
        await service.mail_referee_reminder(referee_id=UUID(run.payload["referee_id"]))


async def arrival(run: Run) -> None:
    """Count the hand-in for the partner's link that it came by."""
    async with run.work():
        await service.count_arrival(submission_id=UUID(run.payload["submission_id"]), now=run.now)


async def compare(run: Run) -> None:
    """Find the entries that a version is like."""
    async with run.work():
        await service.compare(
            submission_id=UUID(run.payload["submission_id"]), version_id=UUID(run.payload["version_id"]), now=run.now
        )


async def follow_translation(run: Run) -> None:
    """Keep a translation beside a new version, or say that it is stale."""
    async with run.work():
        await service.follow_translation(
            submission_id=UUID(run.payload["submission_id"]), version_id=UUID(run.payload["version_id"])
        )


async def translated(run: Run) -> None:
    """Ask an entry's team whether its translation is right."""
    async with run.work():
        await service.mail_translation(submission_id=UUID(run.payload["submission_id"]))


async def bring_in(run: Run) -> None:
    """Import a table of entries. How far it is can be read meanwhile, so it has no one transaction; what a second run
    finds done it leaves so."""
    await service.carry_out_import(import_id=UUID(run.payload["import_id"]), now=run.now)
