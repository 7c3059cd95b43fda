"""Judge links of a round: who has one, on which devices, and the code of the hall."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.accounts.queries import LinkLine, Opened
from contest.accounts.service import ask_holder, sign_in_link_digest
from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries.people import MySeat, seat_of
from contest.judging.queries.rounds import round_to_run
from contest.judging.rules import permissions, steps
from contest.lib import db, keys, passkeys
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
    """The links of a round's judges, for who runs it.

    `venue_code` is empty where none is asked for; `holders` are the judges who have a passkey.
    """

    round: RoundFacts
    is_set_up: bool
    judges: list[Linked]
    venue_code: str
    asks_passkey: bool
    passkeys_work: bool
    holders: frozenset[UUID]

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
        asks_passkey=await asks_passkey(round_id=round_id),
        passkeys_work=passkeys_work(),
        holders=await accounts.holders(
            actor=actor,
            role=permissions.JUDGE,
            edition_id=facts.edition_id,
            round_id=round_id,
            person_ids=[row["person_id"] for row in seated],
        ),
    )


async def asks_passkey(*, round_id: UUID) -> bool:
    """Whether a link of this round asks for a passkey of the judge's. Asks nobody."""
    return bool(await db.fetchval("select link_passkey from judging_round where round = $1", round_id))


def passkeys_work() -> bool:
    """Whether browsers make passkeys for the address of this installation."""
    return passkeys.site() is not None


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
    asks_passkey: bool
    has_passkey: bool


async def my_link(*, actor: Actor, round_id: UUID, now: datetime) -> MyLinkPage:
    seat = await seat_of(actor=actor, round_id=round_id)
    if seat is None:
        raise NotFound
    return MyLinkPage(
        seat=seat,
        link=await accounts.own_link(actor=actor, round_id=round_id, now=now),
        asks_passkey=await asks_passkey(round_id=round_id),
        has_passkey=bool(await accounts.passkeys_of(actor=actor)),
    )


class Arriving(msgspec.Struct, frozen=True, kw_only=True):
    """A link that somebody looks at: whose it is, for which round, and whether it asks for the code of the hall.

    `question` is what the browser asks the judge's device where it `asks_passkey`; None where they have none.
    """

    link: Opened
    round: RoundFacts
    asks_code: bool
    asks_passkey: bool
    passkeys_work: bool
    question: str | None


async def arriving(*, key: str, now: datetime) -> Arriving | None:
    """None where the link is not good, or no longer."""
    link = await accounts.opened_link(digest=sign_in_link_digest(key), now=now)
    facts = None if link is None else await round_facts(round_id=link.round_id)
    if link is None or facts is None:
        return None
    is_asked = await asks_passkey(round_id=facts.id)
    return Arriving(
        link=link,
        round=facts,
        asks_code=bool(await venue_code(round_id=facts.id)),
        asks_passkey=is_asked,
        passkeys_work=passkeys_work(),
        question=await ask_holder(person_id=link.person_id) if is_asked else None,
    )
