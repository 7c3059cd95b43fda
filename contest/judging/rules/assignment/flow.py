"""The best assignment as a minimum-cost flow, exact, on a part of the pairs that is proved to be enough.

Reviews flow from judges to entries. Most good pairs of an entry are among its best few, so the flow is solved on
those; its prices (what one more review by a judge is worth) then show every other pair that could improve it. Those
come in, and it is solved again, until none is left: the optimum over all pairs, in a tenth of time and memory.

Worths are whole thousandths. What cannot be filled goes to nobody at a price above any worth (first everybody gets
a first judge, then a second), a judge's least is missed at a price just below: so there is always an answer.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FIRST, MORE = 30, 240  # of an entry's pairs, and of a judge's, that are looked at before the others
LEVELS = 128  # of worth, for telling the best few apart
FAR = np.int64(1) << 50


class Network(NamedTuple):
    """Every pair that may be: `entry[i]` and `judge[i]` with its `worth[i]`, sorted by entry.

    `need` reviews an entry; `least` and `most` a judge; each review above a judge's least costs `even` more than
    the one before it. `bonus` is what a pair is worth beside its affinity: to be left where it is.
    """

    entry: Small
    judge: Small
    worth: Small
    need: Ints
    least: Ints
    most: Ints
    bonus: Small
    even: int = 0


class Solved(NamedTuple):
    """`chosen` pairs, as indices; `price` of a review by each judge, which proves that no other choice is better."""

    chosen: Ints
    price: Ints


def solve(net: Network, *, weight: Floats | None = None) -> Solved:
    """The choice with the largest sum of worths, each multiplied with the `weight` of its entry."""
    weighted = net.worth if weight is None else np.rint(net.worth * weight[net.entry]).astype(np.int32)
    values = weighted + net.bonus
    inside = _best_few(net, FIRST)
    chosen = _flow(net, values, inside, is_soft=False)
    if chosen is None:
        inside = _best_few(net, MORE)
        chosen = _flow(net, values, inside, is_soft=False)
    if chosen is None:
        everything = np.arange(len(values))
        chosen = _flow(net, values, everything, is_soft=True)
        assert chosen is not None
        return Solved(chosen, np.zeros(len(net.least), np.int64))
    while True:
        price = _prices(net, values, inside, chosen)
        better = _improving(net, values, chosen, price)
        if not len(better):
            return Solved(chosen, price)
        inside = np.union1d(inside, better)
        again = _flow(net, values, inside, is_soft=False)
        assert again is not None
        chosen = again


def bound(net: Network, price: Ints) -> int:
    """What no choice can exceed in all, whatever these prices are; equal to the best choice's sum at its own prices.

    Lagrange: each entry takes its best reviews at these prices, each judge is credited at most or at least as many.
    Exact only where every entry has as many pairs as it needs, and loads are not evened out.
    """
    net_worth = net.worth + net.bonus - price[net.judge]
    order = np.lexsort((-net_worth, net.entry))
    rank = _rank_within(net.entry[order])
    best = net_worth[order][rank < net.need[net.entry[order]]].sum()
    return int(best + np.where(price > 0, price * net.most, price * net.least).sum())


def best_alone(net: Network) -> Ints:
    """The sum of the best pairs that each entry could have if it were the only one."""
    inside = _best_few(net, int(net.need.max(initial=0)))
    order = inside[np.lexsort((-net.worth[inside], net.entry[inside]))]
    best = order[_rank_within(net.entry[order]) < net.need[net.entry[order]]]
    made = np.bincount(net.entry[best], weights=net.worth[best], minlength=len(net.need))
    return np.rint(made).astype(np.int64)


def _rank_within(sorted_keys: Small) -> Ints:
    """0, 1, 2, ... within each run of equal keys."""
    starts = np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]])
    return np.arange(len(sorted_keys)) - np.repeat(starts, np.diff(np.r_[starts, len(sorted_keys)]))


def _best_few(net: Network, few: int) -> Ints:
    """The best `few` pairs of each entry and somewhat more, and of each judge as many as they must read at least."""
    if len(net.worth) <= few * len(net.need) * 2:
        return np.arange(len(net.worth))
    worth = net.worth + net.bonus
    keep = _is_among_best(net.entry, worth, np.full(len(net.need), few))
    if net.least.any():
        keep |= _is_among_best(net.judge, worth, net.least + net.least // 2)
    return np.flatnonzero(keep)


def _is_among_best(key: Small, worth: Small, few: Ints) -> Flags:
    """Which pairs are among the best `few[key]` of their key; all that are about as good as the last of them, too.

    Counted, not sorted: ten million pairs take a fraction of a second.
    """
    top = max(_highest(worth), 1)
    step = (np.arange(top + 1) * (LEVELS - 1) // top).astype(np.int32)[worth]
    place = key * np.int32(LEVELS) + step
    count = np.bincount(place, minlength=len(few) * LEVELS).reshape(-1, LEVELS)
    from_top = count[:, ::-1].cumsum(axis=1)[:, ::-1]
    # the highest level from which on there are enough; level 0 where there never are
    last = np.maximum((from_top >= few[:, None]).sum(axis=1) - 1, 0).astype(np.int32)
    is_in: Flags = step >= last[key]
    return is_in


def _flow(net: Network, worth: Small, inside: Ints, *, is_soft: bool) -> Ints | None:
    """The chosen ones of the pairs `inside`; None where not all can be filled. `is_soft` fills what can be."""
    judges, entries = len(net.least), len(net.need)
    common = judges + entries
    flow = SimpleMinCostFlow()
    _add(flow, net.judge[inside], net.entry[inside] + judges, 1, _highest(worth) - worth[inside].astype(np.int64))
    seats = np.arange(judges)
    if is_soft:
        _add(flow, common, seats, net.least, -_penalty(net, worth))
        for missing in range(int(net.need.max(initial=0))):
            short = np.flatnonzero(net.need > missing)
            _add(flow, common, short + judges, 1, _penalty(net, worth) * (judges + 2 + missing))
    for extra in range(int((net.most - net.least).max(initial=0)) if net.even else 0):
        room = np.flatnonzero(net.most - net.least > extra)
        _add(flow, common, room, 1, net.even * (extra + 1))
    if not net.even:
        _add(flow, common, seats, net.most - net.least, 0)
    given = np.zeros(judges, np.int64) if is_soft else net.least
    supply = np.concatenate([given, -net.need, [net.need.sum() - given.sum()]])
    if supply[-1] < 0:
        return None
    flow.set_nodes_supplies(np.arange(common + 1, dtype=np.int32), supply)
    if flow.solve() != flow.OPTIMAL:
        return None
    found: Ints = inside[flow.flows(np.arange(len(inside), dtype=np.int32)) > 0]
    return found


def _highest(worth: Small) -> int:
    return int(worth.max(initial=0))


def _penalty(net: Network, worth: Small) -> int:
    """More than any chain of exchanges can win: it passes each judge once."""
    return (_highest(worth) + net.even * int(net.most.max(initial=0)) + 1) * (len(net.least) + 2)


def _add(
    flow: SimpleMinCostFlow, tail: Ints | Small | int, head: Ints | Small, capacity: Ints | int, cost: Ints | int
) -> None:
    """Arcs, all at once; a single number stands for all of them."""
    count = len(head)
    tails = np.ascontiguousarray(np.broadcast_to(tail, count), np.int32)
    flow.add_arcs_with_capacity_and_unit_cost(
        tails,
        np.ascontiguousarray(head, np.int32),
        np.ascontiguousarray(np.broadcast_to(capacity, count), np.int64),
        np.ascontiguousarray(np.broadcast_to(cost, count), np.int64),
    )


def _prices(net: Network, worth: Small, inside: Ints, chosen: Ints) -> Ints:
    """Prices of the judges at which every chosen pair beats every pair inside that was not chosen.

    Shortest ways between judges, where a step hands an entry from one to the other: no step can lower the cost of an
    optimum, so there are no negative circles. The last node is the pool that a judge takes from and gives back to.
    """
    judges = len(net.least)
    step = np.full((judges + 1, judges + 1), FAR)
    is_chosen = np.zeros(len(worth), bool)
    is_chosen[chosen] = True
    others = inside[~is_chosen[inside]]
    start = np.searchsorted(net.entry[others], net.entry[chosen], "left")
    count = np.searchsorted(net.entry[others], net.entry[chosen], "right") - start
    taken = others[np.repeat(start - np.r_[0, count.cumsum()[:-1]], count) + np.arange(count.sum())]
    given = np.repeat(chosen, count)
    cost = worth[given].astype(np.int64) - worth[taken]
    np.minimum.at(step.reshape(-1), net.judge[given].astype(np.int64) * (judges + 1) + net.judge[taken], cost)
    load = np.bincount(net.judge[chosen], minlength=judges)
    over = net.even * (load - net.least)
    step[:judges, judges] = np.where(load < net.most, over + net.even, FAR)
    step[judges, :judges] = np.where(load > net.least, -over, FAR)
    far = np.zeros(judges + 1, np.int64)
    for _ in range(judges + 1):
        nearer = np.minimum(far, (far[:, None] + step).min(axis=0))
        if (nearer == far).all():
            break
        far = nearer
    price: Ints = far[judges] - far[:judges]
    return price


def _improving(net: Network, worth: Small, chosen: Ints, price: Ints) -> Ints:
    """Pairs that beat a chosen one of the same entry at these prices; outside the part that was looked at."""
    net_worth = worth - price[net.judge]
    least = np.full(len(net.need), np.iinfo(np.int64).max)
    np.minimum.at(least, net.entry[chosen], net_worth[chosen])
    is_better = net_worth > least[net.entry]
    is_better[chosen] = False
    return np.flatnonzero(is_better)
