"""Working out a plan in a process of its own, which says how far it is and can be stopped."""

from collections.abc import Awaitable, Callable

from contest.judging.rules.assignment import Case, Plan
from contest.lib import aloud

SECONDS = 300.0


def plan_aloud(case: Case, told: str) -> Plan:
    """In the other process: the plan of a case; the share that is done is written into the file `told`."""
    from contest.judging.rules.assignment.plan import plan  # noqa: PLC0415 - numpy and ortools take a second

    return plan(case, tell=aloud.teller(told))


async def work_out(case: Case, hear: Callable[[int], Awaitable[bool]]) -> Plan | None:
    """The plan, or None where it was stopped. `hear` is told the share in thousandths, and says whether to go on."""
    return await aloud.run(plan_aloud, case, hear=hear, seconds=SECONDS)
