"""Panels that can be compared: every judge linked to every other by entries that both of two judges read.

Where the panel falls into parts that share no entry, nothing tells a severe part from one with weaker entries. Two
reviews are then exchanged, or one is given to a judge of another part: the change that costs the least worth.
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from contest.judging.rules.assignment.flow import Ints, Network

FEW = 400  # reviews of a part that are tried for an exchange: those of the smallest part, and the others by turns


class Linked(NamedTuple):
    """The pairs after repair; `cost` in worth of all exchanges; `parts` still apart (entries), but the largest."""

    chosen: Ints
    cost: int
    swaps: int
    parts: list[Ints]


class _Swap(NamedTuple):
    cost: int
    out: tuple[int, ...]
    into: tuple[int, ...]


def parts_of(net: Network, chosen: Ints, *, fixed: tuple[Ints, Ints] | None = None) -> Ints:
    """The part each entry is in, by its number: 0 is the largest. Entries without any judge are -1.

    `fixed` are pairs (entries, judges) that stand beside the chosen ones: pinned, or read already.
    """
    entries, judges = len(net.need), len(net.most)
    rows, columns = net.entry[chosen].astype(np.int64), net.judge[chosen].astype(np.int64)
    if fixed is not None:
        rows, columns = np.r_[rows, fixed[0]], np.r_[columns, fixed[1]]
    size = entries + judges
    graph = coo_array((np.ones(len(rows), np.int8), (rows, columns + entries)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    made: Ints = np.full(entries, -1)
    has_judge = np.bincount(rows, minlength=entries) > 0
    names, counts = np.unique(label[:entries][has_judge], return_counts=True)
    for number, name in enumerate(names[np.argsort(-counts, kind="stable")]):
        made[has_judge & (label[:entries] == name)] = number
    return made


def link(net: Network, chosen: Ints, *, goal: Ints, fixed: tuple[Ints, Ints] | None = None) -> Linked:
    """Join the parts one by one. An entry is not brought below its `goal` where another exchange will do."""
    cost = swaps = 0
    apart: set[int] = set()
    while True:
        part = parts_of(net, chosen, fixed=fixed)
        small = [number for number in range(int(part.max(initial=0)), 0, -1) if _mark(part, number) not in apart]
        if not small:
            left = [np.flatnonzero(part == number) for number in range(1, int(part.max(initial=0)) + 1)]
            return Linked(chosen, cost, swaps, left)
        swap = _cheapest(net, chosen, part, small[0], goal, fixed)
        if swap is None:
            apart.add(_mark(part, small[0]))
            continue
        chosen = np.sort(np.r_[chosen[~np.isin(chosen, swap.out)], swap.into])
        cost += swap.cost
        swaps += 1


def _mark(part: Ints, number: int) -> int:
    """What names a part whatever its number is: its first entry."""
    return int(np.flatnonzero(part == number)[0])


def _cheapest(
    net: Network, chosen: Ints, part: Ints, number: int, goal: Ints, fixed: tuple[Ints, Ints] | None
) -> _Swap | None:
    found = _gifts(net, chosen, part, number) + _exchanges(net, chosen, part, number)
    have = np.bincount(net.entry[chosen], weights=net.worth[chosen], minlength=len(net.need))
    parts = int(part.max())

    def hurts(swap: _Swap) -> bool:
        after = have.copy()
        np.add.at(after, net.entry[list(swap.into)], net.worth[list(swap.into)])
        np.subtract.at(after, net.entry[list(swap.out)], net.worth[list(swap.out)])
        return bool((after < np.minimum(goal, have)).any())

    ranked = sorted(found, key=lambda swap: swap.cost)[:FEW]
    for swap in [*(one for one in ranked if not hurts(one)), *ranked]:
        after = np.sort(np.r_[chosen[~np.isin(chosen, swap.out)], swap.into])
        if int(parts_of(net, after, fixed=fixed).max()) < parts:
            return swap
    return None


def _free_from(net: Network, chosen: Ints, entries: Ints) -> Ints:
    """Pairs of these entries that are not chosen."""
    is_free = np.isin(net.entry, entries)
    is_free[chosen] = False
    return np.flatnonzero(is_free)


def _gifts(net: Network, chosen: Ints, part: Ints, number: int) -> list[_Swap]:
    """An entry of the part gets a judge of another part in the place of one of its own, or the other way round."""
    load = np.bincount(net.judge[chosen], minlength=len(net.most))
    judge_part = np.full(len(net.most), -1)
    judge_part[net.judge[chosen]] = part[net.entry[chosen]]
    free = _free_from(net, chosen, np.flatnonzero(part >= 0))
    here, there = part[net.entry[free]], judge_part[net.judge[free]]
    is_across = ((here == number) != (there == number)) & (load[net.judge[free]] < net.most[net.judge[free]])
    by_entry: dict[int, list[int]] = {}
    for pair in chosen[load[net.judge[chosen]] > net.least[net.judge[chosen]]]:
        by_entry.setdefault(int(net.entry[pair]), []).append(int(pair))
    across = free[is_across]
    return [
        _Swap(int(net.worth[given]) - int(net.worth[taken]), (given,), (int(taken),))
        for taken in across[np.argsort(-net.worth[across], kind="stable")][: FEW * 10]
        for given in by_entry.get(int(net.entry[taken]), ())
    ]


def _exchanges(net: Network, chosen: Ints, part: Ints, number: int) -> list[_Swap]:
    """Two judges of different parts hand each other one entry: every load stays as it is."""
    mine = chosen[part[net.entry[chosen]] == number][:FEW]
    others = chosen[part[net.entry[chosen]] != number]
    width = len(net.most)
    key = net.entry.astype(np.int64) * width + net.judge
    order = np.argsort(key, kind="stable")
    made = []
    for pair in mine:
        gets = _find(key, order, net.entry[pair].astype(np.int64) * width + net.judge[others])
        gives = _find(key, order, net.entry[others].astype(np.int64) * width + net.judge[pair])
        both = np.flatnonzero((gets >= 0) & (gives >= 0))
        cost = net.worth[pair] + net.worth[others[both]] - net.worth[gets[both]] - net.worth[gives[both]]
        for place in np.argsort(cost, kind="stable")[:5]:
            at = both[place]
            made.append(_Swap(int(cost[place]), (int(pair), int(others[at])), (int(gets[at]), int(gives[at]))))
    return made


def _find(key: Ints, order: Ints, wanted: Ints) -> Ints:
    """The places of the wanted keys; -1 where there is none."""
    at = np.minimum(np.searchsorted(key, wanted, sorter=order), len(key) - 1)
    found: Ints = np.where(key[order[at]] == wanted, order[at], -1)
    return found
