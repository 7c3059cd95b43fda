"""Judge links of a round: who has one, on which devices, and the code of the hall."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.accounts.queries import LinkLine, Opened
from contest.accounts.service import sign_in_link_digest
from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries.people import MySeat, seat_of
from contest.judging.queries.rounds import round_to_run
from contest.judging.rules import permissions, steps
from contest.lib import db, keys
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

VENUE = "venue code"


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """A judge who has a seat, with their link where they have one."""

    person_id: UUID
    name: str
    email: str
    link: LinkLine | None


class LinksPage(msgspec.Struct, frozen=True, kw_only=True):
    """The links of a round's judges, for who runs it. `venue_code` is empty where none is asked for."""

    round: RoundFacts
    is_set_up: bool
    judges: list[Linked]
    venue_code: str

    @property
    def may_make(self) -> bool:
        return self.is_set_up and self.round.state in steps.LINKED


_SEATED = """
select p.id as person_id, p.name, p.email from panel_member m join judging_round jr on jr.id = m.judging_round
  join person p on p.id = m.person
 where jr.round = $1 and m.left_at is null order by m.is_lead desc, m.id
"""


async def links_page(*, actor: Actor, round_id: UUID, now: datetime) -> LinksPage:
    facts = await round_to_run(actor=actor, round_id=round_id)
    lines = await accounts.links_of_round(
        actor=actor, role=permissions.JUDGE, edition_id=facts.edition_id, round_id=round_id, now=now
    )
    by_person = {one.person_id: one for one in lines}
    code = await venue_code(round_id=round_id)
    seated = await db.fetch(_SEATED, round_id)
    return LinksPage(
        round=facts,
        is_set_up=code is not None,
        judges=[Linked(**row, link=by_person.get(row["person_id"])) for row in seated],
        venue_code=code or "",
    )


async def venue_code(*, round_id: UUID) -> str | None:
    """What a link of this round asks for, empty where nothing; None before judging was set up. Asks nobody."""
    row = await db.fetchrow("select venue_code from judging_round where round = $1", round_id)
    if row is None:
        return None
    return "" if row["venue_code"] is None else keys.decrypt(VENUE, row["venue_code"]) or ""


class MyLinkPage(msgspec.Struct, frozen=True, kw_only=True):
    """A judge's own link for a round, and the devices that they came in on."""

    seat: MySeat
    link: LinkLine | None


async def my_link(*, actor: Actor, round_id: UUID, now: datetime) -> MyLinkPage:
    seat = await seat_of(actor=actor, round_id=round_id)
    if seat is None:
        raise NotFound
    return MyLinkPage(seat=seat, link=await accounts.own_link(actor=actor, round_id=round_id, now=now))


class Arriving(msgspec.Struct, frozen=True, kw_only=True):
    """A link that somebody looks at: whose it is, for which round, and whether it asks for the code of the hall."""

    link: Opened
    round: RoundFacts
    asks_code: bool


async def arriving(*, key: str, now: datetime) -> Arriving | None:
    """None where the link is not good, or no longer."""
    link = await accounts.opened_link(digest=sign_in_link_digest(key), now=now)
    facts = None if link is None else await round_facts(round_id=link.round_id)
    if link is None or facts is None:
        return None
    return Arriving(link=link, round=facts, asks_code=bool(await venue_code(round_id=facts.id)))
