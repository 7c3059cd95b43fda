"""Counterparts and needs."""

from itertools import count
from typing import Any
from uuid import UUID

from contest.lib import db
from contest.lib.actor import SYSTEM
from contest.zone import service
from contest.zone.rules import NeedPlan, ScenePlan
from contest.zone.tables import Agreement, AgreementParty, Counterpart, CounterpartPerson, CounterpartTerms
from tests.makers.accounts import grant, make_organisation, make_person
from tests.makers.challenge import NOW

_next = count(1)


async def make_zone_scene(edition_id: UUID, key: str = "energy", en: str = "Energy", zh: str = "能源") -> UUID:
    async with db.work():
        return await service.save_scene(
            actor=SYSTEM, edition_id=edition_id, plan=ScenePlan(key=key, name_en=en, name_zh=zh)
        )


async def make_counterpart(edition_id: UUID, name: str = "Blue Lagoon Capital", kind: str = "investor") -> UUID:
    row = Counterpart(
        edition_id=edition_id, organisation=await make_organisation(name), kind=kind, languages=[], created_at=NOW
    )
    await row.save()
    return UUID(str(row.id))


async def make_acting(counterpart_id: UUID, name: str = "Iris Moreau", **values: Any) -> UUID:
    """Somebody who has agreed to the terms and acts for the counterpart."""
    person = await make_person(name, **values)
    edition_id = await db.fetchval("select edition_id from counterpart where id = $1", counterpart_id)
    terms = await db.fetchval("select id from counterpart_terms where edition_id = $1", edition_id)
    if terms is None:
        row = CounterpartTerms(edition_id=edition_id, number=1, body_en="Keep it.", body_zh="保密。", published_at=NOW)
        await row.save()
        terms = row.id
    await grant(person, "counterpart", edition_id=edition_id)
    await CounterpartPerson(
        counterpart=counterpart_id, person=person, terms=terms, locale="en", invited_at=NOW, accepted_at=NOW
    ).save()
    return person


async def owner_of(counterpart_id: UUID) -> UUID:
    """The organisation that a counterpart is."""
    found: UUID = await db.fetchval("select organisation from counterpart where id = $1", counterpart_id)
    return found


def plan(**values: Any) -> NeedPlan:
    """A need for energy that asks for nothing else."""
    plain = {"reference": f"S-{next(_next):02d}", "kind": "thesis", "title_en": "Cooling", "title_zh": "制冷"}
    return NeedPlan(**({**plain, "scenes": ["energy"]} | values))


async def make_need(edition_id: UUID, owner: UUID, *, state: str = "draft", **values: Any) -> UUID:
    async with db.work():
        made = await service.create_need(actor=SYSTEM, edition_id=edition_id, owner=owner, plan=plan(**values), now=NOW)
        for to in [] if state == "draft" else ["open"] if state == "open" else ["open", state]:
            await service.step_need(actor=SYSTEM, need_id=made, to=to, now=NOW)
    return made


async def make_agreement(edition_id: UUID, organisation: UUID, **values: Any) -> UUID:
    """An agreement of an organisation with the county; its parties know of it."""
    reference = f"A-{next(_next)}"
    plain = {
        "kind": "letter",
        "title_en": "Letter",
        "fields": [],
        "signed_on": NOW.date(),
        "confidentiality": "parties",
    }
    row = Agreement(edition_id=edition_id, reference=reference, recorded_at=NOW, **(plain | values))
    await row.save()
    for place, (name, body) in enumerate((("County", None), ("Fund", organisation)), start=1):
        await AgreementParty(agreement=row.id, place=place, name_en=name, organisation=body).save()
    return UUID(str(row.id))
