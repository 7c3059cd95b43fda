"""From a final decision to the mail, and from a reversed one to the check page, by jobs alone."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from contest.certificates import queries, service
from contest.certificates.rules import issue
from contest.lib import db, killable, outbox, storage
from contest.lib.config import ROOT
from contest.lib.outbox import jobs, relay
from tests.makers import grant, make_person
from tests.makers.accounts import actor_for
from tests.makers.certificates import FINAL, make_decision, make_won
from tests.workers.conftest import until
from workers.runtime import perform
from workers.settings import REGISTRY


@pytest.fixture(scope="module", autouse=True)
def processes() -> Iterator[None]:
    yield
    killable.close()


async def here(rounds: int = 5) -> None:
    """Run what is due and what comes of it, as workers of both queues would."""
    for _ in range(rounds):
        sent: list[str] = []

        async def send(_: str, sending: str, to: list[str] = sent) -> None:
            to.append(sending)

        await relay.fan_out(REGISTRY.events)
        await relay.send_due(send, REGISTRY)
        await asyncio.gather(*(perform(REGISTRY, sending, worker=1) for sending in sent))


async def emit(name: str, **payload: object) -> None:
    async with db.work():
        await outbox.emit(name, **payload)  # type: ignore[arg-type]


async def test_a_final_decision_ends_in_files_and_mails_and_a_second_event_in_nothing_new(database: str) -> None:
    won = await make_won("Lin Xiaoyu", "Aino Virtanen")
    await emit("decision.final", decision_id=won.decision_id)
    await here()
    rows = await db.fetch("select key, sha256 from certificate order by number")
    assert [row["sha256"] is not None for row in rows] == [True, True]
    assert [(await storage.get(row["key"]))[:5] for row in rows] == [b"%PDF-", b"%PDF-"]
    assert await db.fetchval("select count(*) from message where kind = 'certificates/issued'") == 2
    await emit("decision.final", decision_id=won.decision_id)
    await here()
    assert await db.fetchval("select count(*) from certificate") == 2
    assert await db.fetchval("select count(*) from message where kind = 'certificates/issued'") == 2
    assert (
        await db.fetchval("select count(*) from outbox_job where done_at is null and name like 'certificates.%'") == 0
    )


async def test_a_reversed_decision_revokes(database: str) -> None:
    won = await make_won()
    await emit("decision.final", decision_id=won.decision_id)
    await here()
    await db.execute("update decision set state = 'reversed' where id = $1", won.decision_id)
    await make_decision(won.round_id, state="drafted", reverses=won.decision_id, reason="A score was entered twice.")
    await emit("decision.reversed", decision_id=won.decision_id)
    await here()
    found = await queries.by_code(await db.fetchval("select code from certificate"))
    assert found is not None
    assert (found.state, found.reason) == ("revoked", "A score was entered twice.")


async def test_a_name_that_cannot_be_printed_waits_with_its_reason_and_stops_no_other(database: str) -> None:
    won = await make_won("Lin 😀", "Aino Virtanen")
    await emit("decision.final", decision_id=won.decision_id)
    await here()
    assert await db.fetchval("select trouble from certificate where sha256 is null") == "glyphs: 😀"
    assert await db.fetchval("select count(*) from outbox_job where done_at is null") == 0
    assert await db.fetchval("select count(*) from certificate where sha256 is not null") == 1


async def test_organisers_hear_once_of_what_cannot_be_printed_and_again_when_they_try_again(database: str) -> None:
    won = await make_won("Lin 😀", "Wang 😀", "Aino Virtanen")
    organiser = await make_person()
    await grant(organiser, "programme_organiser")
    told = "select count(*), min(body) from message where kind = 'certificates/unprintable' and recipient_id = $1"
    await emit("decision.final", decision_id=won.decision_id)
    await here()
    row, batch = await db.fetchrow(told, organiser), await db.fetchval("select id from issued_batch")
    assert row is not None
    assert (row["count"], f"/certificates/batches/{batch}" in row["min"]) == (1, True)
    actor = await actor_for(organiser)
    async with db.work():
        await service.resume_batch(actor=actor, batch_id=batch)
    await here()
    assert await db.fetchval(told, organiser) == 2


async def test_a_crash_between_storing_and_marking_is_made_good(database: str) -> None:
    won = await make_won()
    await emit("decision.final", decision_id=won.decision_id)
    await here(1)
    made = await db.fetchval("select id from certificate")
    stored = await service.store_files(certificate_ids=[made], now=FINAL)
    await here()
    assert await db.fetchval("select sha256 from certificate") == stored.digests[made]
    assert await db.fetchval("select count(*) from message where kind = 'certificates/issued'") == 1


async def test_storage_that_goes_away_in_a_batch_is_waited_for(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    won = await make_won("Lin Xiaoyu", "Aino Virtanen")
    monkeypatch.setattr(issue, "SERIES", 1)
    await emit("decision.final", decision_id=won.decision_id)
    await here(1)
    with monkeypatch.context() as gone:
        gone.setattr(storage, "client", lambda: storage.client_of("http://127.0.0.1:9"))
        await here(1)
    assert await db.fetchval("select count(*) from outbox_job where error like 'Unavailable%' and dead_at is null") == 2
    assert await db.fetchval("select count(*) from certificate where sha256 is not null or trouble <> ''") == 0
    await db.execute("update outbox_job set due_at = now() where done_at is null")
    await here()
    rows = await db.fetch("select key, sha256 from certificate")
    assert [(await storage.get(row["key"]))[:5] for row in rows] == [b"%PDF-", b"%PDF-"]
    assert await db.fetchval("select count(*) from message where kind = 'certificates/issued'") == 2


@pytest.mark.timeout(240)  # three worker processes start one after another
async def test_a_batch_whose_worker_is_killed_goes_on_with_nothing_doubled(
    stores: dict[str, str], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(queue: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "contest.cli", "worker", queue], cwd=ROOT, env=os.environ | stores
        )

    names = [f"Lin Xiaoyu {number}" for number in range(12)]
    won = await make_won(*names, ranks=tuple(range(1, 13)))
    monkeypatch.setattr(issue, "SERIES", 2)
    async with db.work():
        await service.issue_for_decision(decision_id=won.decision_id, now=FINAL)
    workers = [start("quick"), start("slow")]
    try:
        for least in (1, 6):
            await until(lambda least=least: _made_at_least(least), seconds=90)  # type: ignore[misc]
            workers[1].send_signal(signal.SIGKILL)
            workers[1].wait()
            workers[1] = start("slow")
        await jobs.settled(seconds=120)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    rows = await db.fetch("select number, key, sha256 from certificate")
    assert len({row["number"] for row in rows}) == len({row["sha256"] for row in rows}) == len(rows) == 12
    assert [(await storage.get(row["key"]))[:5] for row in rows] == [b"%PDF-"] * 12
    told = await db.fetch("select recipient_id from message where kind = 'certificates/issued'")
    assert sorted(row["recipient_id"] for row in told) == sorted(won.owners)


async def _made_at_least(count: int) -> bool:
    return bool(await db.fetchval("select count(*) >= $1 from certificate where sha256 is not null", count))
