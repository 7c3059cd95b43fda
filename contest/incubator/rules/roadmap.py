"""A region's roadmap: what the ventures linked to a node have avoided by the end of its year, and are to avoid.

Tonnes from the award to the last whole year after it that is over by 31 December of the node's year. A year counts as
it was reported, else as the judged entry planned it. Reductions, enabling effects and removals are never added up; the
ends of ranges are added as they are, which is the widest that the sum can be. Nothing is corrected for overlap.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from contest.impact import rules as impact
from contest.incubator.rules.impact import Realised, Span, planned, realised
from contest.incubator.rules.months import months_after
from contest.lib.i18n import N_, Lazy

KINDS: dict[str, Lazy] = {
    "reduction": N_("Direct reduction"),
    "enabling": N_("Enabling effect"),
    "removal": N_("Removal"),
}
METHOD = (
    N_("Tonnes of CO₂e from the award to the last whole year after it that is over by the end of the node’s year."),
    N_("Each year counts as it was reported, verified or claimed; else as the judged entry planned it."),
    N_("Every entry is computed with the electricity of the host region that it was judged with."),
    N_("The plan of a venture that was parked, withdrawn or failed counts no more, and none counts beyond ten years."),
    N_("Reductions, enabling effects and removals are not added up. The ends of ranges are added as they are."),
)
NOT_CORRECTED = N_("Not corrected for overlap: two ventures may claim the same tonne.")
FIRST_YEAR, LAST_YEAR, LONGEST_TITLE, LONGEST_TEXT = 2000, 2100, 200, 2_000


class NodePlan(Struct, frozen=True, kw_only=True):
    """What is to be reached by the end of a year."""

    year: int
    title_en: str = ""
    title_zh: str = ""
    about_en: str = ""
    about_zh: str = ""


# What a region's roadmap is offered to begin with; each is the organiser's own from then on.
FIRST: tuple[NodePlan, ...] = (
    NodePlan(year=2025, title_en="A good beginning of the zone", title_zh="合作区建设实现良好开局"),
    NodePlan(year=2028, title_en="Carbon peak", title_zh="率先实现“碳达峰”"),
    NodePlan(year=2040, title_en="Carbon neutrality", title_zh="率先实现“碳中和”"),
)


def node_faults(plan: NodePlan) -> dict[str, Lazy | str]:
    """What cannot be, by field."""
    found: dict[str, Lazy | str] = {}
    if not FIRST_YEAR <= plan.year <= LAST_YEAR:
        found["year"] = N_("Use a year from %(first)s to %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)
    if not plan.title_en and not plan.title_zh:
        found["title_en"] = N_("Give a name in one language at least.")
    for name, most in (("title_en", LONGEST_TITLE), ("title_zh", LONGEST_TITLE), ("about_en", LONGEST_TEXT),
                       ("about_zh", LONGEST_TEXT)):  # fmt: skip
        if len(getattr(plan, name)) > most:
            found[name] = N_("Use at most %(most)s characters.", most=most)
    return found


class Plan(Struct, frozen=True, kw_only=True, eq=False):
    """The figures frozen with a judged version, and what they plan for each year after the award, from the first. One
    is the same as itself only, so that `came_about` remembers by it."""

    record: impact.Record
    years: tuple[Span, ...]


@lru_cache(maxsize=8192)
def came_about(plan: Plan, said: Realised) -> Span:
    """What a year's report says of a plan: for the same words it is always the same."""
    return realised(plan.record, said)


def plan_of(kept: str) -> Plan:
    """A record as it is kept in JSON."""
    record = msgspec.json.decode(kept, type=impact.Record, strict=False)
    years = (planned(record, year) for year in range(1, impact.YEARS + 1))
    return Plan(record=record, years=tuple(one for one in years if one is not None))


class Linked(Struct, frozen=True, kw_only=True):
    """A venture with what a roadmap says of it. `plan`: None where nothing was computed, as for a talent; `said` (what
    came about) and `verified` by year after the award; `has_left`: it follows its plan no more."""

    id: UUID
    code: str
    title_en: str
    title_zh: str
    enterprise: str
    scene_en: str
    scene_zh: str
    place_en: str
    place_zh: str
    awarded_on: date
    has_left: bool
    plan: Plan | None
    said: Mapping[int, Span]
    verified: Mapping[int, bool]


class Contribution(Struct, frozen=True, kw_only=True):
    """tCO2e of one kind by the end of a year: its three parts, and the ends of their sum. `ventures`: of how many."""

    kind: str
    verified: float = 0.0
    claimed: float = 0.0
    planned: float = 0.0
    low: float = 0.0
    high: float = 0.0
    ventures: int = 1

    @property
    def central(self) -> float:
        return self.verified + self.claimed + self.planned


@lru_cache(maxsize=4096)
def years_over(awarded_on: date, year: int) -> int:
    """How many whole years after an award are over by 31 December of a year."""
    whole = year - awarded_on.year
    return max(0, whole + (months_after(awarded_on, 12 * (whole + 1)) <= date(year + 1, 1, 1)))


def contribution(of: Linked, year: int) -> Contribution | None:
    """What a venture counts for by the end of a year; None where nothing was computed for it."""
    if of.plan is None:
        return None
    sums = {"verified": 0.0, "claimed": 0.0, "planned": 0.0}
    low = high = 0.0
    for place in range(1, years_over(of.awarded_on, year) + 1):
        if place in of.said:
            state, span = "verified" if of.verified.get(place) else "claimed", of.said[place]
        elif not of.has_left and place <= len(of.plan.years):
            state, span = "planned", of.plan.years[place - 1]
        else:
            continue
        sums[state] += span.central
        low, high = low + span.low, high + span.high
    kind = of.plan.record.inputs.kind
    return Contribution(
        kind=kind, verified=sums["verified"], claimed=sums["claimed"], planned=sums["planned"], low=low, high=high
    )


def added(ones: Iterable[Contribution | None]) -> dict[str, Contribution]:
    """The sums by kind, in the order of `KINDS`."""
    sums: dict[str, Contribution] = {}
    for one in ones:
        if one is not None:
            so_far = sums.get(one.kind, Contribution(kind=one.kind, ventures=0))
            sums[one.kind] = Contribution(
                kind=one.kind,
                verified=so_far.verified + one.verified,
                claimed=so_far.claimed + one.claimed,
                planned=so_far.planned + one.planned,
                low=so_far.low + one.low,
                high=so_far.high + one.high,
                ventures=so_far.ventures + one.ventures,
            )
    return {kind: sums[kind] for kind in KINDS if kind in sums}


class Group(Struct, frozen=True, kw_only=True):
    """A region, a sector or an enterprise with what its ventures count for; without a name where none was said."""

    name_en: str
    name_zh: str
    ventures: int
    sums: dict[str, Contribution]


LEVELS: dict[str, Lazy] = {"region": N_("By place"), "sector": N_("By scene"), "enterprise": N_("By enterprise")}


def _name(of: Linked, level: str) -> tuple[str, str]:
    if level == "region":
        return of.place_en, of.place_zh
    if level == "sector":
        return of.scene_en, of.scene_zh
    return of.enterprise, of.enterprise


Counted = tuple[Linked, Contribution | None]


def rolled_up(counted: Iterable[Counted], level: str) -> list[Group]:
    """The sums of a level of `LEVELS` over ventures with what each counts for, by name; who said none comes last."""
    groups: dict[tuple[str, str], list[Contribution | None]] = {}
    for venture, one in counted:
        groups.setdefault(_name(venture, level), []).append(one)
    return [
        Group(name_en=name[0], name_zh=name[1], ventures=len(its), sums=added(its))
        for name, its in sorted(groups.items(), key=lambda item: (not any(item[0]), item[0]))
    ]


class Block(Struct, frozen=True, kw_only=True):
    """A part of a bar: verified, claimed or planned."""

    state: str
    y: float
    height: float


class NodeBar(Struct, frozen=True, kw_only=True):
    """A node in the picture of a kind; `top` and `bottom` of its range, in the picture's units from 0 to 100."""

    year: int
    blocks: tuple[Block, ...]
    top: float
    bottom: float


class Picture(Struct, frozen=True, kw_only=True):
    """The bars of a kind, and where nothing lies."""

    zero: float
    bars: tuple[NodeBar, ...]


_STATES = ("verified", "claimed", "planned")


def picture(by_year: Mapping[int, Contribution | None]) -> Picture:
    """The nodes of a roadmap as bars, each from nothing: what adds above it, what costs below."""
    ones = [one for one in by_year.values() if one is not None]
    ends = [0.0, *(end for one in ones for end in (one.low, one.high, *_reach(one)))]
    top, bottom = max(ends), min(ends)
    scale = 100 / (top - bottom or 1.0)

    def bar(year: int, one: Contribution | None) -> NodeBar:
        if one is None:
            return NodeBar(year=year, blocks=(), top=0, bottom=0)
        blocks, above, below = [], 0.0, 0.0
        for state in _STATES:
            value: float = getattr(one, state)
            start = above if value >= 0 else below
            high, low = max(start, start + value), min(start, start + value)
            above, below = max(above, high), min(below, low)
            if value:
                blocks.append(
                    Block(state=state, y=round((top - high) * scale, 2), height=round((high - low) * scale, 2))
                )
        return NodeBar(
            year=year, blocks=tuple(blocks), top=round((top - one.high) * scale, 2),
            bottom=round((top - one.low) * scale, 2),
        )  # fmt: skip

    return Picture(zero=round(top * scale, 2), bars=tuple(bar(year, one) for year, one in by_year.items()))


def _reach(of: Contribution) -> tuple[float, float]:
    values: list[Any] = [getattr(of, state) for state in _STATES]
    return sum(one for one in values if one > 0), sum(one for one in values if one < 0)


class Drawn(Struct, frozen=True, kw_only=True):
    """A roadmap as its pages show it: `by_node` the sums of each node by kind, `pictures` by kind; `node` is the one
    that is rolled up, None where there is none."""

    nodes: tuple[Any, ...]
    ventures: int
    by_node: dict[int, dict[str, Contribution]]
    linked: dict[int, int]
    pictures: dict[str, Picture]
    node: Any
    levels: dict[str, list[Group]]


def drawn(nodes: Sequence[Any], linked: Sequence[tuple[frozenset[UUID], Linked]], *, year: int) -> Drawn:
    """Everything that is said of a roadmap. `nodes` have an id and a year, in the order of these; the first one from
    `year` on is rolled up, else the last."""
    its: dict[int, list[Counted]] = {
        node.year: [(one, contribution(one, node.year)) for ids, one in linked if node.id in ids] for node in nodes
    }
    by_node = {place: added(one for _venture, one in ones) for place, ones in its.items()}
    kinds = [kind for kind in KINDS if any(kind in sums for sums in by_node.values())]
    chosen = next((node for node in nodes if node.year >= year), nodes[-1] if nodes else None)
    return Drawn(
        nodes=tuple(nodes),
        ventures=len(linked),
        by_node=by_node,
        linked={place: len(ones) for place, ones in its.items()},
        pictures={kind: picture({place: sums.get(kind) for place, sums in by_node.items()}) for kind in kinds},
        node=chosen,
        levels={} if chosen is None else {
            level: rolled_up(its[chosen.year], level) for level in LEVELS
        },
    )  # fmt: skip
