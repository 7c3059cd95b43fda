"""Mails of an event: who is asked to take part, to whom meetings are proposed, what a version of the programme
changes, whose letter of invitation is decided.

Each runs inside its job's `work()`.

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
from contest.roadshow.queries import event_of, last_release
from contest.roadshow.rules import programme as rules
from contest.roadshow.rules.programme import Programme

_ASKED = """
select pp.person, p.id as party from party p join party_person pp on pp.party = p.id
 where p.id = any($1::uuid[]) and p.left_at is null order by p.id, pp.person
"""

_PROPOSED = """
select pp.person, p.id as party, array_agg(sl.starts_at order by sl.starts_at) as times
  from meeting m join party p on p.id in (m.entry, m.other) join party_person pp on pp.party = p.id
  join meeting_slot sl on sl.id = m.slot
 where m.event = $1 and m.id = any($2::uuid[]) and m.state = 'proposed'
 group by pp.person, p.id order by p.id, pp.person
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


async def tell_proposed(*, round_id: UUID, meeting_ids: Sequence[UUID]) -> None:
    """Tell everybody to whom one of these meetings is proposed when theirs are."""
    facts, event = await round_facts(round_id=round_id), await event_of(round_id=round_id)
    if facts is None or event is None:
        return
    found = await db.fetch(_PROPOSED, event.id, list(meeting_ids))
    rows = [(row["person"], row["party"], {"times": list(row["times"])}) for row in found]
    await _write("roadshow/proposed", facts=facts, rows=rows, close_at=event.wishes_close_at)


_HERE = """
select pp.person, p.id as party, pe.time_zone from party p join party_person pp on pp.party = p.id
  join person pe on pe.id = pp.person
 where p.event = $1 and p.joined_at is not null and p.left_at is null order by p.id, pp.person
"""


async def tell_released(*, round_id: UUID, number: int) -> None:
    """Tell those for whom a version of the programme changes something what that is; nobody else hears of it."""
    facts, event = await round_facts(round_id=round_id), await event_of(round_id=round_id)
    if facts is None or event is None:
        return
    release, before = await last_release(event.id, upto=number), await last_release(event.id, upto=number - 1)
    if release is None:
        return
    changes = rules.changes(Programme() if before is None else before.content, release.content)
    rows: list[tuple[UUID, UUID, dict[str, Any]]] = [
        (
            row["person"],
            row["party"],
            {
                "changes": changes.of(str(row["party"])),
                "number": number,
                "is_first": before is None,
                "note_en": release.note_en,
                "note_zh": release.note_zh,
                "own_zone": row["time_zone"],
                "url": f"{settings().public_url}/roadshow/parties/{row['party']}/programme",
            },
        )
        for row in await db.fetch(_HERE, event.id)
        if changes.of(str(row["party"]))
    ]
    await _write("roadshow/released", facts=facts, rows=rows, close_at=event.wishes_close_at)


async def tell_over(*, round_id: UUID, party_id: UUID) -> None:
    """Ask the people of a party what came of their meetings."""
    facts, event = await round_facts(round_id=round_id), await event_of(round_id=round_id)
    if facts is None or event is None:
        return
    found = await db.fetch(_ASKED, [party_id])
    rows: list[tuple[UUID, UUID, dict[str, Any]]] = [(row["person"], row["party"], {}) for row in found]
    await _write("roadshow/over", facts=facts, rows=rows, close_at=event.wishes_close_at)


_LETTER = """
select e.round, e.wishes_close_at, pp.person, pp.party, l.state from visa_letter l
  join party_person pp on pp.id = l.person join roadshow_event e on e.id = pp.event
 where l.id = $1 and l.state <> 'asked'
"""


async def tell_letter(*, letter_id: UUID) -> None:
    """Tell somebody that their letter of invitation is ready, or is not issued; nothing once they asked again."""
    row = await db.fetchrow(_LETTER, letter_id)
    facts = None if row is None else await round_facts(round_id=row["round"])
    if row is None or facts is None:
        return
    url = f"{settings().public_url}/roadshow/parties/{row['party']}/letter"
    more = {"is_issued": row["state"] == "issued", "url": url}
    rows: list[tuple[UUID, UUID, dict[str, Any]]] = [(row["person"], row["party"], more)]
    await _write("roadshow/letter", facts=facts, rows=rows, close_at=row["wishes_close_at"])


_OFF = """
select e.round, e.wishes_close_at, sl.starts_at, pp.person from meeting m join roadshow_event e on e.id = m.event
  join meeting_slot sl on sl.id = m.slot join party p on p.id = $2 and p.left_at is null
  join party_person pp on pp.party = p.id
 where m.id = $1 and $2 in (m.entry, m.other) order by pp.person
"""


async def tell_called_off(*, meeting_id: UUID, party_id: UUID) -> None:
    """Tell the people of a party that a meeting which both had accepted is off, and not by whom or why."""
    found = await db.fetch(_OFF, meeting_id, party_id)
    facts = await round_facts(round_id=found[0]["round"]) if found else None
    if facts is None:
        return
    rows: list[tuple[UUID, UUID, dict[str, Any]]] = [
        (row["person"], party_id, {"at": row["starts_at"]}) for row in found
    ]
    await _write("roadshow/called_off", facts=facts, rows=rows, close_at=found[0]["wishes_close_at"])
