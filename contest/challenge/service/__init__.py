"""Editions, cities and rounds: made, changed while that breaks no promise, and moved from step to step."""

from contest.challenge.service.editions import (
    add_partner,
    add_scene,
    create_city,
    create_edition,
    edit_edition,
    remove_partner,
    remove_scene,
    step_edition,
)
from contest.challenge.service.rounds import create_round, edit_round, plan_of, step_round
from contest.challenge.service.scanning import end_scan_waiver, waive_scan

__all__ = [
    "add_partner",
    "add_scene",
    "create_city",
    "create_edition",
    "create_round",
    "edit_edition",
    "edit_round",
    "end_scan_waiver",
    "plan_of",
    "remove_partner",
    "remove_scene",
    "step_edition",
    "step_round",
    "waive_scan",
]
