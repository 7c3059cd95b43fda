"""Mails of an event: who is asked to take part, and whom meetings are proposed to. Each runs inside its job's `work()`.

A mail names nobody on the other side: it is read over shoulders.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.challenge.queries import RoundFacts, round_facts
from contest.lib import db
from contest.lib.config import settings
from contest.notifications.service import queue_message
from contest.roadshow.queries import event_of

_ASKED = """
select pp.person, p.id as party from party p join party_person pp on pp.party = p.id
 where p.id = any($1::uuid[]) and p.left_at is null order by p.id, pp.person
"""

_PROPOSED = """
select pp.person, p.id as party, array_agg(sl.starts_at order by sl.starts_at) as times
  from meeting m join party p on p.id in (m.entry, m.other) join party_person pp on pp.party = p.id
  join meeting_slot sl on sl.id = m.slot
 where m.event = $1 and m.state = 'proposed' group by pp.person, p.id order by p.id, pp.person
"""


def _in(locale: str, en: str, zh: str) -> str:
    return (zh or en) if locale == "zh" else (en or zh)


async def _write(
    kind: str, *, facts: RoundFacts, rows: Sequence[tuple[UUID, UUID, dict[str, Any]]], close_at: datetime
) -> None:
    people = await accounts.recipients([person for person, _, _ in rows])
    for person_id, party_id, more in rows:
        person = people[person_id]
        await queue_message(
            kind=kind,
            to=msgspec.structs.replace(person, is_demo=person.is_demo or facts.is_demo),
            context={
                "round": _in(person.locale, facts.name_en, facts.name_zh),
                "edition": _in(person.locale, facts.edition_name_en, facts.edition_name_zh),
                "zone": facts.time_zone,
                "close_at": close_at,
                "url": f"{settings().public_url}/roadshow/parties/{party_id}",
                **more,
            },
            edition_id=facts.edition_id,
            round_id=facts.id,
        )


async def tell_asked(*, round_id: UUID, party_ids: Sequence[UUID]) -> None:
    """Ask the people of these parties whether they take part."""
    facts, event = await round_facts(round_id=round_id), await event_of(round_id=round_id)
    if facts is None or event is None:
        return
    found = await db.fetch(_ASKED, list(party_ids))
    rows: list[tuple[UUID, UUID, dict[str, Any]]] = [(row["person"], row["party"], {}) for row in found]
    await _write("roadshow/asked", facts=facts, rows=rows, close_at=event.wishes_close_at)


async def tell_proposed(*, round_id: UUID) -> None:
    """Tell everybody to whom meetings are proposed when these are."""
    facts, event = await round_facts(round_id=round_id), await event_of(round_id=round_id)
    if facts is None or event is None:
        return
    found = await db.fetch(_PROPOSED, event.id)
    rows = [(row["person"], row["party"], {"times": list(row["times"])}) for row in found]
    await _write("roadshow/proposed", facts=facts, rows=rows, close_at=event.wishes_close_at)
