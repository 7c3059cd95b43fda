"""Who judges what, beside the optimum of the linear programme and the time that scipy's HiGHS takes for it.

An invented round: five scenes, three languages, a hundredth of pairs barred; affinities from topics. Each computation
has a process of its own, whose peak of memory is what it took. HiGHS cannot finish the largest in minutes: it is
stopped, and what it had taken is the figure, so that `over_lp` is at least that.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from contest.judging.rules.assignment import fair
from contest.judging.rules.assignment.flow import Network, bound, solve
from tests.bench.figure import Figure

SIZES = ((500, 60, 5), (5000, 500, 5), (20000, 2000, 5))
LP_SECONDS = 60.0
SHARE = {"plain": "", "fair": " fair"}


def invented(entries: int, judges: int, each: int, *, seed: int) -> Network:
    """The round of a size: which pairs may be, and their worths."""
    random = np.random.default_rng(seed)
    scene, language = random.integers(0, 5, entries), random.choice(3, entries, p=[0.55, 0.35, 0.10])
    knows = np.zeros((judges, 5), bool)
    for _ in range(2):
        knows[np.arange(judges), random.integers(0, 5, judges)] = True
    reads = np.zeros((judges, 3), bool)
    reads[np.arange(judges), random.choice(2, judges, p=[0.55, 0.45])] = True
    reads[:, 0] |= random.random(judges) < 0.2
    reads[:, 2] |= random.random(judges) < 0.25
    topics, fields = random.dirichlet(np.full(12, 0.3), entries), random.dirichlet(np.full(12, 0.4), judges)
    parts = []
    for start in range(0, entries, 500):
        some = slice(start, min(start + 500, entries))
        count = some.stop - start
        may = knows[:, scene[some]].T & reads[:, language[some]].T & (random.random((count, judges)) > 0.01)
        likeness = np.sqrt(topics[some]) @ np.sqrt(fields).T
        worth = np.clip(np.rint(750 * likeness + 250 * random.random((count, judges))), 0, 1000).astype(np.int32)
        row, column = np.nonzero(may)
        parts.append(((row + start).astype(np.int32), column.astype(np.int32), worth[row, column]))
    entry, judge, worth = (np.concatenate([part[place] for part in parts]) for place in range(3))
    load = entries * each / judges
    return Network(
        entry=entry,
        judge=judge,
        worth=worth,
        need=np.minimum(each, np.bincount(entry, minlength=entries)),
        least=np.minimum(int(load / 2), np.bincount(judge, minlength=judges)),
        most=np.full(judges, int(load * 1.5) + 1),
        bonus=np.zeros(len(entry), np.int32),
    )


def _ours(net: Network, each: int, *, is_fair: bool) -> dict[str, Any]:
    began = time.perf_counter()
    first = solve(net)
    is_whole = np.bincount(net.entry[first.chosen], minlength=len(net.need)) >= each
    base = np.zeros(len(net.need), np.int64)
    goal = fair.target(net, base=base, is_whole=is_whole)
    chosen = fair.solve_fairly(net, first.chosen, base=base, goal=goal) if is_fair else first.chosen
    seconds = time.perf_counter() - began
    have = fair.sums(net, chosen)
    return {
        "seconds": seconds,
        "total": int(net.worth[chosen].sum()),
        "bound": bound(net, first.price),
        "worst": int(have[is_whole].min()),
        "worst_bound": int(goal[is_whole].min()),
    }


def _highs(net: Network) -> dict[str, Any]:
    """The linear programme as anyone would write it down for scipy."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, vstack

    began = time.perf_counter()
    pairs = np.arange(len(net.entry))
    by_entry = csr_array((np.ones(len(pairs)), (net.entry, pairs)), shape=(len(net.need), len(pairs)))
    by_judge = csr_array((np.ones(len(pairs)), (net.judge, pairs)), shape=(len(net.least), len(pairs)))
    solved = linprog(
        -net.worth.astype(float),
        A_ub=vstack([by_judge, -by_judge]),
        b_ub=np.concatenate([net.most, -net.least]),
        A_eq=by_entry,
        b_eq=net.need,
        bounds=(0, 1),
        method="highs",
        options={"time_limit": LP_SECONDS},
    )
    is_done = solved.status == 0
    return {"seconds": time.perf_counter() - began, "total": float(-solved.fun) if is_done else None}


def _child(what: str, size: str, seed: str) -> None:
    entries, judges, each = (int(number) for number in size.split("x"))
    net = invented(entries, judges, each, seed=int(seed))
    made = _highs(net) if what == "lp" else _ours(net, each, is_fair=what == "fair")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({**made, "peak_mb": peak}))


def _run(what: str, size: str, seed: int) -> dict[str, Any]:
    argv = [sys.executable, "-m", "tests.bench.assignment", what, size, str(seed)]
    made: dict[str, Any] = json.loads(subprocess.run(argv, check=True, stdout=subprocess.PIPE).stdout)
    return made


def measure(seed: int) -> Iterator[Figure]:
    """Cases by size, and each with ` fair`. `total_over_bound` is of the optimum without fairness, in both."""
    for size in ("x".join(map(str, one)) for one in SIZES):
        programme = _run("lp", size, seed)
        for what, name in SHARE.items():
            made = _run(what, size, seed)
            best = programme["total"] or made["bound"]
            case = size + name
            yield Figure(case, "total_over_bound", round(made["total"] / best, 6), "ratio")
            yield Figure(case, "worst_over_bound", round(made["worst"] / made["worst_bound"], 6), "ratio")
            yield Figure(case, "seconds", round(made["seconds"], 3), "s")
            yield Figure(case, "over_lp", round(programme["seconds"] / made["seconds"], 1), "times")
            yield Figure(case, "peak_mb", round(made["peak_mb"], 1), "MB")
            yield Figure(case, "lp_mb", round(programme["peak_mb"], 1), "MB")


if __name__ == "__main__":
    _child(*sys.argv[1:])
