"""Test 7 and the second half of test 15: callers who hang up, four times more than can be served, a restart and an
upgrade in the middle of it. One house, callers on the same machine: figures are shares and ratios of one run.
"""

import asyncio
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import uvloop

from contest.lib import clock, db
from contest.lib.config import ROOT
from contest.lib.ids import uuid7
from tests.bench.copying import copy
from tests.bench.rush_seed import Applicant
from tests.bench.serving import nanoseconds
from tests.hold import load
from tests.hold.house import CONTEST, Running, done, house, peopled
from tests.hold.row import Row, at_least, at_most

PEAK_AT_ONCE, PEAK_S, CROWD_S, TIMES = 32, 8.0, 12.0, 4.0
HANG_UPS, HANG_UP_S = 1000, 1.0
RATE = 50.0
ROWS = 100_000
UPGRADE = """
import asyncio, os, pathlib
from contest.lib.migrate import migrate
print(asyncio.run(migrate(os.environ["DATABASE_URL"], pathlib.Path("tests/hold/next_version/migrations"))))
"""


def measure() -> Iterator[Row]:
    """Everything on one house."""
    with house() as running, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        yield from runner.run(_all(running))


async def _all(running: Running) -> list[Row]:
    with suppress(PermissionError):
        os.nice(-5)  # the callers stand for other machines
    async with peopled(running, drafts_each=5) as applicants:
        form = _forms(applicants)
        await load.at_once(running.port, 8, 3, form)
        rows = await _crowd(running, form)
        rows += await _hang_ups(running, form)
        rows += await _restart(running, form)
        rows += await _upgrade(running, form)
        return rows + _worker_start(running)


def _forms(applicants: list[Applicant]) -> Callable[[int], bytes]:
    """Each applicant in turn opens their form, the page that everybody has open at a deadline."""
    asked = [load.get(f"/submissions/{who.drafts[0][0]}/edit", who) for who in applicants]
    return lambda number: asked[number % len(asked)]


async def _crowd(running: Running, form: Callable[[int], bytes]) -> list[Row]:
    """The peak before and after, and four times as many in between."""
    peaks = [await _peak(running, form)]
    crowd = await load.a_second(running.port, peaks[0] * TIMES, load.for_seconds(CROWD_S), form)
    peaks.append(await _peak(running, form))
    refused = crowd.seconds(503)
    return [
        at_least(7, "goodput at 4 x capacity, of the peak", len(crowd.seconds(200)) / CROWD_S / max(peaks), 0.8),
        at_least(7, "answered with 200 or 503", crowd.share(200, 503), 0.999),
        at_most(7, "503 in, s (95 of 100)", load.percentile(refused, 0.95), 0.1),
        at_least(7, "sent away, share", crowd.share(503), 0.3),
    ]


async def _peak(running: Running, form: Callable[[int], bytes]) -> float:
    calls = await load.at_once(running.port, PEAK_AT_ONCE, PEAK_S, form)
    return len(calls.seconds(200)) / PEAK_S


async def _hang_ups(running: Running, form: Callable[[int], bytes]) -> list[Row]:
    """A thousand ask and leave; how long until the landing page answers within half a second again."""
    lost = load.Calls()
    await asyncio.gather(
        *(load.call(running.port, form(number), lost, patience=HANG_UP_S) for number in range(HANG_UPS))
    )
    began = time.perf_counter()
    while True:
        landing = load.Calls()
        await load.call(running.port, load.get("/"), landing)
        [(seconds, status)] = landing.taken
        if status == 200 and seconds <= 0.5:
            break
    return [
        at_most(7, "after 1,000 hang-ups a page in 0.5 s, s until", time.perf_counter() - began, 2),
        at_least(7, "of these 1,000 left without an answer", len(lost.seconds(0)), 100),
    ]


async def _under_load(running: Running, argv: list[str], form: Callable[[int], bytes]) -> tuple[float, load.Calls]:
    """A command while 50 requests a second come; how long it took, and what became of them."""
    pages = [load.get("/"), load.get("/calls"), load.get("/sign-in")]

    def mixed(number: int) -> bytes:
        return form(number) if number % 2 else pages[number // 2 % len(pages)]

    began = time.perf_counter()
    command = asyncio.create_task(done(argv, running))
    calls = await load.a_second(running.port, RATE, command.done, mixed)
    status, said = await command
    if status:
        raise RuntimeError(said)
    return time.perf_counter() - began, calls


async def _restart(running: Running, form: Callable[[int], bytes]) -> list[Row]:
    seconds, calls = await _under_load(running, [*CONTEST, "restart"], form)
    return [
        at_most(15, "restart at 50 a second: failures", len(calls.taken) - len(calls.seconds(200)), 0),
        at_most(15, "restart at 50 a second, s (99 of 100)", load.percentile(calls.seconds(200), 0.99), 1),
        at_most(15, "restart of every process, s", seconds, 60),
    ]


async def _upgrade(running: Running, form: Callable[[int], bytes]) -> list[Row]:
    """The next version's migration over 100,000 rows while this version answers."""
    now = clock.now()
    async with db.work():
        await copy("message", [_message(number, now) for number in range(ROWS)])
    conf = {"PICCOLO_CONF": "tests.hold.next_version.piccolo_conf"}
    argv = ["env", *(f"{name}={value}" for name, value in conf.items()), CONTEST[0], "-c", UPGRADE]
    seconds, calls = await _under_load(running, argv, form)
    filled = await db.fetchval("select count(*) from message where next_words = subject")
    return [
        at_least(15, "rows of an upgrade under load", filled, ROWS),
        at_most(15, "upgrade of 100,000 rows, s", seconds, 60),
        at_most(15, "upgrade at 50 a second: failures", len(calls.taken) - len(calls.seconds(200)), 0),
    ]


def _message(number: int, now: object) -> dict[str, object]:
    id_ = uuid7()
    return {
        "id": id_, "kind": "submissions/receipt", "recipient_id": None, "recipient_name": f"Person {number}",
        "email": f"p{number}@example.org", "locale": "en", "subject": f"Entry {number} was handed in",
        "body": "Your entry has arrived. " * 20, "sealed_words": None, "message_id": f"<{id_}@hold>",
        "state": "kept", "needs_approval": False, "approved_by": None, "edition_id": None,
        "round_id": None, "about": [], "is_demo": False, "attempts": 1, "error": None, "created_at": now,
        "queued_at": now, "sent_at": None,
    }  # fmt: skip


def _worker_start(running: Running) -> list[Row]:
    """From the command to the first look at the queue, the middle one of three; processor time beside it."""
    taken, spent = [], []
    for _ in range(3):
        log = Path(running.home / "logs" / "hold-worker.log")
        log.unlink(missing_ok=True)
        began = time.perf_counter()
        with (
            log.open("wb") as into,
            subprocess.Popen([*CONTEST, "worker", "quick"], cwd=ROOT, env=running.env, stderr=into) as worker,
        ):
            while b'"worker starts"' not in log.read_bytes():
                if time.perf_counter() - began > 60 or worker.poll() is not None:
                    raise RuntimeError(log.read_text())
                time.sleep(0.01)
            taken.append(time.perf_counter() - began)
            spent.append(nanoseconds(worker.pid) / 1e9)
            worker.terminate()
    return [
        at_most(15, "worker start, s", statistics.median(taken), 3),
        at_most(15, "worker start, s of a processor", statistics.median(spent), 3),
    ]
