"""`python -m tests.bench [--name NAME] [--seed SEED]`: each module with a `measure(seed)` prints its figures."""

import argparse
import json
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from tests.bench.figure import Figure

# Modules that measure; the others are what these stand on.
NAMES = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if path.stem[0] != "_" and "def measure(" in path.read_text()
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench", description="Real runs; each figure is one JSON line.")
    parser.add_argument("--name", choices=NAMES, help="one bench; all of them without it")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    for name in [told.name] if told.name else NAMES:
        figures: Iterable[Figure] = import_module(f"tests.bench.{name}").measure(told.seed)
        for figure in figures:
            line = {"bench": name, "case": figure.case, "figure": figure.figure, "value": figure.value}
            sys.stdout.write(json.dumps({**line, "unit": figure.unit}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
