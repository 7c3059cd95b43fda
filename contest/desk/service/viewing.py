"""Looking through somebody's eyes, where that shows nothing that is kept from who looks."""

from datetime import datetime
from uuid import UUID

from contest.accounts import service as accounts
from contest.desk.queries.viewing import person_to_view
from contest.lib.actor import Actor
from contest.lib.errors import NotAllowed
from contest.lib.i18n import N_

MEETS = N_("This person sees entries that are kept from you: you cannot look through their eyes.")


async def begin_viewing(*, actor: Actor, person_id: UUID, reason: str, now: datetime) -> UUID:
    """`NotAllowed` where the person may see entries that the actor is tied to. Returns the id of the record."""
    _, meets = await person_to_view(actor=actor, person_id=person_id, now=now)
    if meets:
        raise NotAllowed(MEETS)
    return await accounts.begin_viewing(actor=actor, person_id=person_id, reason=reason.strip(), now=now)
