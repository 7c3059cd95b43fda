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
from contest.judging.service.assignment.wishes import place_bids, set_ways, take_next

__all__ = [
    "Assigned",
    "apply_plan",
    "ask_plan",
    "assign",
    "drop_out",
    "place_bids",
    "rule_pair",
    "set_ways",
    "stop_plan",
    "take_next",
    "work_out_plan",
]
