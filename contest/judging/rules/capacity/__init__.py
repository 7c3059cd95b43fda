"""Capacity: what a panel is asked to read against what it can give."""

from contest.judging.rules.capacity.cases import (
    DEFAULT,
    KINDS,
    STAGE_WORDS,
    Case,
    Group,
    Member,
    Need,
    Stage,
    hours_between,
    needs,
    stage_problems,
)
from contest.judging.rules.capacity.gaps import Gap, Verdict, weigh

__all__ = [
    "DEFAULT",
    "KINDS",
    "STAGE_WORDS",
    "Case",
    "Gap",
    "Group",
    "Member",
    "Need",
    "Stage",
    "Verdict",
    "hours_between",
    "needs",
    "stage_problems",
    "weigh",
]
