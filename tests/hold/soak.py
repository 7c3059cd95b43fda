"""Test 15, the long run: a house under steady use, whose processes may not grow, in memory or in files held open."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import psutil
import uvloop
from msgspec import Struct

from tests.bench.rush_seed import Applicant
from tests.hold import load
from tests.hold.house import Running, house, peopled
from tests.hold.row import Row, at_most

RATE = 20.0
LOOKS = 24  # over the whole run; the first quarter is the time in which everything is loaded
WARM = LOOKS // 4
MOST_GROWTH = 0.10  # of memory, from the end of the first quarter to the last
MOST_FILES = 10
NAMES = ("contest.cli web", "contest.cli worker", "postgres", "valkey-server", "weed")


class Look(Struct):
    """The parts of the house at one moment: memory in MB (what is shared counted once in each) and open files."""

    memory: dict[str, float]
    files: dict[str, int]


def measure(minutes: float) -> Iterator[Row]:
    """Readers and hang-ups at 20 a second for so long."""
    with house() as running, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        yield from runner.run(_soak(running, minutes))


async def _soak(running: Running, minutes: float) -> list[Row]:
    looks: list[Look] = []
    async with peopled(running, drafts_each=2) as applicants:
        end = time.perf_counter() + minutes * 60
        calls = asyncio.create_task(
            load.a_second(running.port, RATE, lambda: time.perf_counter() >= end, _mixed(applicants))
        )
        for _ in range(LOOKS):
            await asyncio.sleep(minutes * 60 / LOOKS)
            looks.append(_look(running.process.pid))
        answered = await calls
    rows = [at_most(15, "soak: failures", len(answered.taken) - len(answered.seconds(200)), 0)]
    for name in looks[WARM].memory:
        before, after = looks[WARM], looks[-1]
        rows += [
            at_most(15, f"soak: {name}, growth of memory", after.memory[name] / before.memory[name] - 1, MOST_GROWTH),
            at_most(15, f"soak: {name}, more open files", after.files[name] - before.files[name], MOST_FILES),
        ]
    return rows


def _mixed(applicants: list[Applicant]) -> Callable[[int], bytes]:
    asked = [load.get(path) for path in ("/", "/calls", "/sign-in", "/calls.json", "/verify")]
    asked += [load.get(f"/submissions/{who.drafts[0][0]}/edit", who) for who in applicants[:50]]
    asked += [load.get("/home", who) for who in applicants[:50]]
    return lambda number: asked[number % len(asked)]


def _look(pid: int) -> Look:
    """By kind: two web processes, or PostgreSQL with all its connections, are one."""
    look = Look({}, {})
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        with suppress(psutil.Error):  # it may end as we look
            words = " ".join(process.cmdline())
            name = next((one for one in NAMES if one in words), "contest up" if process.pid == pid else "")
            if name:
                look.memory[name] = look.memory.get(name, 0) + process.memory_full_info().pss / 1e6
                look.files[name] = look.files.get(name, 0) + process.num_fds()
    return look
