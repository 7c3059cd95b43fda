"""How an entry came to be begun: through a partner's link, after a nomination, with a self-check before it."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge import queries as challenge_queries
from contest.challenge import service as challenge
from contest.lib import db
from contest.lib.ids import uuid7
from contest.lib.web import signing

_NOTE = "insert into origin (id, submission, link, nomination, self_check) values ($1, $2, $3, $4, $5::jsonb)"

# The link is forgotten in the statement that reads it: it is counted once, whatever runs twice.
_ARRIVED = """
with known as (
    select id, link from origin where submission = $1 and link is not null for update
), gone as (
    update origin set link = null from known where origin.id = known.id
)
select link from known
"""


async def note_origin(
    *, entry_id: UUID, round_id: UUID, via: str = "", check: str = "", nomination: str = "", now: datetime
) -> None:
    """Keep how an entry that was begun now came to be: the code of a link, the sealed answers of a self-check, the
    key of a nomination. What is not good any more is left out, and holds nobody up."""
    facts = await challenge_queries.round_facts(round_id=round_id)
    if facts is None:
        return
    link = nominated = None
    if via:
        link = await challenge.count_link(what="begun", now=now, code=via, edition_id=facts.edition_id)
    if nomination:
        nominated = await challenge.take_nomination(key=nomination, round_id=round_id, now=now)
    answers = signing.unseal(f"self-check {round_id}", check) if check else None
    if link or nominated or answers:
        await db.execute(_NOTE, uuid7(), entry_id, link, nominated, answers)


async def count_arrival(*, submission_id: UUID, now: datetime) -> None:
    """An entry was handed in: one more for the link it came by, of which nothing is left with the entry."""
    link = await db.fetchval(_ARRIVED, submission_id)
    if link is not None:
        await challenge.count_link(what="handed_in", now=now, link_id=link)


def answers_of(kept: str | None) -> dict[str, str]:
    """The answers of a self-check as they were kept."""
    return msgspec.json.decode(kept, type=dict[str, str]) if kept else {}
