"""A batch of certificates on real stores and workers, one of which is killed five times."""

import asyncio
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psutil
import uvloop

from contest.certificates import service
from contest.challenge.service.forms import give_default_forms
from contest.lib import db, storage, valkey
from contest.lib.config import ROOT
from contest.lib.ids import uuid7
from contest.lib.local.processes import Child
from contest.lib.local.stores import Stores
from contest.lib.local.supervisor import stop_all
from contest.lib.migrate import migrate
from contest.lib.outbox import jobs
from tests.bench.copying import copy
from tests.bench.entries import draft_entries, hand_in_all
from tests.bench.figure import Figure
from tests.bench.pages import environment

KILLS = 5
WARM = 200  # memory is counted from here
LONGEST_S = 7200.0

_SEEN = """
select count(*) as certificates, count(distinct number) as numbers, count(distinct sha256) as files,
       (select count(*) from message where kind = 'certificates/issued') as messages,
       (select count(distinct recipient_id) from message where kind = 'certificates/issued') as people
  from certificate
"""


def measure_batch(seed: int, count: int) -> Iterator[Figure]:
    """`count` certificates of one decision: all of them once, however often the worker dies."""
    home = Path(tempfile.mkdtemp(prefix="contest-bench-"))
    stores = Stores(home, given={})
    try:
        found = {**stores.start(), "CONTEST_HOME": str(home)}
        with environment(found), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            db.engine().config["dsn"] = found["DATABASE_URL"]
            runner.run(migrate(found["DATABASE_URL"], ROOT / "migrations"))
            yield from runner.run(_batch(seed, count, stores))
    finally:
        stores.stop()
        shutil.rmtree(home, ignore_errors=True)


async def _batch(seed: int, count: int, stores: Stores) -> list[Figure]:
    await db.open_pool(most=4)
    workers = [_worker(stores, queue) for queue in ("quick", "slow")]
    try:
        decision = await _seed(random.Random(seed), count)
        async with db.work():
            await service.issue_for_decision(decision_id=decision, now=datetime.now(UTC))
        for worker in workers:
            worker.start()
        return await _watch(workers[1], count)
    finally:
        stop_all(workers, seconds=5)
        await db.close_pool()
        await valkey.close()


def _worker(stores: Stores, queue: str) -> Child:
    log = stores.home / "logs" / f"{queue}.log"
    argv = [sys.executable, "-m", "contest.cli", "worker", queue]
    return Child(queue, argv, log=log, env=dict(os.environ), cwd=ROOT, orphaned=signal.SIGKILL)


async def _watch(worker: Child, count: int) -> list[Figure]:
    """Kill the worker at every sixth part; memory and speed are those of the longest run without a kill."""
    marks = [count * part // (KILLS + 1) for part in range(1, KILLS + 1)]
    begun, warm, most, killed_at = time.perf_counter(), 0, 0, 0
    started_at = 0
    while (made := await db.fetchval("select count(*) from certificate where sha256 is not null")) < count:
        if time.perf_counter() - begun > LONGEST_S:
            raise TimeoutError
        memory = _memory(worker.pid)
        if made - started_at < WARM:
            warm = max(warm, memory)
        else:
            most = max(most, memory - warm)
        if marks and made >= marks[0]:
            marks.pop(0)
            worker.kill()
            worker.start()
            killed_at, started_at, warm = killed_at + 1, made, 0
        await asyncio.sleep(0.5)
    seconds = time.perf_counter() - begun
    await jobs.settled(seconds=600)
    seen = await db.fetchrow(_SEEN)
    assert seen is not None
    keys = [row["key"] for row in await db.fetch("select key from certificate")]
    stored = await _stored(keys)
    return [
        Figure(str(count), "per_second", round(count / seconds, 1), "1/s"),
        Figure(str(count), "kills", killed_at, "kills"),
        Figure(str(count), "growth_mb", round(most / 1e6, 1), "MB"),
        *(Figure(str(count), name, value, name) for name, value in dict(seen).items()),
        Figure(str(count), "stored", stored, "files"),
    ]


def _memory(pid: int) -> int:
    """The resident memory of the worker's largest process: those that draw are replaced, the worker is not."""
    try:
        process = psutil.Process(pid)
        return max(one.memory_info().rss for one in [process, *process.children(recursive=True)])
    except psutil.Error:
        return 0


async def _stored(keys: list[str]) -> int:
    limit = asyncio.Semaphore(16)

    async def there(key: str) -> bool:
        async with limit:
            return await storage.size(key) > 0

    return sum(await asyncio.gather(*(there(key) for key in keys)))


async def _seed(chance: random.Random, count: int) -> UUID:
    """A final decision that awards `count` people who entered alone."""
    now = datetime.now(UTC)
    edition, round_, decision, scene = (uuid7() for _ in range(4))
    people = [uuid7() for _ in range(count)]
    async with db.work():
        await copy("edition", [{
            "id": edition, "slug": "bench", "code_prefix": "BN26", "name_en": "Climate Challenge",
            "name_zh": "气候挑战赛", "purpose_en": "x", "purpose_zh": "x", "state": "judging",
            "entries_numbered": count, "is_demo": False, "created_at": now,
        }])  # fmt: skip
        await copy("scene", [{
            "id": scene, "edition": edition, "key": "energy", "name_en": "Energy", "name_zh": "能源", "position": 0,
        }])  # fmt: skip
        await copy("round", [{
            "id": round_, "edition": edition, "city": None, "slug": "finals", "name_en": "Final", "name_zh": "总决赛",
            "stage": "online", "state": "decided", "time_zone": "Asia/Shanghai", "opens_at": now - timedelta(days=90),
            "closes_at": now - timedelta(days=60), "reviews_due_at": now - timedelta(days=30), "notice_days": 5,
            "blindness": "none", "judges_known": "signed",
            "publicity": "listed", "language": "both", "kinds": ["project"], "quota": count, "created_at": now,
        }])  # fmt: skip
        await copy("person", [{
            "id": one, "email": f"p{place}@example.org", "email_confirmed_at": now,
            "name": f"{chance.choice(('Søren Åkesson', '林晓宇', 'Łukasz Żółkiewski', '欧阳海宁'))} {place}",
            "locale": chance.choice(("en", "zh")), "time_zone": "Europe/Paris", "country": "FR", "organisation": None,
            "password_hash": None, "epoch": 0, "is_demo": False, "created_at": now,
        } for place, one in enumerate(people)])  # fmt: skip
        await give_default_forms(edition_id=edition, now=now)
        entered = await draft_entries(chance, now, edition, round_, [scene], people, range(1, count + 1))
        versions = await hand_in_all(now, round_, entered, standing="awarded")
        await db.execute('update submission_version set content = content || \'{"organisation_name": ""}\'')
        await copy("decision", [{
            "id": decision, "round": round_, "state": "final", "rule": "mean", "reason": "", "drafted_by": people[0],
            "drafted_at": now, "published_at": now, "notice_ends_at": now, "final_at": now, "reverses": None,
        }])  # fmt: skip
        await copy("decision_item", [{
            "id": uuid7(), "decision": decision, "submission": one["submission"], "outcome": "awarded", "rank": place,
            "award_en": "First Prize", "award_zh": "一等奖",
        } for place, one in enumerate(versions, 1)])  # fmt: skip
    await db.execute("vacuum analyze")
    return decision
