"""A judge's list and a save, and all reviews of a round taken away as CSV and as XLSX.

1,000 entries and 5,000 reviews, measured as `pages` does: against the bare handlers of `bare.py`. An XLSX has no
yardstick; of it the memory is measured that the web process takes on top of what it had, at most, while it writes some.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from tests.bench import pages
from tests.bench.cases import Asked, Case, cases
from tests.bench.figure import Figure
from tests.bench.seed import Seeded

# What `pages` calls them, where it measures them too.
NAMES = {"judge_list": "list", "save_review": "save", "csv": "csv", "xlsx": "xlsx"}
TABLES, GROWTH_MB = 5, 30.0


def measure(seed: int) -> Iterator[Figure]:
    """Cases `list`, `save`, `csv` and `xlsx`; a bar that is missed is said on standard error."""
    with pages.running(seed, _cases) as (run, asked, counted):
        for case in asked:
            found = _growth(run, case, counted) if case.name == "xlsx" else pages.figures(run, case, counted[case.name])
            for figure in found:
                yield replace(figure, case=NAMES[figure.case])


def _cases(seeded: Seeded) -> list[Case]:
    here = f"/judging/rounds/{seeded.round}/reviews"

    def bare(_: int) -> Asked:
        return "GET", f"/reviews.csv/{seeded.round}", {}

    # few hits, and another person for each: a person may take so many lists an hour
    taken = [
        Case(name="xlsx", person=seeded.chief, ask=lambda _: ("GET", f"{here}/xlsx", {}), bare=bare, hits=TABLES),
        Case(name="csv", person=seeded.organiser, ask=lambda _: ("GET", f"{here}/csv", {}), bare=bare, bar=2, hits=5),
    ]
    return [*taken, *(case for case in cases(seeded) if case.name in NAMES)]


def _growth(run: pages.Run, case: Case, counted: pages.Counts) -> Iterator[Figure]:
    pages.as_person(run, counted[case.name])
    before = _resident_mb(run.web, "VmRSS")
    Path(f"/proc/{run.web}/clear_refs").write_text("5")  # the high-water mark begins anew
    taken = pages.seconds_of(run, case)
    growth = _resident_mb(run.web, "VmHWM") - before
    yield Figure(case.name, "growth_mb", round(growth, 1), "MB")
    yield Figure(case.name, "seconds", round(taken, 2), "s")
    if growth > GROWTH_MB:
        sys.stderr.write(f"judging: an XLSX takes {growth:.1f} MB more; the bar is {GROWTH_MB:g}\n")


def _resident_mb(pid: int, which: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{which}:")) / 1024
