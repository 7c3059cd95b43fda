"""People."""

from itertools import count
from typing import Any
from uuid import UUID

from contest.accounts import queries, service
from contest.accounts.rules import Origin
from contest.accounts.rules import tokens as rules
from contest.accounts.tables import Organisation, Person, RoleGrant
from contest.lib import db
from contest.lib.actor import Actor
from tests.makers.challenge import NOW

_next = count(1)


async def make_organisation(name: str = "Rainforest Energy Ltd", *, domain: str = "") -> UUID:
    row = Organisation(name_en=name, name_zh="", country="CN", email_domain=domain)
    await row.save()
    return UUID(str(row.id))


async def make_person(name: str = "Lin Xiaoyu", **values: Any) -> UUID:
    row = Person(**({"email": f"person{next(_next)}@example.org", "name": name, "email_confirmed_at": NOW} | values))
    await row.save()
    return UUID(str(row.id))


async def grant(person_id: UUID, role: str, *, edition_id: UUID | None = None, round_id: UUID | None = None) -> UUID:
    row = RoleGrant(person=person_id, role=role, edition_id=edition_id, round_id=round_id, reason="test")
    await row.save()
    return UUID(str(row.id))


async def make_token(person_id: UUID, *scopes: str, place: tuple[UUID | None, UUID | None] = (None, None)) -> str:
    """A token of the person's with these scopes, or with every scope that they may give."""
    actor = await actor_for(person_id)
    return await service.make_token(
        actor=actor,
        name="test",
        scopes=scopes or list(rules.offered(actor)),
        place=place,
        life="7",
        origin=Origin(address="203.0.113.7"),
        now=NOW,
    )


async def actor_for(person_id: UUID) -> Actor:
    """The person as a guard would find them at `NOW`."""
    found = await queries.actor(person_id=person_id, epoch=None, now=NOW)
    assert found is not None
    return found


async def agree(person_id: UUID, purpose: str, place: str = "") -> None:
    """The person gives a consent to the text in force."""
    text = (await queries.consent_texts())[purpose]
    async with db.work():
        await service.give_consent(
            actor=await actor_for(person_id), purpose=purpose, place=place, number=text.number, locale="en", now=NOW
        )
