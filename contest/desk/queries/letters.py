"""Reads for the words of letters."""

from uuid import UUID

from contest.challenge.queries import EditionLine, editions
from contest.lib import db
from contest.lib.actor import Actor
from contest.notifications.rules import may_word

_JUDGES = """
select distinct p.name from person p
  join (select m.person as judge, jr.round from panel_member m join judging_round jr on jr.id = m.judging_round
        union select v.judge, jr.round from review v join judging_round jr on jr.id = v.judging_round) j
    on j.judge = p.id
  join round r on r.id = j.round
 where r.edition = $1 and p.name <> ''
"""


async def judges_of(edition_id: UUID) -> list[str]:
    """The names of all who judge in an edition; for a check of what is written, not to be shown."""
    return [row["name"] for row in await db.fetch(_JUDGES, edition_id)]


async def worded_editions(actor: Actor) -> list[EditionLine]:
    """The editions whose letters the actor words, the newest first; one statement."""
    return [one for one in await editions(actor=actor) if may_word(actor, edition_id=one.id)]
