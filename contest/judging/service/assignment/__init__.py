"""Giving entries to judges: a plan is asked for, worked out by a job, looked at, and applied."""

from contest.judging.service.assignment.plans import (
    Assigned,
    apply_plan,
    ask_plan,
    assign,
    stop_plan,
    work_out_plan,
)
from contest.judging.service.assignment.rulings import drop_out, rule_pair

__all__ = [
    "Assigned",
    "apply_plan",
    "ask_plan",
    "assign",
    "drop_out",
    "rule_pair",
    "stop_plan",
    "work_out_plan",
]
