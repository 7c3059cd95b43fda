"""Who reads and writes the thread of an entry, between its team and the staff of its rounds. Judges never do."""

from collections.abc import Collection
from uuid import UUID

from contest.lib.actor import Actor
from contest.submissions.rules.steps import may_screen

LONGEST_MESSAGE = 5000
JUDGES = ("judge", "panel_chair")


def side_of(
    actor: Actor,
    *,
    place: str | None,
    edition_id: UUID,
    home_round: UUID,
    round_ids: Collection[UUID],
    is_handed_in: bool,
    has_asked: bool,
    is_tied: bool,
) -> str | None:
    """On which side of the thread the actor is: `team`, `staff`, or None where there is none for them.

    The staff see it once the entry was handed in, or its team has asked something before that, in the entry's own
    round (`home_round`). Who judges one of its rounds (`round_ids`) does not, whatever else they are. The same as SQL:
    `queries.thread_sql`; a test holds the two equal.
    """
    if place is not None:
        return "team"
    if is_tied or not (is_handed_in or has_asked):
        return None
    places = {*round_ids, home_round}
    if not actor.is_system and any(actor.has(*JUDGES, edition_id=edition_id, round_id=one) for one in places):
        return None
    shown = round_ids if is_handed_in else [home_round]
    return "staff" if any(may_screen(actor, edition_id=edition_id, round_id=one) for one in shown) else None
