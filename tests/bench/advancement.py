"""How long it takes to choose 2,000 of 20,000 entries with least and most for 40 cities and 24 scenes."""

import random
import statistics
import time
from collections.abc import Iterator
from decimal import Decimal

from contest.judging.rules.advancement import Ask, Candidate, Quota, work_out
from tests.bench.figure import Figure

ENTRIES, PLACES, CITIES, SCENES, TIMES = 20_000, 2000, 40, 24, 7


def measure(seed: int) -> Iterator[Figure]:
    """Case `20000`: `seconds`, the middle one of several; `lifted` says how many the quotas moved in."""
    made = random.Random(seed)
    scores = sorted((Decimal(made.randint(0, 10_000)) / 100 for _ in range(ENTRIES)), reverse=True)
    rank_of = {score: place for place, score in reversed(list(enumerate(scores, 1)))}
    cities, scenes = [[2.0 ** -made.random() for _ in range(count)] for count in (CITIES, SCENES)]
    candidates = [
        Candidate(
            key=f"{place:05}",
            rank=rank_of[score],
            score=score,
            city=str(made.choices(range(CITIES), cities)[0]),
            scene=str(made.choices(range(SCENES), scenes)[0]),
        )
        for place, score in enumerate(scores)
    ]
    quotas = [Quota(kind="city", key=str(key), least=45, most=60) for key in range(CITIES)]
    quotas += [Quota(kind="scene", key=str(key), least=75, most=95) for key in range(SCENES)]
    ask = Ask(way="top", number=Decimal(PLACES), quotas=tuple(quotas), reserve=100)
    taken = []
    for _ in range(TIMES + 1):  # the first one loads ortools
        began = time.perf_counter()
        chosen = work_out(candidates, ask)
        taken.append(time.perf_counter() - began)
    assert not chosen.clash
    yield Figure("20000", "seconds", round(statistics.median(taken[1:]), 4), "s")
    yield Figure("20000", "lifted", len(chosen.lifted), "entries")
