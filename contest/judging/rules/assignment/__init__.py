"""Who judges what. The computation loads numpy and ortools, so it is only loaded where it runs: in a job's process."""

from contest.judging.rules.assignment.fit import reasons
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
    "reasons",
    "shortage",
]
