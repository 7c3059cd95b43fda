"""Reads of the desk, and what must always hold of the machinery."""

from contest.desk.queries.home import Home, home, rounds_to_count
from contest.desk.queries.machinery import (
    INVARIANTS,
    Attention,
    JobPage,
    Shown,
    attention,
    jobs,
    mail,
    message,
)

__all__ = [
    "INVARIANTS",
    "Attention",
    "Home",
    "JobPage",
    "Shown",
    "attention",
    "home",
    "jobs",
    "mail",
    "message",
    "rounds_to_count",
]
