"""The ledger of scores: every step that a signed score has taken, sealed as the audit is."""

from collections.abc import Mapping
from decimal import Decimal

from contest.audit.rules import Ledger

SCORES = Ledger(
    name="score",
    columns=("id", "at", "step", "review", "round", "submission", "judge", "rubric", "actor_id", "data", "digests"),
)


def signing_step(points: Mapping[str, Decimal], before: Mapping[str, Decimal] | None) -> str:
    """What signing is called: `changed` where the review was signed before with other points, else `signed`."""
    return "changed" if before is not None and dict(before) != dict(points) else "signed"
