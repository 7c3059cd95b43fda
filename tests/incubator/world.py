"""Two ventures of an edition with their leads, and its manager."""

from uuid import UUID

from contest.lib.actor import Actor
from tests.makers import actor_for, grant, make_person
from tests.makers.certificates import Won, make_won
from tests.makers.incubator import make_cohort, make_venture


class World(Won):
    """`venture` is Lin's and `other` Sofia's; `second` runs the incubator too."""

    cohort: UUID
    venture: UUID
    other: UUID
    manager: Actor
    second: Actor
    lin: Actor
    sofia: Actor


async def make_world() -> World:
    made = World()
    made.__dict__.update((await make_won("Lin Xiaoyu", "Sofia Rossi")).__dict__)
    made.cohort = await make_cohort(made.edition_id)
    made.venture = await make_venture(made.edition_id, made.submissions[0], made.cohort)
    made.other = await make_venture(made.edition_id, made.submissions[1], made.cohort)
    for name in ("manager", "second"):
        person = await make_person(name.title())
        await grant(person, "programme_organiser", edition_id=made.edition_id)
        setattr(made, name, await actor_for(person))
    made.lin, made.sofia = [await actor_for(one) for one in made.owners]
    return made
