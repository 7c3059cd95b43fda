"""Who goes on. The choice under quotas loads ortools, so it is only loaded where it runs: in another process."""

from collections.abc import Sequence

from contest.judging.rules.advancement.asked import Asked, as_fields, as_kept
from contest.judging.rules.advancement.terms import (
    CITY,
    HOW,
    SCENE,
    SHARE,
    THRESHOLD,
    TOP,
    WAYS,
    Ask,
    Candidate,
    Chosen,
    Limit,
    Quota,
    replacement,
    ways,
)
from contest.judging.rules.advancement.words import HOW_WORDS, ask_words, limit_words, remedy_words


def work_out(candidates: Sequence[Candidate], ask: Ask) -> Chosen:
    """The choice, in a process that may load what that takes."""
    from contest.judging.rules.advancement.choose import choose  # noqa: PLC0415 - numpy and ortools take a second

    return choose(candidates, ask)


__all__ = [
    "CITY",
    "HOW",
    "HOW_WORDS",
    "SCENE",
    "SHARE",
    "THRESHOLD",
    "TOP",
    "WAYS",
    "Ask",
    "Asked",
    "Candidate",
    "Chosen",
    "Limit",
    "Quota",
    "as_fields",
    "as_kept",
    "ask_words",
    "limit_words",
    "remedy_words",
    "replacement",
    "ways",
    "work_out",
]
