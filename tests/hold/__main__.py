"""`python -m tests.hold`: the table. `--soak MINUTES`: the long run instead."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator

from tests.hold import crowded, pages, rush, soak
from tests.hold.places import PLACES
from tests.hold.row import Row

PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "crowded": crowded.measure,
    "pages": pages.measure,
    "rush": rush.measure,
}


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _table(rows: Iterator[Row]) -> list[Row]:
    """Each line as soon as it is known; those that miss their bar."""
    missed = []
    for row in rows:
        _say(f"{row.test:>4}  {row.what:<62} {row.figure:>11g}  {row.bar:<10} {'' if row.holds else 'MISSED'}")
        if not row.holds:
            missed.append(row)
    return missed


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.hold", description="What is promised for the worst hour, measured.")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="the long run instead of the table")
    parser.add_argument("--part", choices=sorted(PARTS), help="one part of the table")
    told = parser.parse_args()
    began, missed = time.monotonic(), list[Row]()
    _say(f"{'test':>4}  {'figure':<62} {'':>11}  bar")
    if told.soak:
        missed += _table(soak.measure(told.soak))
    else:
        for name, measure in PARTS.items():
            if told.part in {None, name}:
                missed += _table(measure())
        _say("\nThe others are tests of `make test`:")
        for test, places in PLACES.items():
            for place in places:
                _say(f"{test:>4}  {place}")
    _say(f"\n{time.monotonic() - began:.0f} s; {len(missed)} of the bars missed")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
