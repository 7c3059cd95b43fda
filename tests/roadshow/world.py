"""A small event for the tests: an organiser, entries of a round, and counterparts who agreed to the terms."""

from datetime import timedelta
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.roadshow import service
from contest.roadshow.rules.events import EventPlan
from tests.makers import (
    NOW,
    actor_for,
    grant,
    make_edition,
    make_person,
    make_round,
    make_standing,
    make_submission,
    make_version,
)
from tests.makers.zone import make_acting, make_counterpart

PLAN = EventPlan(
    venue_en="Maison",
    starts_at=NOW + timedelta(days=10),
    slots=4,
    minutes=20,
    gap=5,
    rooms={"Hall": 2},
    wishes_close_at=NOW + timedelta(days=5),
    floor=1,
    most=4,
    musts=2,
)


class World(msgspec.Struct, kw_only=True):
    """Who and what there is; `parties` by the first word of their names: `Entry0`, `Fund0`."""

    edition: UUID
    round: UUID
    organiser: Actor
    parties: dict[str, UUID]
    people: dict[str, Actor]
    entries: list[UUID]
    event: UUID


async def make_world(*, entries: int = 2, funds: int = 2, plan: EventPlan = PLAN, is_joined: bool = True) -> World:
    """Everybody was brought in, and said that they take part where `is_joined`."""
    edition = await make_edition()
    round_ = await make_round(edition, stage="roadshow", state="decided")
    chief = await make_person("Chen Organiser")
    await grant(chief, "round_organiser", edition_id=edition, round_id=round_)
    organiser, people, ids = await actor_for(chief), {}, {}
    for number in range(entries):
        name = f"Entry{number}"
        owner = await make_person(f"{name} Founder", email=f"e{number}@start{number}.org")
        code = f"BT26-000{number}"
        entry = await make_submission(edition, round_, owner, code=code, title_en=name)
        await make_standing(entry, round_, await make_version(entry, owner, code=code, title_en=name), state="advanced")
        people[name], ids[name] = await actor_for(owner), entry
    for number in range(funds):
        name = f"Fund{number}"
        fund = await make_counterpart(edition, name)
        person = await make_acting(fund, f"{name} Partner", email=f"f{number}@fund{number}.org")
        people[name], ids[name] = await actor_for(person), fund
    async with db.work():
        event = await service.lay_out_event(actor=organiser, round_id=round_, plan=plan, now=NOW)
        await service.bring_in(actor=organiser, round_id=round_)
    rows = await db.fetch("select id, coalesce(submission, counterpart) as of_ from party")
    by_thing = {row["of_"]: row["id"] for row in rows}
    world = World(
        edition=edition,
        round=round_,
        organiser=organiser,
        parties={name: by_thing[thing] for name, thing in ids.items()},
        people=people,
        entries=[ids[name] for name in ids if name.startswith("Entry")],
        event=event,
    )
    if is_joined:
        for name in ids:
            async with db.work():
                await service.join_event(actor=people[name], party_id=world.parties[name], now=NOW)
    return world


async def wish(world: World, who: str, **marks: str) -> None:
    """What a party marks, by the names of the others."""
    async with db.work():
        await service.wish(
            actor=world.people[who],
            party_id=world.parties[who],
            marks={world.parties[name]: mark for name, mark in marks.items()},
            now=NOW,
        )
