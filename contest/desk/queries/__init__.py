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
from contest.desk.queries.search import Found, Offer, Wrong, needs_figures, offer, read, search

__all__ = [
    "INVARIANTS",
    "Attention",
    "Found",
    "Home",
    "JobPage",
    "Offer",
    "Shown",
    "Wrong",
    "attention",
    "home",
    "jobs",
    "mail",
    "message",
    "needs_figures",
    "offer",
    "read",
    "rounds_to_count",
    "search",
]
