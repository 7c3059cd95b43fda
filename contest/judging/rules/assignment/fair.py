"""Fairness to the worst-off entry: the best total may give one entry nothing but strangers to its field.

No assignment can give every entry more than the entry with the poorest choice could get alone: that is the target.
Entries below it are weighed more and the flow is solved again, until none is left, at next to no loss in total.
"""

import numpy as np

from contest.judging.rules.assignment.flow import Flags, Ints, Network, best_alone, solve

ROUNDS = 24
HEAVIER = 1.6  # than what would bring an entry to the target if all its judges were worth as much more
HEAVIEST = 300.0


def sums(net: Network, chosen: Ints) -> Ints:
    """The worth of each entry's reviews together."""
    made = np.bincount(net.entry[chosen], weights=net.worth[chosen], minlength=len(net.need))
    rounded: Ints = np.rint(made).astype(np.int64)
    return rounded


def target(net: Network, *, base: Ints, is_whole: Flags) -> Ints:
    """What each entry should get at least: what the poorest choice allows, among entries that can have all reviews.

    `base` is the worth of reviews that stand already. An entry that cannot have all gets the best that it can.
    """
    alone = base + best_alone(net)
    lowest = int(alone[is_whole].min()) if is_whole.any() else 0
    goal: Ints = np.minimum(alone, lowest)
    return goal


def solve_fairly(net: Network, first: Ints, *, base: Ints, goal: Ints) -> Ints:
    """The chosen pairs when the worst-off entries come first; `first` are those of the best total.

    The best of what was found: the smallest shortfall of the worst-off entry, then the largest total.
    """
    weight = np.ones(len(net.need))
    best, best_rank = first, _rank(net, first, base, goal)
    chosen = first
    for _ in range(ROUNDS):
        have = base + sums(net, chosen)
        below = have < goal
        if not below.any():
            break
        lift = goal[below] / np.maximum(have[below], goal[below] // 4 + 1)
        weight[below] = np.minimum(weight[below] * HEAVIER * lift, HEAVIEST)
        chosen = solve(net, weight=weight).chosen
        rank = _rank(net, chosen, base, goal)
        if rank < best_rank:
            best, best_rank = chosen, rank
    return best


def _rank(net: Network, chosen: Ints, base: Ints, goal: Ints) -> tuple[int, int]:
    short = np.maximum(goal - base - sums(net, chosen), 0)
    return int(short.max(initial=0)), -int(net.worth[chosen].sum() + net.bonus[chosen].sum())
