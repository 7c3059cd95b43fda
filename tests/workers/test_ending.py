"""A worker that loses everything it stands on still ends when told to."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from contest.lib.config import ROOT
from contest.lib.local.processes import Child
from contest.lib.local.stores import Stores

HALTS = {"killed": signal.SIGKILL, "silent": signal.SIGSTOP}


@pytest.fixture
def ground() -> Iterator[tuple[dict[str, str], list[Child]]]:
    """A PostgreSQL and a Valkey of its own, that may be broken; where they are, and they."""
    home = Path(tempfile.mkdtemp(prefix="contest-test-"))
    given = {"S3_ENDPOINT_URL": "http://127.0.0.1:9"}
    stores = Stores(home, given=given, is_durable=False)
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    try:
        found = {**kept, **given, **stores.start(), "CONTEST_HOME": str(home)}
        argv = [sys.executable, "-m", "contest.cli", "migrate"]
        subprocess.run(argv, cwd=ROOT, env=found, check=True, capture_output=True)
        yield found, stores.children
    finally:
        for child in stores.children:
            os.killpg(child.pid, signal.SIGCONT)
        stores.stop(seconds=1)
        shutil.rmtree(home, ignore_errors=True)


def _wait_for_beat(environment: dict[str, str]) -> None:
    with redis.Redis.from_url(environment["REDIS_URL"]) as valkey:
        while not valkey.exists("heartbeat:quick"):
            time.sleep(0.02)


@pytest.mark.parametrize("halt", HALTS)
def test_a_worker_without_its_stores_ends_when_told_to(ground: tuple[dict[str, str], list[Child]], halt: str) -> None:
    environment, parts = ground
    argv = [sys.executable, "-m", "contest.cli", "worker", "quick"]
    with subprocess.Popen(argv, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as worker:
        try:
            _wait_for_beat(environment)
            assert worker.stderr
            for part in parts:
                os.killpg(part.pid, HALTS[halt])
            if halt == "killed":
                heard = [worker.stderr.readline()]
                while heard[-1] and b"database is away" not in heard[-1]:
                    heard.append(worker.stderr.readline())
                assert heard[-1], b"".join(heard).decode()
            told = time.monotonic()
            worker.send_signal(signal.SIGTERM)
            worker.wait(timeout=20)
            assert (worker.returncode, time.monotonic() - told) < (0, 3)  # one second, on a quiet machine
        finally:
            worker.kill()
