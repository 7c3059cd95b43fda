"""Whether an entry may be moved to another round."""

from collections.abc import Sequence
from datetime import datetime

from contest.lib.i18n import N_, Lazy
from contest.submissions.rules.steps import BEFORE_JUDGING

MOVES_WHILE = frozenset({"open", "screening"})


def stays(
    *,
    state: str,
    standing: str,
    round_state: str,
    is_home: bool,
    is_there: bool,
    kind: str,
    submitted_at: datetime,
    takes: Sequence[str],
    there_state: str,
    there_opens_at: datetime,
) -> Lazy | None:
    """Why an entry stays in its round; None where it may move.

    `is_home`: it was handed in to that round, and did not come there from an earlier one. `takes` and what begins with
    `there` is of the round that it would go to.
    """
    if is_there:
        return N_("It is in that round already.")
    if state != "submitted":
        return N_("It was withdrawn.")
    if not is_home:
        return N_("It came from an earlier round.")
    if standing not in BEFORE_JUDGING or round_state not in MOVES_WHILE:
        return N_("Judging has begun.")
    if there_state not in MOVES_WHILE:
        return N_("That round takes no entries now.")
    if kind not in takes:
        return N_("That round does not take this kind of entry.")
    if submitted_at < there_opens_at:
        return N_("It was handed in before that round opened.")
    return None
