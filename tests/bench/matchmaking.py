"""Who meets whom when, beside the bound of all plans and what people reach who book meetings themselves.

An invented roadshow of sixteen slots: fields of interest, some wanted by many, a twentieth of the pairs barred;
with windows (`w`) two fifths are there for half a day, two fifths miss three slots of ten. Each case has a process of
its own, whose peak of memory is what it took. For 500x200w the busiest counterpart does not come, after publication.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from contest.roadshow.rules.meetings import Case, Meeting, Party, Slot, Table
from contest.roadshow.rules.meetings.plan import plan
from contest.roadshow.rules.meetings.replan import replan
from tests.bench.figure import Figure

CASES = ("60x40", "60x40w", "500x200", "500x200w", "2000x1000", "2000x1000w")
REPLANNED = "500x200w"
SLOTS = 16
MUST, NICE, FIT = 400, 150, 200

Grid = npt.NDArray[Any]


class Invented(NamedTuple):
    """A roadshow, and by party whom it asked for, the most wanted last."""

    case: Case
    wanted: dict[str, list[tuple[str, str]]]


def invented(size: str, *, seed: int) -> Invented:
    """The roadshow of a case."""
    entries, others = (int(number) for number in size.removesuffix("w").split("x"))
    random = np.random.default_rng(seed)
    worth, asked = _worths(random, entries, others)
    free = _free(random, entries + others) if size.endswith("w") else np.ones((entries + others, SLOTS), bool)
    most = [*[8] * entries, *random.integers(6, 13, others).tolist()]
    parties = [
        Party(
            key=f"{'e' if at < entries else 'o'}{at:05}",
            free=frozenset(np.flatnonzero(free[at]).tolist()),
            floor=2 if at < entries else 0,
            least=3,
            most=most[at],
        )
        for at in range(entries + others)
    ]
    rows, columns = np.nonzero(worth)
    case = Case(
        entries=parties[:entries],
        others=parties[entries:],
        worths={
            (parties[row].key, parties[entries + column].key): int(worth[row, column])
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        },
        slots=[Slot(start=25 * at, end=25 * at + 20) for at in range(SLOTS)],
        tables=[Table(key=f"t{at:04}") for at in range(others * 4 // 5)],
    )
    wanted: dict[str, list[tuple[str, str]]] = {party.key: [] for party in parties}
    for side, wishes in enumerate(asked):
        rows, columns = np.nonzero((wishes > -np.inf) & (worth > 0))
        order = np.argsort(wishes[rows, columns])
        for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
            pair = parties[row].key, parties[entries + column].key
            wanted[pair[side]].append(pair)
    return Invented(case, wanted)


def _worths(random: np.random.Generator, entries: int, others: int) -> tuple[Grid, list[Grid]]:
    """What meetings are worth to both together, and how much each side wants those it asks for (-inf: no others)."""
    topics, fields = random.dirichlet(np.full(8, 0.4), entries), random.dirichlet(np.full(8, 0.4), others)
    likeness = np.sqrt(topics) @ np.sqrt(fields).T
    worth = np.zeros((entries, others), np.int32)
    asked = []
    for axis, fame in ((1, random.random((1, others))), (0, random.random((entries, 1)))):
        wanted = likeness + 0.25 * random.random((entries, others)) + 0.15 * fame
        count = worth.shape[axis]
        musts, nices = min(max(count // 10, 3), 6), min(max(count // 3, 10), 30)
        rank = (-wanted).argsort(axis=axis).argsort(axis=axis)
        asked.append(np.where(rank < musts + nices, wanted, -np.inf))
        worth += np.where(rank < musts, MUST, np.where(rank < musts + nices, NICE, 0)).astype(np.int32)
    worth += np.where(worth > 0, np.rint(FIT * likeness), 0).astype(np.int32)
    worth[random.random((entries, others)) < 0.05] = 0
    return worth, asked


def _free(random: np.random.Generator, parties: int) -> Grid:
    free = np.ones((parties, SLOTS), bool)
    for at in range(parties):
        kind = random.random()
        if kind < 0.4:
            start = random.integers(0, SLOTS // 2 + 1)
            free[at] = False
            free[at, start : start + random.integers(SLOTS // 2 - 2, SLOTS // 2 + 1)] = True
        elif kind < 0.8:
            free[at] = random.random(SLOTS) < 0.7
    return free


def self_booked(made: Invented, *, seed: int) -> int:
    """The worth of the meetings when one after the other comes to book whom they want most of those with time left.

    Nobody knows what the other side wished for; whoever is asked agrees.
    """
    case = made.case
    parties = {one.key: one for one in (*case.entries, *case.others)}
    free = {key: set(one.free) for key, one in parties.items()}
    room = {key: one.most for key, one in parties.items()}
    seated, booked = [0] * len(case.slots), set[tuple[str, str]]()
    for key in np.random.default_rng(seed).permutation(sorted(parties)).tolist():
        for pair in reversed(made.wanted[key]):
            common = [at for at in sorted(free[pair[0]] & free[pair[1]]) if seated[at] < len(case.tables)]
            if pair in booked or not common or not all(room[one] for one in pair):
                continue
            booked.add(pair)
            seated[common[0]] += 1
            for one in pair:
                free[one].discard(common[0])
                room[one] -= 1
    return sum(case.worths[pair] for pair in booked)


def _busiest_away(case: Case, meetings: list[Meeting]) -> tuple[Case, set[tuple[str, str]]]:
    counts: dict[str, int] = {}
    for one in meetings:
        counts[one.other] = counts.get(one.other, 0) + 1
    away = max(sorted(counts), key=counts.__getitem__)
    others = [msgspec.structs.replace(one, free=frozenset()) if one.key == away else one for one in case.others]
    return msgspec.structs.replace(case, others=others), {one.pair for one in meetings if one.other == away}


def _child(size: str, seed: str) -> None:
    roadshow = invented(size, seed=int(seed))
    case = roadshow.case
    began = time.perf_counter()
    made = plan(case)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {
        "value_over_bound": round(made.value / made.bound, 6),
        "over_self_booking": round(made.value / self_booked(roadshow, seed=int(seed)), 4),
        "seconds": round(seconds, 3),
        "peak_mb": round(peak, 1),
    }
    if size == REPLANNED:
        later, lost = _busiest_away(case, made.meetings)
        began = time.perf_counter()
        again = replan(later, made.meetings, lost=lost)
        told["replan_seconds"] = round(time.perf_counter() - began, 3)
        told["moved_share"] = round(len(again.moved) / len(made.meetings), 4)
    sys.stdout.write(json.dumps(told))


UNITS = {"seconds": "s", "replan_seconds": "s", "peak_mb": "MB"}


def measure(seed: int) -> Iterator[Figure]:
    """Six sizes, three of them with windows."""
    for size in CASES:
        argv = [sys.executable, "-m", "tests.bench.matchmaking", size, str(seed)]
        told = json.loads(subprocess.run(argv, check=True, stdout=subprocess.PIPE).stdout)
        for figure, value in told.items():
            yield Figure(size, figure, value, UNITS.get(figure, "ratio"))


if __name__ == "__main__":
    _child(*sys.argv[1:])
