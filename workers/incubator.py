"""Jobs of incubators."""

from uuid import UUID

from contest.incubator import service
from contest.lib import db
from workers.runtime import Run


async def tell_taken_in(run: Run) -> None:
    """Entries became ventures: tell their people."""
    async with run.work():
        await service.tell_taken_in(venture_ids=[UUID(one) for one in run.payload["venture_ids"]])


async def ask_for_report(run: Run) -> None:
    """A report is asked for, or once more: write to the venture's people."""
    async with run.work():
        await service.ask_for_report(
            report_id=UUID(run.payload["report_id"]), is_reminder=run.event == "report.reminder_due"
        )


async def tell_stalls(run: Run) -> None:
    """The list of a week is there: tell who runs the incubators."""
    async with run.work():
        await service.tell_stalls(now=run.now)


async def tell_paired(run: Run) -> None:
    """A mentor is with a venture: tell them and its people."""
    async with run.work():
        await service.tell_paired(pairing_id=UUID(run.payload["pairing_id"]))


async def tell_hour(run: Run) -> None:
    """An hour was booked or is free again: tell whom it concerns."""
    async with run.work():
        await service.tell_hour(
            hour_id=UUID(run.payload["hour_id"]),
            venture_id=UUID(run.payload["venture_id"]),
            is_booked=run.event == "hour.booked",
        )


async def make_funder_report(run: Run) -> None:
    """A report to a funder was asked for: freeze its lines, write its files, then say so with the job's end."""
    report_id = UUID(run.payload["report_id"])
    async with db.work():
        await service.freeze_lines(report_id=report_id)
    await service.store_funder_report(report_id=report_id)
    async with run.work():
        await service.mark_funder_report(report_id=report_id, now=run.now)
