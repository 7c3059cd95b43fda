"""Tests 9, 11 and 13, their timed parts, on a contest of 1,000 entries and 5,000 reviews and one web process.

What may not tell anything by its time is asked in blocks, in turn with what it is compared to, and the medians of
processor times (web process and PostgreSQL) are compared: a neighbour on the machine disturbs both alike.
"""

import asyncio
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx

from contest.app import create_app
from contest.lib import config, db, passwords, valkey
from contest.lib.ids import uuid7
from tests.bench import pages, sign_in
from tests.bench.cases import Asked, Case
from tests.bench.seed import Seeded
from tests.bench.serving import nanoseconds
from tests.hold.row import Row, at_most
from tests.makers import make_person

EXPORTS, AT_ONCE, PATIENCE_S = 5, 10, 60
BLOCKS, HITS, APART = 21, 12, 0.05

_NAMES = ("Ana Lima", "Bartholomäus von Hohenlohe-Langenburg der Jüngere, Consortium of Everything")


def measure() -> Iterator[Row]:
    """One contest for all."""
    held: list[Seeded] = []

    def choose(seeded: Seeded) -> list[Case]:
        held.append(seeded)
        return _cases(seeded)

    with pages.running(1, choose) as (run, asked, counted):
        csv, review = asked
        yield from _export(run, csv, review, counted)
        yield from _blind(run, review, counted, held[0])
        pages.as_person(run, counted[review.name])
        others = asyncio.run(_reviews_of_others(held[0]))
        addresses = {False: lambda turn: f"/judging/reviews/{others[turn]}", True: _nowhere}
        yield _apart("somebody else's review against none", run, addresses)
        yield from asyncio.run(_ways_in())


def _cases(seeded: Seeded) -> list[Case]:
    """The export of an organiser, and five reviews of a judge."""
    here = f"/judging/rounds/{seeded.round}/reviews/csv"

    def nothing(_: int) -> Asked:
        return "GET", "/empty", {}

    def review(turn: int) -> Asked:
        return "GET", f"/judging/reviews/{seeded.review_ids[turn % 5]}", {}

    return [
        Case(name="csv", person=seeded.organiser, ask=lambda _: ("GET", here, {}), bare=nothing),
        Case(name="review", person=seeded.judge, ask=review, bare=nothing),
    ]


def _nowhere(_: int) -> str:
    """A review that there is not."""
    return f"/judging/reviews/{uuid7()}"


def _resident_mb(pid: int, which: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{which}:")) / 1024


def _export(run: pages.Run, csv: Case, review: Case, counted: pages.Counts) -> Iterator[Row]:
    """5,000 reviews as CSV, the first of them unmeasured; then ten at once beside a judge."""
    pages.as_person(run, counted[csv.name])
    address = csv.ask(0)[1]
    run.application.get(address)
    before = _resident_mb(run.web, "VmRSS")
    Path(f"/proc/{run.web}/clear_refs").write_text("5")  # the high-water mark begins anew
    taken = []
    for _ in range(EXPORTS):
        began = time.perf_counter()
        assert run.application.get(address).status_code == 200
        taken.append(time.perf_counter() - began)
    yield at_most(9, "export of 5,000 reviews, s", statistics.median(taken), 0.5)
    yield at_most(9, "export: memory more, MB", _resident_mb(run.web, "VmHWM") - before, 20)
    url, cookies = str(run.application.base_url), counted[csv.name].cookies
    takers = [
        threading.Thread(target=httpx.get, args=(url + address,), kwargs={"cookies": cookies, "timeout": PATIENCE_S})
        for _ in range(AT_ONCE)
    ]
    pages.as_person(run, counted[review.name])
    waits = []
    for taker in takers:
        taker.start()
    while any(taker.is_alive() for taker in takers):
        began = time.perf_counter()
        assert run.application.get(review.ask(0)[1]).status_code == 200
        waits.append(time.perf_counter() - began)
    yield at_most(9, "a judge's page beside ten exports, s (longest)", max(waits, default=0.0), 1)


def _blind(run: pages.Run, review: Case, counted: pages.Counts, seeded: Seeded) -> Iterator[Row]:
    """The same review in an anonymous round, of an applicant with one name and with another: the bytes and the time."""
    asyncio.run(
        _execute("update round set blindness = 'anonymous', judges_known = 'never' where id = $1", seeded.round)
    )
    texts: dict[bool, list[str]] = {}

    def address(turn: int) -> str:
        return review.ask(turn)[1]

    def who(is_other: bool) -> None:
        asyncio.run(
            _execute(
                "update person set name = $1 where id in (select owner from submission s"
                " join review v on v.submission = s.id where v.id = any($2))",
                _NAMES[is_other], seeded.review_ids[:5],
            )
        )  # fmt: skip
        pages.as_person(run, counted[review.name])
        texts[is_other] = [run.application.get(address(turn)).text for turn in range(5)]

    yield _apart("blind review of another applicant", run, {False: address, True: address}, who)
    differs = sum(one != other for one, other in zip(texts[False], texts[True], strict=True))
    yield at_most(11, "blind review: another applicant, pages that differ", differs, 0)


async def _reviews_of_others(seeded: Seeded) -> list[UUID]:
    connection = await asyncpg.connect(config.settings().database_url)
    try:
        found = await connection.fetch(
            "select id from review where judge <> $1 order by id limit $2", seeded.judge, HITS
        )
        return [row["id"] for row in found]
    finally:
        await connection.close()


async def _execute(sql: str, *args: object) -> None:
    connection = await asyncpg.connect(config.settings().database_url)
    try:
        await connection.execute(sql, *args)
    finally:
        await connection.close()


def _apart(
    what: str,
    run: pages.Run,
    addresses: dict[bool, Callable[[int], str]],
    make_so: Callable[[bool], None] = lambda _: None,
) -> Row:
    """How far apart the two are, in shares of the first: medians of blocks in turn."""
    costs: dict[bool, list[int]] = {False: [], True: []}
    for turn in range(2 * BLOCKS):
        is_other = bool(turn % 2) ^ bool(turn // 2 % 2)
        make_so(is_other)
        for number in range(3):
            run.application.get(addresses[is_other](number))
        began = nanoseconds(run.web) + nanoseconds(run.postgres)
        for number in range(HITS):
            run.application.get(addresses[is_other](number))
        costs[is_other].append(nanoseconds(run.web) + nanoseconds(run.postgres) - began)
    one, other = statistics.median(costs[False]), statistics.median(costs[True])
    return at_most(11, f"{what}: processor time apart", abs(other / one - 1), APART)


async def _ways_in() -> list[Row]:
    """Known address against unknown, on every way in."""
    app, rows = create_app(), []
    async with app.app.lifespan():
        hashed = await passwords.hash_password("the right password")
        for number in range(sign_in.TRIES):
            await make_person(email=f"known{number}@example.org", password_hash=hashed)
        for case, (url, fields) in sign_in.CASES.items():
            async for figure, value, _ in sign_in.measure(app, url, fields):
                if figure == "known_over_unknown_cpu_ms":
                    rows.append(at_most(13, f"{case}: known and unknown address, apart", abs(value - 1), APART))
        await valkey.close()
    assert db.engine().pool is None
    return rows
