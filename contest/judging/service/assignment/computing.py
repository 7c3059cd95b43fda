"""Working out a plan in a process of its own, which says how far it is and can be stopped."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from contest.judging.rules.assignment import Case, Plan
from contest.lib import killable

SECONDS = 300.0
LOOK_SECONDS = 0.5


def plan_aloud(case: Case, told: str) -> Plan:
    """In the other process: the plan of a case; the share that is done is written into the file `told`."""
    from contest.judging.rules.assignment.plan import plan  # noqa: PLC0415 - numpy and ortools take a second

    return plan(case, tell=lambda share: _say(Path(told), share))


def _say(file: Path, share: float) -> None:
    file.write_text(f"{share:.4f}")


def _share(file: Path) -> int:
    """In thousandths; 0 before anything was said, or while it is being said."""
    text = file.read_text()
    return round(1000 * float(text)) if len(text) == 6 else 0


async def work_out(case: Case, hear: Callable[[int], Awaitable[bool]]) -> Plan | None:
    """The plan, or None where it was stopped. `hear` is told the share in thousandths, and says whether to go on."""
    with tempfile.NamedTemporaryFile(suffix=".share") as told:
        task = asyncio.create_task(killable.run(plan_aloud, case, told.name, seconds=SECONDS))
        share = 0
        try:
            while not (await asyncio.wait([task], timeout=LOOK_SECONDS))[0]:
                share = max(share, _share(Path(told.name)))
                if not await hear(share):
                    return None
            return task.result()
        finally:
            task.cancel()
