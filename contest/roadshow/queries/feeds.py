"""What a person's calendar fetches: of every event they come to, their meetings, their pitch and the programme."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.lib import db, keys
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.roadshow.queries.programme import Release, last_release
from contest.roadshow.queries.wishes import Meeting, MyParty, my_parties, my_party, party_meetings

KEY = "calendar feed"


class Diary(msgspec.Struct, frozen=True, kw_only=True):
    """A party's appointments at one event; `release` is the programme that holds now, None before there is one."""

    party: MyParty
    meetings: list[Meeting]
    release: Release | None


async def feed_key(*, actor: Actor) -> str | None:
    """The secret in the address of the actor's feed; None before they asked for one."""
    sealed = await db.fetchval("select sealed from calendar_feed where person = $1", actor.person_id)
    return None if sealed is None else keys.decrypt(KEY, sealed)


async def owner_of(*, key: str, now: datetime) -> Actor:
    """Whose feed it is, as a guard would find them; `NotFound` for an address that does not hold."""
    person: UUID | None = await db.fetchval(
        "select person from calendar_feed where digest = $1", sha256(key.encode()).hexdigest()
    )
    found = None if person is None else await accounts.actor(person_id=person, epoch=None, now=now)
    if found is None:
        raise NotFound
    return found


async def diary(*, actor: Actor, party_id: UUID) -> Diary:
    """The appointments of one of the actor's parties; else `NotFound`."""
    return await _diary(actor, await my_party(actor=actor, party_id=party_id))


async def diaries(*, actor: Actor) -> list[Diary]:
    """The appointments of every party for which the actor comes."""
    here = [one for one in await my_parties(actor=actor) if one.joined_at is not None and one.left_at is None]
    return [await _diary(actor, party) for party in here]


async def _diary(actor: Actor, party: MyParty) -> Diary:
    is_here = party.joined_at is not None and party.left_at is None
    return Diary(
        party=party,
        meetings=await party_meetings(actor=actor, party_id=party.id),
        release=await last_release(party.event_id) if is_here else None,
    )
