"""Verbs on an edition's roadmap: its nodes, and which ventures count towards each."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.incubator import queries, rules
from contest.incubator.rules.roadmap import FIRST, NodePlan, node_faults
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


async def save_node(
    *, actor: Actor, edition_id: UUID, plan: NodePlan, node_id: UUID | None = None, now: datetime
) -> UUID:  # fmt: skip
    """A node of an edition's roadmap, new or changed; its id. One node a year."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    if node_id is not None and (await queries.node(actor=actor, node_id=node_id)).edition_id != edition_id:
        raise NotFound
    faults = node_faults(plan)
    taken = await db.fetchval(
        "select exists (select from roadmap_node where edition = $1 and year = $2 and id is distinct from $3)",
        edition_id, plan.year, node_id,
    ) if not faults else False  # fmt: skip
    if taken:
        faults["year"] = N_("There is a node of this year: change that one.")
    if faults:
        raise Invalid(fields=faults)
    made = node_id or uuid7()
    await db.execute(
        "insert into roadmap_node (id, edition, year, title_en, title_zh, about_en, about_zh, created_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do update set year = excluded.year,"
        " title_en = excluded.title_en, title_zh = excluded.title_zh, about_en = excluded.about_en,"
        " about_zh = excluded.about_zh",
        made, edition_id, plan.year, plan.title_en, plan.title_zh, plan.about_en, plan.about_zh, now,
    )  # fmt: skip
    action = "roadmap.add_node" if node_id is None else "roadmap.edit_node"
    data = {"edition": edition_id, "year": plan.year}
    await record(actor=actor, action=action, thing="roadmap_node", thing_id=made, data=data)
    return made


async def begin_roadmap(*, actor: Actor, edition_id: UUID, now: datetime) -> list[UUID]:
    """An empty roadmap is given its first nodes; `Conflict` where there are some."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    await db.fetchval("select id from edition where id = $1 for update", edition_id)
    if await queries.nodes(edition_id=edition_id):
        raise Conflict(N_("There are nodes already."))
    return [await save_node(actor=actor, edition_id=edition_id, plan=plan, now=now) for plan in FIRST]


async def drop_node(*, actor: Actor, node_id: UUID) -> None:
    """A node that no venture counts towards is taken off the roadmap; else `Conflict`."""
    found = await queries.node(actor=actor, node_id=node_id)
    await db.fetchval("select id from roadmap_node where id = $1 for update", node_id)
    if await db.fetchval("select exists (select from node_venture where node = $1)", node_id):
        raise Conflict(N_("Ventures count towards this node. Take them off it first."))
    await db.execute("delete from roadmap_node where id = $1", node_id)
    data = {"edition": found.edition_id, "year": found.year}
    await record(actor=actor, action="roadmap.drop_node", thing="roadmap_node", thing_id=node_id, data=data)


async def link_ventures(*, actor: Actor, node_id: UUID, venture_ids: Sequence[UUID], now: datetime) -> int:
    """Ventures of the edition count towards a node from now on; how many did not before."""
    found = await queries.node(actor=actor, node_id=node_id)
    if not venture_ids:
        raise Invalid(N_("Choose a venture."), field="ventures")
    await db.fetchval("select id from roadmap_node where id = $1 for update", node_id)
    free = {one.id for one in await queries.free(actor=actor, of=found)}
    count = 0
    for venture_id in dict.fromkeys(venture_ids):
        its = await queries.venture(actor=actor, venture_id=venture_id)
        if its.edition_id != found.edition_id:
            raise NotFound
        if venture_id not in free:
            continue
        await db.execute(
            "insert into node_venture (id, node, venture, linked_by, linked_at) values ($1, $2, $3, $4, $5)",
            uuid7(), node_id, venture_id, actor.person_id, now,
        )  # fmt: skip
        data = {"node": node_id, "year": found.year}
        await record(actor=actor, action="roadmap.link", thing="venture", thing_id=venture_id, data=data)
        count += 1
    return count


async def unlink_venture(*, actor: Actor, node_id: UUID, venture_id: UUID) -> None:
    """A venture counts towards a node no more."""
    found = await queries.node(actor=actor, node_id=node_id)
    await queries.venture(actor=actor, venture_id=venture_id)
    gone = await db.fetchval(
        "delete from node_venture where node = $1 and venture = $2 returning id", node_id, venture_id
    )
    if gone is None:
        raise NotFound
    data = {"node": node_id, "year": found.year}
    await record(actor=actor, action="roadmap.unlink", thing="venture", thing_id=venture_id, data=data)
