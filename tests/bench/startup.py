"""How long the house takes from the command to `/readyz` 200, and from Ctrl-C to its end. Nothing in it is random."""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from contest.lib.config import ROOT
from contest.lib.local.stores import PARTS
from tests.bench.figure import Figure

RUNS = 3


def measure(seed: int) -> Iterator[Figure]:
    """Case `warm`: a home that ran before. The middle one of three runs, with nothing else asked of the machine."""
    home = tempfile.mkdtemp(prefix="contest-bench-")
    try:
        _run(home)
        runs = [_run(home) for _ in range(RUNS)]
    finally:
        shutil.rmtree(home)
    yield Figure("warm", "ready_s", round(statistics.median(ready for ready, _ in runs), 2), "s")
    yield Figure("warm", "stop_s", round(statistics.median(stop for _, stop in runs), 2), "s")


def _run(home: str) -> tuple[float, float]:
    """Through make, as an operator does: its own checks count."""
    env = {name: value for name, value in os.environ.items() if name not in PARTS}
    env |= {"CONTEST_HOME": home, "PORT": "0", "DEMO": "no"}
    began = time.monotonic()
    argv = ["make", "--silent", "run"]
    with subprocess.Popen(argv, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True) as house:
        assert house.stdout
        for line in house.stdout:
            if line.startswith("Ready"):
                break
        else:
            sys.exit("the house did not start")
        ready = time.monotonic()
        os.killpg(house.pid, signal.SIGINT)  # as a terminal does
        house.stdout.read()
    return ready - began, time.monotonic() - ready
