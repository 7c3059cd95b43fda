"""How many assessments a second one core computes: ten years, both ranges, gases, cost and drivers in each."""

import random
import time
from collections.abc import Iterator

from contest.impact.rules import Cost, Inputs, Ranged, Side, compute
from tests.bench.figure import Figure

COUNT = 20_000


def measure(seed: int) -> Iterator[Figure]:
    """Case `rules`: `per_second`, over assessments that all differ."""
    made = random.Random(seed)
    inputs = [
        Inputs(
            baseline=Side(other_kgco2e=Ranged.within(made.uniform(1, 1e6), 0.1), grid_kwh=made.uniform(0, 1e6)),
            solution=Side(other_kgco2e=Ranged.within(made.uniform(1, 1e6), 0.2), gas_kg={"R-410A": made.random()}),
            units_added_by_year=tuple(made.uniform(0, 1000) for _ in range(10)),
            lifetime_years=made.randint(1, 25),
            rebound_share=made.random() / 5,
            decline_share=0.03,
            cost=Cost(
                extra_capex=made.uniform(0, 1e7), extra_opex_per_year=made.uniform(-1e5, 1e5), discount_rate=0.06
            ),
            persons=made.uniform(1, 1e6),
        )
        for _ in range(COUNT)
    ]
    began = time.process_time()
    for one in inputs:
        compute(one, grid_kgco2e_per_kwh=0.4184)
    yield Figure("rules", "per_second", round(COUNT / (time.process_time() - began)), "1/s")
