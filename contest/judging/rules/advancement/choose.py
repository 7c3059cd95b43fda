"""The best choice under quotas by city and by scene at once: a minimum-cost flow, so the whole numbers are exact.

Places flow from all to the cities, through one arc an entry to the scenes, and on to the goal. Best is the largest sum
of scores, and of equal sums the better ranks. Where quotas clash, one limit after the other is left out and put back
if without it the rest can be kept: what stays clashes, and none of it is to spare.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from contest.judging.rules.advancement.terms import (
    CITY,
    SCENE,
    THRESHOLD,
    Ask,
    Candidate,
    Chosen,
    Limit,
    counts,
    places,
)

Ints = npt.NDArray[np.int64]


def choose(candidates: Sequence[Candidate], ask: Ask) -> Chosen:
    """Who goes on, who waits behind, and what the quotas changed; or which of them clash."""
    ranked = sorted(candidates, key=attrgetter("rank", "key"))
    may = [one for one in ranked if not one.is_barred and one.key not in ask.wild]
    if ask.way == THRESHOLD:
        may = [one for one in may if one.score >= ask.number]
    wanted = min(places(ask, [one for one in ranked if one.key not in ask.wild]), len(may))
    if ask.quotas:
        picked = _best(may, ask, wanted)
        if picked is None:
            return Chosen(clash=_clash(may, ask, wanted))
    else:
        picked = list(range(wanted))
    return _told(ranked, may, picked, ask)


class _Net(NamedTuple):
    """Cities, scenes, and the arcs between them."""

    city: Ints
    scene: Ints
    cities: list[str]
    scenes: list[str]


def _net(may: Sequence[Candidate]) -> _Net:
    cities = {name: place for place, name in enumerate(dict.fromkeys(one.city for one in may))}
    scenes = {name: place for place, name in enumerate(dict.fromkeys(one.scene for one in may))}
    return _Net(
        np.array([cities[one.city] for one in may], np.int64),
        np.array([scenes[one.scene] for one in may], np.int64),
        list(cities),
        list(scenes),
    )


def _limits(ask: Ask, net: _Net, wanted: int) -> list[Limit]:
    """Every half of a quota, and the number in all."""
    there: dict[tuple[str, str], int] = {}
    for kind, names, place in ((CITY, net.cities, net.city), (SCENE, net.scenes, net.scene)):
        there |= {(kind, name): int(count) for name, count in zip(names, np.bincount(place), strict=True)}
    made = [Limit(kind="all", key="", side="least", number=wanted, there=len(net.city))]
    if ask.way != THRESHOLD:
        made.append(Limit(kind="all", key="", side="most", number=wanted, there=len(net.city)))
    for one in ask.quotas:
        count = there.get((one.kind, one.key), 0)
        if one.least:
            made.append(Limit(kind=one.kind, key=one.key, side="least", number=one.least, there=count))
        if one.most is not None:
            made.append(Limit(kind=one.kind, key=one.key, side="most", number=one.most, there=count))
    return made


def _flow(net: _Net, arcs: tuple[Ints, Ints, Ints, Ints], limits: Sequence[Limit]) -> Ints | None:
    """The flow on the arcs (city, scene, room, cost) that keeps the limits; None where there is none."""
    city_at = 2  # after all places, and the goal
    scene_at = city_at + len(net.cities)
    size = scene_at + len(net.scenes)
    total = int(arcs[2].sum())
    flow, supply = SimpleMinCostFlow(), np.zeros(size, np.int64)
    _add(flow, arcs[0] + city_at, arcs[1] + scene_at, arcs[2], arcs[3])
    known = {CITY: {key: city_at + at for at, key in enumerate(net.cities)}}
    known[SCENE] = {key: scene_at + at for at, key in enumerate(net.scenes)}
    bounds = {node: [0, total] for nodes in known.values() for node in nodes.values()} | {0: [0, total]}
    for limit in limits:
        node = 0 if limit.kind == "all" else known[limit.kind].get(limit.key)
        if node is None:
            if limit.side == "least" and limit.number > 0:
                return None
            continue
        side = 0 if limit.side == "least" else 1
        bounds[node][side] = max(bounds[node][0], limit.number) if side == 0 else min(bounds[node][1], limit.number)
    if any(least > most for least, most in bounds.values()):
        return None
    for node, (least, most) in bounds.items():
        tail, head = (1, 0) if node == 0 else (0, node) if node < scene_at else (node, 1)
        _add(flow, *(np.array([value]) for value in (tail, head, most - least, 0)))
        supply[tail] -= least
        supply[head] += least
    flow.set_nodes_supplies(np.arange(size, dtype=np.int32), supply)
    if flow.solve() != flow.OPTIMAL:
        return None
    found: Ints = flow.flows(np.arange(len(arcs[0]), dtype=np.int32))
    return found


def _add(flow: SimpleMinCostFlow, tail: Ints, head: Ints, room: Ints, cost: Ints) -> None:
    flow.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), room.astype(np.int64), cost.astype(np.int64)
    )


def _best(may: Sequence[Candidate], ask: Ask, wanted: int) -> list[int] | None:
    """The places, in `may`, of those who go on."""
    net = _net(may)
    cents = np.rint(np.array([float(one.score) for one in may]) * 100).astype(np.int64)
    ranks = np.array([one.rank for one in may], np.int64)
    worth = cents * (int(ranks.max(initial=0)) * max(wanted, 1) + 1) - ranks + int(ranks.max(initial=0)) + 1
    limits = _limits(ask, net, wanted)
    if ask.way == THRESHOLD:
        limits = limits[1:]  # as many as the quotas have room for
    flow = _flow(net, (net.city, net.scene, np.ones(len(may), np.int64), -worth), limits)
    return None if flow is None else np.flatnonzero(flow).tolist()


def _clash(may: Sequence[Candidate], ask: Ask, wanted: int) -> list[Limit]:
    """Limits that cannot be kept together, each of them needed for that."""
    net = _net(may)
    cell, room = np.unique(net.city * max(len(net.scenes), 1) + net.scene, return_counts=True)
    width = max(len(net.scenes), 1)
    arcs = (cell // width, cell % width, room.astype(np.int64), np.zeros(len(cell), np.int64))
    limits = _limits(ask, net, wanted)
    if ask.way == THRESHOLD:
        limits = limits[1:]
    clash = limits
    for limit in limits:
        without = [one for one in clash if one is not limit]
        if _flow(net, arcs, without) is None:
            clash = without

    def holds(own: Limit, other: Limit) -> bool:
        return _flow(net, arcs, [other if one is own else one for one in limits]) is not None

    return [_eased(limit, partial(holds, limit)) for limit in clash]


def _eased(limit: Limit, holds: Callable[[Limit], bool]) -> Limit:
    """The limit with the number nearest to its own with which all others hold: the easier it is, the surer they do."""
    far = 0 if limit.side == "least" else limit.there
    near = limit.number
    if not holds(replace(limit, number=far)):
        return limit
    while abs(far - near) > 1:
        middle = (far + near) // 2
        if holds(replace(limit, number=middle)):
            far = middle
        else:
            near = middle
    return replace(limit, would_do=far)


def _told(ranked: list[Candidate], may: list[Candidate], picked: list[int], ask: Ask) -> Chosen:
    is_in = set(picked)
    chosen = [may[place] for place in picked]
    joined, undecided = _equals(may, is_in, chosen, ask)
    wild = [one.key for one in ranked if one.key in ask.wild]
    gone_on = {one.key for one in [*chosen, *joined]} | set(wild)
    plain = {one.key for one in may[: len(picked)]}
    lost = plain - gone_on
    on = gone_on - set(wild)
    last = max((one.rank for one in chosen), default=0)
    advanced = [one.key for one in ranked if one.key in on]
    behind = (one for one in ranked if not one.is_barred) if ask.way == THRESHOLD else iter(may)
    waiting = (one.key for one in behind if one.key not in gone_on)
    return Chosen(
        advanced=advanced,
        joined=[one.key for one in joined],
        lifted=[one.key for one in chosen if one.key not in plain],
        passed_over=[one.key for one in may if one.key in lost and one.rank < last],
        undecided=[one.key for one in undecided],
        reserve=list(islice(waiting, ask.reserve)),
        wild=wild,
    )


def _equals(
    may: list[Candidate], is_in: set[int], chosen: list[Candidate], ask: Ask
) -> tuple[list[Candidate], list[Candidate]]:
    """Those who share a rank with somebody chosen whose place they could have: in too, where a quota has room."""
    by_rank: dict[int, list[Candidate]] = {}
    for one in chosen:
        by_rank.setdefault(one.rank, []).append(one)
    room = _Room(ask, counts(chosen))
    joined, undecided = [], []
    for place, one in enumerate(may):
        equals = by_rank.get(one.rank)
        if equals is None or place in is_in or not any(room.could_swap(other, one) for other in equals):
            continue
        if room.has_for(one):
            joined.append(one)
            room.take(one)
        else:
            undecided.append(one)
    return joined, undecided


class _Room:
    """What the quotas leave open, while those who equal somebody chosen come in one by one."""

    def __init__(self, ask: Ask, count: dict[tuple[str, str], int]) -> None:
        self.count = count
        self.least = {(one.kind, one.key): one.least for one in ask.quotas}
        self.most = {(one.kind, one.key): one.most for one in ask.quotas if one.most is not None}

    def _is_open(self, kind: str, key: str) -> bool:
        most = self.most.get((kind, key))
        return most is None or self.count.get((kind, key), 0) < most

    def has_for(self, one: Candidate) -> bool:
        return all(self._is_open(kind, one.of(kind)) for kind in (CITY, SCENE))

    def could_swap(self, out: Candidate, into: Candidate) -> bool:
        return all(
            out.of(kind) == into.of(kind)
            or (
                self._is_open(kind, into.of(kind))
                and self.count[kind, out.of(kind)] > self.least.get((kind, out.of(kind)), 0)
            )
            for kind in (CITY, SCENE)
        )

    def take(self, one: Candidate) -> None:
        for kind in (CITY, SCENE):
            self.count[kind, one.of(kind)] = self.count.get((kind, one.of(kind)), 0) + 1
