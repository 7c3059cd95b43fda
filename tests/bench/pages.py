"""CPU of list and form pages, application and PostgreSQL together, against the bare handlers of `bare.py`."""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import psutil

BLOCKS, HITS, WARM = 6, 40, 40


class Case(msgspec.Struct, kw_only=True):
    """One page: how to ask the product and the yardstick for it; the turn lets a page that changes state move on."""

    name: str
    person: UUID | None
    ask: Callable[[int], tuple[str, str, dict[str, Any]]]
    bare: Callable[[int], tuple[str, str, dict[str, Any]]]
    bar: float


class Run(msgspec.Struct, kw_only=True):
    """What was started for the measurement."""

    application: httpx.Client
    yardstick: httpx.Client
    web: psutil.Process
    bare: psutil.Process
    postgres: psutil.Process


def nanoseconds(process: psutil.Process) -> int:
    """Time on a processor of a process, its threads and its children, as the kernel's scheduler counts it."""
    total = 0
    for each in [process, *process.children(recursive=True)]:
        for task in Path(f"/proc/{each.pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                continue
    return total


@contextmanager
def served(argv: list[str], url: str, **env: str) -> Iterator[psutil.Process]:
    """A server process that answers at `url`; ended afterwards."""
    process = subprocess.Popen(argv, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 30
        while True:
            try:
                httpx.get(url, timeout=5)
                break
            except httpx.HTTPError:
                if time.monotonic() > end or process.poll() is not None:
                    raise
                time.sleep(0.05)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(15)


def block(client: httpx.Client, asking: Iterator[tuple[str, str, dict[str, Any]]], hits: int) -> bytes:
    body = b""
    for _ in range(hits):
        method, url, options = next(asking)
        answer = client.request(method, url, **options)
        if answer.status_code >= 400:
            raise RuntimeError(f"{method} {url} answered {answer.status_code}: {answer.text[-600:]}")
        body = answer.content
    return body


def turns(ask: Callable[[int], tuple[str, str, dict[str, Any]]]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    turn = 0
    while True:
        yield ask(turn)
        turn += 1


def measure(run: Run, case: Case, cookies: dict[str, str]) -> Iterator[tuple[str, float, str]]:
    """The figures of one page: medians over interleaved blocks, in CPU milliseconds a hit."""
    ours, theirs = turns(case.ask), turns(case.bare)
    run.application.cookies.clear()
    run.application.cookies.update(cookies)
    body = block(run.application, ours, WARM)
    block(run.yardstick, theirs, WARM)
    whole, database, bare = [], [], []
    for _ in range(BLOCKS):
        before = nanoseconds(run.web), nanoseconds(run.postgres)
        block(run.application, ours, HITS)
        after = nanoseconds(run.web), nanoseconds(run.postgres)
        database.append((after[1] - before[1]) / HITS / 1e6)
        whole.append((after[0] - before[0]) / HITS / 1e6 + database[-1])
        before = nanoseconds(run.bare), nanoseconds(run.postgres)
        block(run.yardstick, theirs, HITS)
        after = nanoseconds(run.bare), nanoseconds(run.postgres)
        bare.append((after[0] - before[0] + after[1] - before[1]) / HITS / 1e6)
    yield "cpu_ms", statistics.median(whole), "ms"
    yield "db_ms", statistics.median(database), "ms"
    yield "bare_cpu_ms", statistics.median(bare), "ms"
    yield "kib", len(body) / 1024, "KiB"
    yield "over_bare", statistics.median(a / b for a, b in zip(whole, bare, strict=True)), "times bare"
    yield "bar", case.bar, "times bare"
