"""CPU of list and form pages, application and PostgreSQL together, against the bare handlers of `bare.py`.

The house's own stores on a home of its own, 1,000 entries and 5,000 reviews, one process of each server on loopback.
Each page is asked for in blocks of hits, ours and the yardstick's in turn, so that both meet the same disturbances; a
figure is the median of its blocks. `queries` and `kib` are counted in this process before.
"""

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from msgspec import Struct

from contest.app import create_app
from contest.judging import service as judging
from contest.lib import clock, config, db, killable, valkey
from contest.lib.local.stores import PARTS, Stores
from tests import web
from tests.bench.cases import Asked, Case, cases
from tests.bench.figure import Figure
from tests.bench.seed import Seeded, seed
from tests.bench.serving import free_port, nanoseconds, served

BLOCKS, WARM = 7, 30


class Counted(Struct):
    """One page, asked for once: the statements it took, its length in bytes, and the browser that asked."""

    queries: int
    length: int
    cookies: dict[str, str]
    token: str


Counts = dict[str, Counted]


class Run(Struct, kw_only=True):
    """What was started for the measurement."""

    application: httpx.Client
    yardstick: httpx.Client
    web: int
    bare: int
    postgres: int


def measure(seed: int) -> Iterator[Figure]:
    """Each page's figures, as the Makefile prints them; a bar that is missed is said on standard error."""
    with running(seed, cases) as (run, asked, counted):
        for case in asked:
            yield from figures(run, case, counted[case.name])


@contextmanager
def running(
    number: int, choose: Callable[[Seeded], list[Case]], add: Callable[[Seeded], Awaitable[None]] | None = None
) -> Iterator[tuple[Run, list[Case], Counts]]:
    """The house and the yardstick at work on a contest of `number`, with the chosen cases, each asked for once.

    `add` puts more rows into the contest before.
    """
    home = Path(tempfile.mkdtemp(prefix="contest-bench-"))
    stores = Stores(home, given={})
    try:
        with environment({**stores.start(), "CONTEST_HOME": str(home)}), asyncio.Runner() as runner:
            subprocess.run([sys.executable, "-m", "contest.cli", "migrate"], check=True, stdout=sys.stderr)
            _say("seeding 1,000 entries and 5,000 reviews")
            asked, counted = runner.run(_prepare(number, choose, add))
            [postgres] = [child for child in stores.children if child.name == "postgres"]
            with _started(postgres.pid, counted) as run:
                yield run, asked, counted
    finally:
        stores.stop()
        shutil.rmtree(home, ignore_errors=True)


def _say(text: str) -> None:
    sys.stderr.write(f"pages: {text}\n")


@contextmanager
def environment(found: dict[str, str]) -> Iterator[None]:
    """These parts and no others, for this process and its children."""
    before = dict(os.environ)
    for name in PARTS:
        os.environ.pop(name, None)
    os.environ.update(found)
    config.settings.cache_clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        config.settings.cache_clear()


async def _prepare(
    number: int, choose: Callable[[Seeded], list[Case]], add: Callable[[Seeded], Awaitable[None]] | None
) -> tuple[list[Case], Counts]:
    """Rows and sessions; and every page once."""
    db.engine().config["dsn"] = os.environ["DATABASE_URL"]
    app = create_app()
    counted: Counts = {}
    async with app.app.lifespan():
        seeded = await seed(number=number)
        if add is not None:
            await add(seeded)
        worked = await judging.work_out_ranking(round_id=seeded.round)  # as a job does once scores have changed
        assert worked is not None
        async with db.work():
            await judging.write_ranking(worked=worked, now=clock.now())
        killable.close()
        asked = choose(seeded)
        for case in asked:
            async with web.browser(app, host="127.0.0.1") as client:
                if case.person is not None:
                    await web.sign_in(client, case.person)
                counted[case.name] = await _count(client, case)
        await valkey.close()
    return asked, counted


async def _count(client: httpx.AsyncClient, case: Case) -> Counted:
    method, path, form = case.ask(0)
    token = web.csrf_of(client)
    log: list[str] = []
    counting = db.statements.set(log)
    try:
        if method == "JSON":
            answer = await client.post(path, json=form, headers={"x-csrftoken": token})
        else:
            sent = {"_csrf_token": token, **form} if method == "POST" else None
            answer = await client.request(method, path, data=sent)
    finally:
        db.statements.reset(counting)
    _refuse(answer)
    return Counted(len(log), len(answer.content), dict(client.cookies), token)


@contextmanager
def _started(postgres: int, counted: dict[str, Counted]) -> Iterator[Run]:
    lengths = json.dumps({name: page.length for name, page in counted.items()})
    bare_port, web_port = free_port(), free_port()
    bare_argv = [sys.executable, "-m", "uvicorn", "tests.bench.bare:app", "--port", str(bare_port)]
    bare_argv += ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    with ExitStack() as stack:
        ours, theirs = f"http://127.0.0.1:{web_port}", f"http://127.0.0.1:{bare_port}"
        process = stack.enter_context(
            served([sys.executable, "-m", "contest.cli", "web"], f"{ours}/healthz", PORT=str(web_port))
        )
        bare = stack.enter_context(served(bare_argv, f"{theirs}/empty", BARE_LENGTHS=lengths))
        yield Run(
            application=stack.enter_context(httpx.Client(base_url=ours, timeout=30)),
            yardstick=stack.enter_context(httpx.Client(base_url=theirs, timeout=30)),
            web=process,
            bare=bare,
            postgres=postgres,
        )


def _refuse(answer: httpx.Response) -> None:
    """A page that goes wrong is quick, and measures nothing."""
    if answer.status_code >= 400:
        request = answer.request
        raise RuntimeError(f"{request.method} {request.url} answered {answer.status_code}: {answer.text[-600:]}")


def _block(client: httpx.Client, asking: Iterator[Asked], hits: int, token: str = "") -> None:
    for _ in range(hits):
        method, path, form = next(asking)
        if method == "GET":
            answer = client.get(path)
        elif method == "JSON":
            answer = client.post(path, json=form, headers={"x-csrftoken": token})
        elif token:
            answer = client.post(path, data={"_csrf_token": token, **form})
        else:
            answer = client.post(path, json=form)
        _refuse(answer)


def _turns(ask: Any, first: int) -> Iterator[Asked]:
    turn = first
    while True:
        yield ask(turn)
        turn += 1


def as_person(run: Run, counted: Counted) -> None:
    """The product is asked by whoever asked for the page when it was counted."""
    run.application.cookies.clear()
    for name, value in counted.cookies.items():
        run.application.cookies.set(name, value, domain="127.0.0.1", path="/")


def seconds_of(run: Run, case: Case) -> float:
    """How long one hit takes, the middle one of a block."""
    asking, taken = _turns(case.ask, 1), []
    for _ in range(case.hits):
        began = time.perf_counter()
        _block(run.application, asking, 1)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def database_ms(run: Run, ask: Callable[[int], Asked], hits: int) -> float:
    """Milliseconds of a processor that PostgreSQL takes for one hit of the yardstick, the middle of the blocks."""
    asking, taken = _turns(ask, 0), []
    _block(run.yardstick, asking, min(WARM, hits))
    for _ in range(BLOCKS):
        began = nanoseconds(run.postgres)
        _block(run.yardstick, asking, hits)
        taken.append((nanoseconds(run.postgres) - began) / hits / 1e6)
    return statistics.median(taken)


def figures(run: Run, case: Case, counted: Counted) -> Iterator[Figure]:
    """The figures of one page, in milliseconds of a processor for each hit."""
    ours, theirs = _turns(case.ask, 1), _turns(case.bare, 0)  # turn 0 of ours was the counting
    as_person(run, counted)
    warm = min(WARM, case.hits)
    _block(run.application, ours, warm, counted.token)
    _block(run.yardstick, theirs, warm)
    whole, database, bare = [], [], []
    for _ in range(BLOCKS):
        began, began_db = nanoseconds(run.web), nanoseconds(run.postgres)
        _block(run.application, ours, case.hits, counted.token)
        database.append((nanoseconds(run.postgres) - began_db) / case.hits / 1e6)
        whole.append((nanoseconds(run.web) - began) / case.hits / 1e6 + database[-1])
        began, began_db = nanoseconds(run.bare), nanoseconds(run.postgres)
        _block(run.yardstick, theirs, case.hits)
        bare.append((nanoseconds(run.bare) - began + nanoseconds(run.postgres) - began_db) / case.hits / 1e6)
    over = statistics.median(a / b for a, b in zip(whole, bare, strict=True))
    yield Figure(case.name, "cpu_ms", round(statistics.median(whole), 3), "ms")
    yield Figure(case.name, "db_ms", round(statistics.median(database), 3), "ms")
    yield Figure(case.name, "bare_cpu_ms", round(statistics.median(bare), 3), "ms")
    yield Figure(case.name, "queries", counted.queries, "statements")
    yield Figure(case.name, "kib", round(counted.length / 1024, 1), "KiB")
    yield Figure(case.name, "over_bare", round(over, 2), "times")
    if case.bar is not None and over > case.bar:
        _say(f"{case.name} takes {over:.2f} times the bare handler; the bar is {case.bar:g}")
    if case.queries is not None and counted.queries > case.queries:
        _say(f"{case.name} takes {counted.queries} statements; the bar is {case.queries}")
