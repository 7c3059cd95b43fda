"""Who goes on. The choice under quotas loads ortools, so it is only loaded where it runs: in another process."""

from collections.abc import Sequence

from contest.judging.rules.advancement.terms import (
    CITY,
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
)


def work_out(candidates: Sequence[Candidate], ask: Ask) -> Chosen:
    """The choice, in a process that may load what that takes."""
    from contest.judging.rules.advancement.choose import choose  # noqa: PLC0415 - numpy and ortools take a second

    return choose(candidates, ask)


__all__ = [
    "CITY",
    "SCENE",
    "SHARE",
    "THRESHOLD",
    "TOP",
    "WAYS",
    "Ask",
    "Candidate",
    "Chosen",
    "Limit",
    "Quota",
    "replacement",
    "work_out",
]
