"""Who judges what. The computation loads numpy and ortools, so it is only loaded where it runs: in a job's process."""

from contest.judging.rules.assignment.present import next_entry
from contest.judging.rules.assignment.shortages import shortage
from contest.judging.rules.assignment.terms import (
    Case,
    Entry,
    Idle,
    Judge,
    Pair,
    Placed,
    Plan,
    Reason,
    Relaxation,
    Shortage,
    may_read,
)


def work_out(case: Case) -> Plan:
    """The plan of a case, in a process that may load what that takes."""
    from contest.judging.rules.assignment.plan import plan  # noqa: PLC0415 - numpy and ortools take a second

    return plan(case)


__all__ = [
    "Case",
    "Entry",
    "Idle",
    "Judge",
    "Pair",
    "Placed",
    "Plan",
    "Reason",
    "Relaxation",
    "Shortage",
    "may_read",
    "next_entry",
    "shortage",
    "work_out",
]
