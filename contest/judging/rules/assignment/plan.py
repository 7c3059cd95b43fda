"""A plan for a round: the flow over everything that may be, beside what stays."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec
import numpy as np

from contest.judging.rules.assignment import affinity, fair, panels
from contest.judging.rules.assignment.fit import reasons
from contest.judging.rules.assignment.flow import FAR, Flags, Ints, Network, Small, solve
from contest.judging.rules.assignment.shortages import gaps
from contest.judging.rules.assignment.terms import Case, Entry, Judge, Pair, Placed, Plan

ROWS = 500  # entries whose affinities are worked out at once

Tell = Callable[[float], None]


def _silent(share: float) -> None:
    """For who does not want to know how far it is."""


class _Places(NamedTuple):
    """Where entries and judges stand in the arrays, and the reviews that stay as they are (sorted)."""

    rows: dict[str, int]
    seats: dict[str, int]
    stays: list[Pair]

    def of(self, pairs: list[Pair]) -> tuple[Ints, Ints]:
        return (
            np.array([self.rows[entry] for entry, _ in pairs], np.int64),
            np.array([self.seats[judge] for _, judge in pairs], np.int64),
        )


def plan(case: Case, *, tell: Tell = _silent) -> Plan:
    """Who reads what. `tell` hears which share of the work is done, from 0 to 1.

    Deterministic: the same people and entries in any order give the same plan.
    """
    case = msgspec.structs.replace(case, entries=sorted(case.entries, key=_key), judges=sorted(case.judges, key=_key))
    rows = {one.key: place for place, one in enumerate(case.entries)}
    seats = {one.key: place for place, one in enumerate(case.judges)}
    stays = sorted(pair for pair in case.kept | case.pinned if pair[0] in rows and pair[1] in seats)
    places = _Places(rows, seats, stays)
    net, base = _network(case, places, lambda share: tell(0.4 * share))
    first = solve(net).chosen
    tell(0.6)
    standing = np.bincount(places.of(stays)[0], minlength=len(rows))
    wanted = np.array([case.wanted(one) for one in case.entries], np.int64)
    is_whole = standing + np.bincount(net.entry[first], minlength=len(rows)) >= wanted
    goal = np.minimum(fair.target(net, base=base, is_whole=is_whole), base + _settled(net))
    chosen = fair.solve_fairly(net, first, base=base, goal=goal) if case.is_fair else first
    tell(0.9)
    linked = panels.link(net, chosen, goal=goal - base, fixed=places.of(stays))
    tell(1.0)
    return _told(case, places, net, _Found(first, base, goal, is_whole, linked))


def _key(one: Entry | Judge) -> str:
    return one.key


def _network(case: Case, places: _Places, tell: Tell) -> tuple[Network, Ints]:
    """Every pair that may still be chosen, and the worth of what stays, by entry."""
    base = np.zeros(len(places.rows), np.int64)
    load = np.zeros(len(places.seats), np.int64)
    shut = case.tied | case.forbidden | set(places.stays)
    closed = places.of([pair for pair in shut if pair[0] in places.rows and pair[1] in places.seats])
    fixed = places.of(places.stays)
    np.add.at(load, fixed[1], 1)
    parts: list[tuple[Small, Small, Small]] = [(np.zeros(0, np.int32),) * 3]
    for start in range(0, len(case.entries), ROWS):
        some = case.entries[start : start + ROWS]
        worth, is_open = affinity.grid(some, case.judges, case.bids)
        here = (fixed[0] >= start) & (fixed[0] < start + len(some))
        np.add.at(base, fixed[0][here], worth[fixed[0][here] - start, fixed[1][here]])
        here = (closed[0] >= start) & (closed[0] < start + len(some))
        is_open[closed[0][here] - start, closed[1][here]] = False
        rows, seats = np.nonzero(is_open)
        parts.append(((rows + start).astype(np.int32), seats.astype(np.int32), worth[rows, seats]))
        tell((start + len(some)) / len(case.entries))
    entry, judge, affinities = (np.concatenate([part[place] for part in parts]) for place in range(3))
    need = np.array([case.wanted(one) for one in case.entries], np.int64) - np.bincount(fixed[0], minlength=len(base))
    least = np.array([one.least for one in case.judges], np.int64) - load
    most = np.array([one.most for one in case.judges], np.int64) - load
    most = np.maximum(most, 0)
    net = Network(
        entry=entry,
        judge=judge,
        worth=affinities,
        need=np.clip(need, 0, np.bincount(entry, minlength=len(base))),
        least=np.minimum(np.clip(least, 0, np.bincount(judge, minlength=len(load))), most),
        most=most,
        bonus=_bonus(case, places, entry, judge),
        even=case.even,
    )
    return net, base


def _bonus(case: Case, places: _Places, entry: Small, judge: Small) -> Small:
    given = places.of([pair for pair in sorted(case.given) if pair[0] in places.rows and pair[1] in places.seats])
    if not len(given[0]):
        return np.zeros(len(entry), np.int32)
    width = np.int64(len(places.seats))
    return np.where(np.isin(entry * width + judge, given[0] * width + given[1]), case.change, 0).astype(np.int32)


def _settled(net: Network) -> Ints:
    """Fairness takes nothing back from an entry that has all its judges: what the given ones are worth is enough."""
    given = np.flatnonzero(net.bonus)
    worth = np.bincount(net.entry[given], weights=net.worth[given], minlength=len(net.need))
    is_full = np.bincount(net.entry[given], minlength=len(net.need)) >= net.need
    enough: Ints = np.where(is_full, worth, FAR).astype(np.int64)
    return enough


class _Found(NamedTuple):
    """What the computation found, before it is told in keys."""

    first: Ints
    base: Ints
    goal: Ints
    is_whole: Flags
    linked: panels.Linked


def _told(case: Case, places: _Places, net: Network, found: _Found) -> Plan:
    entries, judges = [one.key for one in case.entries], [one.key for one in case.judges]
    chosen = found.linked.chosen
    planned = {(entries[net.entry[at]], judges[net.judge[at]]): int(net.worth[at]) for at in chosen}
    before = case.kept | case.given
    reviews = [
        Placed(entry=pair[0], judge=pair[1], affinity=worth, how="planned", is_new=pair not in before)
        for pair, worth in planned.items()
    ]
    bid = case.bids
    for entry, judge in places.stays:
        parts = reasons(
            case.judges[places.seats[judge]], case.entries[places.rows[entry]], bid=bid.get((entry, judge), 0)
        )
        how = "kept" if (entry, judge) in case.kept else "pinned"
        worth = sum(part.points for part in parts)
        pair = (entry, judge)
        reviews.append(Placed(entry=entry, judge=judge, affinity=worth, how=how, is_new=pair not in before))
    pairs = {(one.entry, one.judge) for one in reviews}
    have = found.base + fair.sums(net, chosen)
    left = gaps(case, pairs)
    return Plan(
        reviews=sorted(reviews, key=lambda one: (one.entry, one.judge)),
        dropped=sorted(pair for pair in case.given - pairs if pair[0] in places.rows),
        short=left.short,
        idle=left.idle,
        relaxations=left.relaxations,
        total=int(have.sum()),
        best_total=int(found.base.sum() + net.worth[found.first].sum()),
        worst=int(have[found.is_whole].min()) if found.is_whole.any() else None,
        worst_bound=int(found.goal[found.is_whole].min()) if found.is_whole.any() else None,
        swaps=found.linked.swaps,
        swap_cost=found.linked.cost,
        apart=[[entries[at] for at in part] for part in found.linked.parts],
    )
