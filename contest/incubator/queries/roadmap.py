"""The roadmap of an edition and the ventures that count towards its nodes: for who runs it, and as far as is public."""

from typing import Any
from uuid import UUID

import msgspec

from contest.accounts.queries import named_sql
from contest.incubator import rules
from contest.incubator.queries.visible import REVERSED, RUN, reach
from contest.incubator.rules.impact import Realised
from contest.incubator.rules.reports import year_of
from contest.incubator.rules.roadmap import Linked, Plan, came_about, plan_of
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

MOST = 500


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A node of an edition's roadmap."""

    id: UUID
    edition_id: UUID
    year: int
    title_en: str
    title_zh: str
    about_en: str
    about_zh: str


class Free(msgspec.Struct, frozen=True, kw_only=True):
    """A venture that counts towards a node not yet."""

    id: UUID
    code: str
    title_en: str
    title_zh: str


_NODE = (
    "select o.id, o.edition as edition_id, o.year, o.title_en, o.title_zh, o.about_en, o.about_zh from roadmap_node o"
)

# That its people let its figures be published, and whoever owned the entry lets themselves be named.
_OPEN = f"""exists (select from venture_publicity y where y.venture = n.id and y.shows_figures)
   and {named_sql("s.owner")} and s.state = 'submitted' and not ({REVERSED})"""

_LINKED = f"""
select array(select l.node from node_venture l where l.venture = n.id) as nodes, n.id, s.code, v.title_en, v.title_zh,
       v.organisation_name as enterprise, coalesce(c.name_en, '') as scene_en, coalesce(c.name_zh, '') as scene_zh,
       coalesce(w.place_en, '') as place_en, coalesce(w.place_zh, '') as place_zh, n.awarded_on,
       n.stage in ('parked', 'withdrawn', 'failed') or {REVERSED} as has_left, v.id as version
  from venture n
  join submission s on s.id = n.submission
  join submission_version v on v.id = n.version
  left join scene c on c.edition = s.edition and c.key = v.scene
  left join lateral (select p.place_en, p.place_zh from venture_place p where p.venture = n.id and p.kind = 'landed'
                      order by p.since_on desc, p.id desc limit 1) w on true
 where exists (select from node_venture l join roadmap_node o on o.id = l.node
                where l.venture = n.id and o.edition = s.edition)
"""  # noqa: S608 - fixed conditions

_SAID = """
select r.venture, r.period_on, r.impact, bool_or(i.verified_at is not null) as is_verified
  from venture_report r left join indicator_value i on i.report = r.id and i.indicator = 'realised'
 where r.venture = any($1::uuid[]) and r.kind = 'year' and r.sent_at is not null and r.impact is not null
 group by r.id
"""


# Plans by version. What was judged is frozen, and reading it takes longer than all else of a roadmap.
_PLANS: dict[UUID, Plan | None] = {}
MOST_PLANS = 2_000


async def nodes(*, edition_id: UUID) -> list[Node]:
    """The nodes of a roadmap, in the order of their years: they are no secret."""
    return [Node(**row) for row in await db.fetch(f"{_NODE} where o.edition = $1 order by o.year", edition_id)]


async def node(*, actor: Actor, node_id: UUID) -> Node:
    """One node, for who runs the edition's incubator; else `NotFound`."""
    row = await db.fetchrow(f"{_NODE} where o.id = $1", node_id)
    if row is None or not rules.may_run(actor, edition_id=row["edition_id"]):
        raise NotFound
    return Node(**row)


async def linked(*, actor: Actor, edition_id: UUID) -> list[tuple[frozenset[UUID], Linked]]:
    """Each venture of the roadmap with the nodes it counts towards; none that the actor is tied to."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    return await _with_figures(f"{_LINKED} and s.edition = $4 and {RUN} order by s.code", *reach(actor), edition_id)


async def open_linked(*, edition_id: UUID) -> list[tuple[frozenset[UUID], Linked]]:
    """The same for everybody: those whose people let their figures be published."""
    return await _with_figures(f"{_LINKED} and s.edition = $1 and {_OPEN} order by s.code", edition_id)


async def unpublished(*, edition_id: UUID) -> int:
    """How many ventures of the roadmap are not for everybody: a number, and no more."""
    found: int = await db.fetchval(
        f"select count(*) from ({_LINKED} and s.edition = $1 and not ({_OPEN})) hidden", edition_id  # noqa: S608
    )  # fmt: skip
    return found


async def _with_figures(sql: str, *values: Any) -> list[tuple[frozenset[UUID], Linked]]:
    rows = [dict(row) for row in await db.fetch(sql, *values)]
    plans = await _plans([row["version"] for row in rows])
    said: dict[UUID, dict[int, Realised]] = {}
    verified: dict[UUID, dict[int, bool]] = {}
    awarded = {row["id"]: row["awarded_on"] for row in rows}
    for one in await db.fetch(_SAID, list(awarded)):
        year = year_of(awarded[one["venture"]], one["period_on"])
        said.setdefault(one["venture"], {})[year] = msgspec.json.decode(one["impact"], type=Realised)
        verified.setdefault(one["venture"], {})[year] = bool(one["is_verified"])
    found = []
    for row in rows:
        plan, its = plans[row.pop("version")], frozenset(row.pop("nodes"))
        one_of = Linked(
            **row, plan=plan,
            said={} if plan is None else {
                year: came_about(plan, its_year) for year, its_year in said.get(row["id"], {}).items()
            },
            verified=verified.get(row["id"], {}),
        )  # fmt: skip
        found.append((its, one_of))
    return found


async def _plans(versions: list[UUID]) -> dict[UUID, Plan | None]:
    """What was computed from each version; the oldest plans are forgotten where there are too many."""
    found = {one: _PLANS[one] for one in versions if one in _PLANS}
    if missing := [one for one in versions if one not in found]:
        rows = await db.fetch(
            "select id, content->>'impact' as impact from submission_version where id = any($1::uuid[])", missing
        )
        read = {row["id"]: None if row["impact"] is None else plan_of(row["impact"]) for row in rows}
        found |= read
        _PLANS.update(read)
        for oldest in list(_PLANS)[:-MOST_PLANS]:
            _PLANS.pop(oldest, None)
    return found


async def free(*, actor: Actor, of: Node) -> list[Free]:
    """The ventures that could be linked to a node, by their codes. As `linked`."""
    rows = await db.fetch(
        "select n.id, s.code, v.title_en, v.title_zh from venture n join submission s on s.id = n.submission"  # noqa: S608
        f" join submission_version v on v.id = n.version where s.edition = $4 and {RUN}"
        " and not exists (select from node_venture l where l.node = $5 and l.venture = n.id)"
        f" order by s.code limit {MOST}",
        *reach(actor), of.edition_id, of.id,
    )  # fmt: skip
    return [Free(**row) for row in rows]
