"""Who runs an incubator and who sees a venture, the stages of a venture, and what a step asks for."""

from contest.incubator.rules.cohorts import CohortPlan, cohort_faults
from contest.incubator.rules.figures import Landed, Pace, pace
from contest.incubator.rules.permissions import FOUNDER, MANAGER, MENTOR, editions_run, may_run, may_see
from contest.incubator.rules.stages import (
    EVIDENCE,
    EXITS,
    STAGES,
    WORDS,
    Facts,
    StepPlan,
    group_of,
    is_backwards,
    next_steps,
    registered_after,
    step_faults,
)

__all__ = [
    "EVIDENCE",
    "EXITS",
    "FOUNDER",
    "MANAGER",
    "MENTOR",
    "STAGES",
    "WORDS",
    "CohortPlan",
    "Facts",
    "Landed",
    "Pace",
    "StepPlan",
    "cohort_faults",
    "editions_run",
    "group_of",
    "is_backwards",
    "may_run",
    "may_see",
    "next_steps",
    "pace",
    "registered_after",
    "step_faults",
]
