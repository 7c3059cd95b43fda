"""A deadline: 200 applicants at once on two web processes with a worker of each queue, the load on the same machine.

Case `quiet`: nothing else happens. Case `kills`: a web process is killed every 2 s and PostgreSQL is stopped at once in
the middle. Errors are expected then; what counts is `lost` (a receipt was shown, and the database does not hold what it
says) and `doubled` (an entry with two versions, two standings or two mails of one receipt). `drain_s` is how long the
jobs took that the rush left. RUSH_SECONDS, 60 without it, is for a first look.
"""

import asyncio
import os
import shutil
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import uvloop

from contest.lib import db, valkey
from contest.lib.config import ROOT
from contest.lib.local.processes import Child
from contest.lib.local.stores import Stores
from contest.lib.local.supervisor import stop_all
from contest.lib.migrate import migrate
from contest.lib.outbox import jobs
from tests.bench.figure import Figure
from tests.bench.pages import environment
from tests.bench.rush import Rush, Tally
from tests.bench.rush_seed import seed_rush
from tests.bench.serving import nanoseconds

SECONDS = float(os.environ.get("RUSH_SECONDS", "60"))
MOST_A_SECOND = 150  # drafts are seeded for so many
KILL_EVERY_S = 2.0
DRAIN_S = 900.0
BAR_A_SECOND, BAR_MS = 60, 1000

# A receipt that was shown: the version must be there with this digest, and the entry must stand with it.
_LOST = """
select count(*) from unnest($1::text[], $2::int[], $3::text[]) as seen(code, number, sha256)
 where not exists (
    select from submission s join submission_version v on v.submission = s.id
      join standing st on st.submission = s.id and st.round = s.round and st.version = v.id
     where s.code = seen.code and s.state = 'submitted' and v.number = seen.number and v.sha256 = seen.sha256)
"""

_DOUBLED = """
select (select count(*) from (select 1 from submission_version group by submission having count(*) > 1) v)
     + (select count(*) from (select 1 from standing group by submission having count(*) > 1) s)
     + (select count(*) from (select 1 from message where kind = 'submissions/receipt'
                               group by about having count(*) > 1) m)
"""


def measure(seed: int) -> Iterator[Figure]:
    """Both cases, each on a home of its own."""
    for case in ("quiet", "kills"):
        yield from _case(case, seed)


def _case(case: str, seed: int) -> Iterator[Figure]:
    home = Path(tempfile.mkdtemp(prefix="contest-bench-"))
    stores = Stores(home, given={})
    try:
        found = {**stores.start(), "CONTEST_HOME": str(home)}
        with environment(found), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            db.engine().config["dsn"] = found["DATABASE_URL"]
            runner.run(migrate(found["DATABASE_URL"], ROOT / "migrations"))
            yield from runner.run(_rush(case, seed, stores))
    finally:
        stores.stop()
        shutil.rmtree(home, ignore_errors=True)


async def _rush(case: str, seed: int, stores: Stores) -> list[Figure]:
    await db.open_pool(most=2)
    applicants = await seed_rush(number=seed, drafts_each=int(SECONDS * MOST_A_SECOND / 200) + 5)
    await db.close_pool()
    house = _House(stores)
    try:
        await house.ready()
        await Rush(house.port, 0).look(applicants)
        begun, spent = time.monotonic(), house.cpu_ms()
        rush = Rush(house.port, begun + SECONDS)
        trouble = asyncio.create_task(house.trouble(rush.ends) if case == "kills" else asyncio.sleep(0))
        keeping = asyncio.create_task(house.keep())
        tally = await rush.run(applicants)
        taken, spent = time.monotonic() - begun, {part: ms - spent[part] for part, ms in house.cpu_ms().items()}
        trouble.cancel()
        p99 = statistics.quantiles(tally.seconds, n=100)[98] * 1000
        _say(f"{case}: {len(tally.receipts)} receipts in {taken:.0f} s, p99 {p99:.0f} ms; waiting for their jobs")
        await db.open_pool(most=2)
        drained = await _drain()
        keeping.cancel()
        return await _figures(case, tally, taken, drained, spent)
    finally:
        house.stop()
        await db.close_pool()
        await valkey.close()


async def _drain() -> float:
    """Until the jobs that were left are done."""
    began = time.monotonic()
    await jobs.settled(seconds=DRAIN_S)
    return time.monotonic() - began


async def _figures(case: str, tally: Tally, taken: float, drained: float, spent: dict[str, float]) -> list[Figure]:
    seen = tally.receipts
    columns = ([one.code for one in seen], [one.number for one in seen], [one.sha256 for one in seen])
    lost, doubled = await db.fetchval(_LOST, *columns), await db.fetchval(_DOUBLED)
    rate, p99 = len(seen) / taken, statistics.quantiles(tally.seconds, n=100)[98] * 1000
    for text in [*tally.first_errors, *([f"{tally.unfinished} entries were given up"] if tally.unfinished else [])]:
        _say(f"{case}: {text}")
    if case == "quiet" and (rate < BAR_A_SECOND or p99 > BAR_MS or tally.errors):
        _say(
            f"{rate:.1f} hand-ins a second, p99 {p99:.0f} ms, {tally.errors} errors;"
            f" the bar is {BAR_A_SECOND}, {BAR_MS} and 0"
        )
    parts = ", ".join(f"{part} {ms / len(seen):.1f}" for part, ms in spent.items())
    _say(f"{case}: processor time of a hand-in, in ms: {parts}")
    return [
        Figure(case, "handins_per_s", round(rate, 1), "1/s"),
        Figure(case, "p50_ms", round(statistics.median(tally.seconds) * 1000, 1), "ms"),
        Figure(case, "p99_ms", round(p99, 1), "ms"),
        Figure(case, "cpu_ms", round(sum(spent.values()) / len(seen), 1), "ms"),
        Figure(case, "errors", tally.errors, "answers"),
        Figure(case, "receipts", len(seen), "receipts"),
        Figure(case, "lost", lost, "receipts"),
        Figure(case, "doubled", doubled, "entries"),
        Figure(case, "drain_s", round(drained, 1), "s"),
    ]


def _say(text: str) -> None:
    sys.stderr.write(f"deadline_rush: {text}\n")


class _House:
    """What `contest up` runs on one machine: two web processes on one socket, a worker of each queue."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(2048)
        self.port = int(self.socket.getsockname()[1])
        listener = self.socket.fileno()
        self.webs = [self._child("web", "--fd", str(listener), name=f"web-{n}", keep=(listener,)) for n in (1, 2)]
        self.workers = [self._child("worker", queue, name=queue) for queue in ("quick", "slow")]
        for child in [*self.webs, *self.workers]:
            child.start()

    def _child(self, *words: str, name: str, keep: tuple[int, ...] = ()) -> Child:
        log = self.stores.home / "logs" / f"{name}.log"
        env = {**os.environ, "PORT": str(self.port)}
        argv = [sys.executable, "-m", "contest.cli", *words]
        return Child(name, argv, log=log, env=env, cwd=ROOT, orphaned=signal.SIGKILL, keep_open=keep)

    async def ready(self) -> None:
        async with asyncio.timeout(60), httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as client:
            answers = 0
            while answers < 20:  # both processes: whoever accepts first is not always the same one
                try:
                    answers += (await client.get("/readyz", headers={"connection": "close"})).status_code == 200
                except httpx.HTTPError:
                    answers = 0
                await asyncio.sleep(0.1)

    async def keep(self) -> None:
        """Start again what died, as the house does."""
        while True:
            for child in [*self.webs, *self.workers]:
                if not child.is_alive():
                    child.start()
            self.stores.supervisor.check()
            await asyncio.sleep(0.1)

    async def trouble(self, ends: float) -> None:
        """Kill a web process every 2 s until the rush ends, and stop PostgreSQL at once in the middle of it."""
        [postgres] = [child for child in self.stores.children if child.name == "postgres"]
        middle = time.monotonic() + SECONDS / 2
        turn = 0
        while time.monotonic() < ends:
            await asyncio.sleep(KILL_EVERY_S)
            self.webs[turn % 2].kill()
            turn += 1
            if time.monotonic() > middle:
                middle = float("inf")
                os.kill(postgres.pid, signal.SIGQUIT)  # PostgreSQL's "immediate": no checkpoint, no good-bye

    def cpu_ms(self) -> dict[str, float]:
        """Processor time so far, by part; of a web process that was killed it is forgotten."""
        groups = {"web": self.webs, "workers": self.workers, "stores": self.stores.children}
        spent = {name: sum(nanoseconds(child.pid) for child in each) / 1e6 for name, each in groups.items()}
        return spent | {"load": time.process_time() * 1000}

    def stop(self) -> None:
        stop_all([*self.webs, *self.workers], seconds=5)
        self.socket.close()
