"""Verbs on where a venture works and with whom, and on what its people let be published of it."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.incubator import queries
from contest.incubator.rules.places import PlacePlan, place_faults
from contest.incubator.service.holding import checked_files, hold, today_of
from contest.incubator.tables.roadmap import VenturePlace
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.ids import uuid7


async def add_place(*, actor: Actor, venture_id: UUID, plan: PlacePlan, now: datetime) -> UUID:
    """A place where the venture works, or was done again elsewhere, by its people or who runs the incubator; its id."""
    found = await hold(actor, venture_id)
    faults = place_faults(
        plan, awarded_on=found.awarded_on, today=today_of(found, now), files=await checked_files(venture_id)
    )
    if faults:
        raise Invalid(fields=faults)
    made = uuid7()
    await VenturePlace(
        id=made, venture=venture_id, kind=plan.kind, place_en=plan.place_en, place_zh=plan.place_zh,
        country=plan.country, latitude=plan.latitude, longitude=plan.longitude, partner_en=plan.partner_en,
        partner_zh=plan.partner_zh, names_partner=plan.names_partner, since_on=plan.since_on, evidence=plan.evidence,
        added_by=actor.person_id, added_at=now,
    ).save()  # fmt: skip
    data = {"place": made, "kind": plan.kind, "country": plan.country, "since_on": plan.since_on}
    await record(actor=actor, action="venture.add_place", thing="venture", thing_id=venture_id, data=data)
    return made


async def remove_place(*, actor: Actor, place_id: UUID) -> UUID:
    """A place that was entered is taken away again, as by `add_place`; whose it was."""
    venture_id = await queries.place_venture(place_id=place_id)
    await hold(actor, venture_id)
    kind = await db.fetchval("delete from venture_place where id = $1 returning kind", place_id)
    if kind is None:
        raise NotFound
    data = {"place": place_id, "kind": kind}
    await record(actor=actor, action="venture.remove_place", thing="venture", thing_id=venture_id, data=data)
    return venture_id


async def say_publicity(
    *, actor: Actor, venture_id: UUID, shows_place: bool, shows_figures: bool, now: datetime
) -> None:  # fmt: skip
    """A venture's own people say what may be published of it; nobody says it for them."""
    found = await hold(actor, venture_id)
    if not found.is_team:
        raise NotFound
    await db.execute(
        "insert into venture_publicity (id, venture, shows_place, shows_figures, said_by, said_at)"
        " values ($1, $2, $3, $4, $5, $6) on conflict (venture) do update set shows_place = excluded.shows_place,"
        " shows_figures = excluded.shows_figures, said_by = excluded.said_by, said_at = excluded.said_at",
        uuid7(), venture_id, shows_place, shows_figures, actor.person_id, now,
    )  # fmt: skip
    data = {"shows_place": shows_place, "shows_figures": shows_figures}
    await record(actor=actor, action="venture.say_publicity", thing="venture", thing_id=venture_id, data=data)
