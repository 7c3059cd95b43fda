"""Server processes, and the time they spend on processors."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

START_S = 60


def _tasks(pid: int) -> Iterator[Path]:
    """The threads of a process and of all that it started."""
    for task in Path(f"/proc/{pid}/task").glob("*"):
        yield task
        try:
            started = (task / "children").read_text().split()
        except (FileNotFoundError, ProcessLookupError):  # ended meanwhile
            continue
        for child in started:
            yield from _tasks(int(child))


def nanoseconds(pid: int) -> int:
    """Time on a processor of a process, its threads and its children, as the kernel's scheduler counts it."""
    total = 0
    for task in _tasks(pid):
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total


def free_port() -> int:
    """A port of loopback that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(argv: list[str], url: str, **env: str) -> Iterator[int]:
    """A server process that answers at `url`; its id. Ended afterwards."""
    process = subprocess.Popen(argv, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + START_S
        while True:
            try:
                httpx.get(url, timeout=5)
                break
            except httpx.HTTPError:
                if time.monotonic() > end or process.poll() is not None:
                    raise
                time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
