"""Which meetings are best, as a minimum-cost flow: without windows an exact optimum, with them a bound for any plan.

Meetings flow from entries to counterparts. A table is a unit of a hub before the entries that need one: all slots
together have so many. The first meetings of a party, up to its floor and its least, are worth more than any exchange.
"""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from contest.roadshow.rules.meetings.market import Flags, Ints, Market, Small


def choose(
    market: Market, *, load: Ints | None = None, room: Ints | None = None, seats: int, inside: Flags | None = None
) -> Ints:
    """The best meetings, as indices: of the pairs `inside` (all), beside the `load` that each party has already.

    `room` is how many more each can take (their most, and their free slots), `seats` how many may be at tables.
    """
    load = np.zeros(market.parties, np.int64) if load is None else load
    if room is None:
        room = np.minimum(market.most - load, market.free.sum(axis=1))
    open_ = room[market.entry] > 0
    open_ &= room[market.other] > 0
    pairs = np.flatnonzero(open_ if inside is None else open_ & inside)
    if not len(pairs):
        return pairs
    return pairs[_flow(market, pairs, load, np.maximum(room, 0), seats)]


def _flow(market: Market, pairs: Ints, load: Ints, room: Ints, seats: int) -> Flags:
    entries, parties = len(market.needs_table), market.parties
    source, hub, sink = parties, parties + 1, parties + 2
    flow = SimpleMinCostFlow()
    _add(flow, market.entry[pairs], market.other[pairs], 1, -market.worth[pairs].astype(np.int64))
    floors, leasts = market.tiers(load)
    for_least, for_floor = market.prices()
    first = np.minimum(floors, room)
    second = np.minimum(leasts, room - first)
    everyone = np.arange(parties)
    starts = np.where(market.needs_table, hub, source)
    for count, price in ((first, for_floor), (second, for_least), (room - first - second, 0)):
        some = np.flatnonzero(count)
        ours, theirs = some[some < entries], some[some >= entries]
        _add(flow, starts[ours], everyone[ours], count[ours], -price)
        _add(flow, everyone[theirs], sink, count[theirs], -price)
    most = int(room[:entries].sum())
    _add(flow, np.array([source, source]), np.array([hub, sink]), np.array([seats, most]), 0)
    flow.set_node_supply(source, most)
    flow.set_node_supply(sink, -most)
    status = flow.solve()
    assert status == flow.OPTIMAL, status
    used: Flags = flow.flows(np.arange(len(pairs), dtype=np.int32)) > 0
    return used


def _add(
    flow: SimpleMinCostFlow, tail: Ints | Small, head: Ints | Small | int, capacity: Ints | int, cost: Ints | int
) -> None:
    count = len(tail)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.ascontiguousarray(tail, np.int32),
        np.ascontiguousarray(np.broadcast_to(head, count), np.int32),
        np.ascontiguousarray(np.broadcast_to(capacity, count), np.int64),
        np.ascontiguousarray(np.broadcast_to(cost, count), np.int64),
    )
