"""Letters of invitation for a visa: each person's own, and all of an event for who organises it."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from contest.challenge.queries import RoundFacts, round_facts
from contest.challenge.queries.days import worked_days
from contest.lib import db, keys
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.roadshow.queries.door import Pass, my_pass
from contest.roadshow.queries.events import Event, PartyFacts, event_of, event_to_run, parties_of
from contest.roadshow.rules import day
from contest.roadshow.rules.day import Lead, Passport

SEALED = "visa letter"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that was asked for."""

    id: UUID
    number: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    name: str
    party: UUID
    passport: Passport


class LetterPage(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's own letter, and whether there is time: `lead` as of now; None before the event has a time."""

    own: Pass
    round: RoundFacts
    event: Event
    letter: Letter | None
    lead: Lead | None
    first_at: datetime | None
    last_at: datetime | None


class LettersPage(msgspec.Struct, frozen=True, kw_only=True):
    """All letters of an event: whose, and what time there was when they asked; those that wait first."""

    round: RoundFacts
    event: Event
    letters: list[tuple[Letter, PartyFacts, Lead | None]]


_LETTER = """
select l.id, l.number, l.state, l.asked_at, l.decided_at, pe.name, pp.party, l.sealed
  from visa_letter l join party_person pp on pp.id = l.person join person pe on pe.id = pp.person
"""
_SPAN = """
select min(x.starts_at) as first_at, max(x.ends_at) as last_at from (
  select starts_at, ends_at from programme_item where event = $1
  union all select starts_at, ends_at from meeting_slot where event = $1) x
"""


def _read(row: dict[str, object]) -> Letter:
    sealed = keys.decrypt(SEALED, str(row["sealed"]))
    if sealed is None:
        raise NotFound
    plain = {name: row[name] for name in Letter.__struct_fields__ if name != "passport"}
    return Letter(**plain, passport=msgspec.json.decode(sealed, type=Passport))  # type: ignore[arg-type]


async def _lead(event: Event, zone: str, first_at: datetime | None, at: datetime) -> Lead | None:
    if first_at is None:
        return None
    here = ZoneInfo(zone)
    known = await worked_days(zone)
    return day.lead(at.astimezone(here).date(), first_at.astimezone(here).date(), needed=event.visa_days, known=known)


async def letter_page(*, actor: Actor, party_id: UUID, now: datetime) -> LetterPage:
    """The actor's own letter for one of their parties; else `NotFound`."""
    own = await my_pass(actor=actor, party_id=party_id)
    facts, event = await round_facts(round_id=own.party.round_id), await event_of(round_id=own.party.round_id)
    if facts is None or event is None:
        raise NotFound
    row = await db.fetchrow(f"{_LETTER} where l.person = $1", own.id)
    span = await db.fetchrow(_SPAN, event.id)
    assert span is not None
    return LetterPage(
        own=own,
        round=facts,
        event=event,
        letter=None if row is None else _read(dict(row)),
        lead=await _lead(event, facts.time_zone, span["first_at"], now),
        **span,
    )


async def letters_page(*, actor: Actor, round_id: UUID) -> LettersPage:
    """The letters of a round's event, for who organises it, less those of entries that ties hide."""
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    parties = {one.id: one for one in await parties_of(actor=actor, event_id=event.id)}
    first_at = (await db.fetchrow(_SPAN, event.id))["first_at"]  # type: ignore[index]
    rows = await db.fetch(f"{_LETTER} where pp.event = $1 order by l.state <> 'asked', l.asked_at, l.id", event.id)
    letters = [_read(dict(row)) for row in rows if row["party"] in parties]
    known = await worked_days(facts.time_zone) if letters else {}
    here = ZoneInfo(facts.time_zone)

    def when(one: Letter) -> Lead | None:
        if first_at is None:
            return None
        asked, starts = one.asked_at.astimezone(here).date(), first_at.astimezone(here).date()
        return day.lead(asked, starts, needed=event.visa_days, known=known)

    return LettersPage(round=facts, event=event, letters=[(one, parties[one.party], when(one)) for one in letters])
