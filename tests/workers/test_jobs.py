"""Jobs on real workers, killed, starved and refused."""

import asyncio
import signal
import time
from contextvars import Context
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contest.lib import clock, db, outbox, valkey
from contest.lib.outbox import jobs, relay, sweeper
from contest.lib.outbox.queue import key
from tests.workers.conftest import Start, is_beating, until
from tests.workers.worker import REGISTRY
from workers.runtime import AlreadyDone, Run, perform

pytestmark = pytest.mark.usefixtures("effects")


async def emit(name: str, count: int = 1) -> None:
    for start in range(0, count, 100):
        async with db.work():
            for number in range(start, min(start + 100, count)):
                await outbox.emit(name, number=number)


async def only_job() -> Any:
    return await db.fetchrow("select * from outbox_job")


async def numbers() -> list[int]:
    return [row["event_number"] for row in await db.fetch("select event_number from effect order by event_number")]


async def here(worker: int = 1) -> None:
    """Run in this process what is due, as a worker of this number would."""
    sent: list[str] = []

    async def send(_: str, sending: str) -> None:
        sent.append(sending)

    await relay.fan_out(REGISTRY.events)
    await relay.send_due(send, REGISTRY)
    for sending in sent:
        await perform(REGISTRY, sending, worker=worker)


@pytest.mark.timeout(240)  # six processes start one after another: seconds, or a minute on a busy machine
async def test_600_jobs_are_done_once_though_workers_are_killed_and_valkey_is_emptied(start_worker: Start) -> None:
    workers = [start_worker(), start_worker()]
    await emit("test.happened", 600)
    for kill in range(1, 6):
        await until(lambda least=kill * 80: _done_at_least(least), seconds=60)
        workers[kill % 2].send_signal(signal.SIGKILL)
        workers[kill % 2].wait()
        if kill == 3:
            await valkey.command("FLUSHDB")
        if kill < 5:
            workers[kill % 2] = start_worker()
    await jobs.settled(seconds=100)
    assert await numbers() == list(range(600))
    assert await db.fetchval("select count(*) from outbox_job where done_at is not null and dead_at is null") == 600


async def _done_at_least(count: int) -> bool:
    return bool(await db.fetchval("select count(*) >= $1 from outbox_job where done_at is not null", count))


async def test_a_worker_starts_says_so_and_stops_when_told(start_worker: Start) -> None:
    worker = start_worker()
    await until(lambda: is_beating("quick"))
    begun = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.wait, 10) == 0
    assert time.monotonic() - begun < 4


async def test_a_stopped_worker_gives_its_job_back_uncounted(start_worker: Start) -> None:
    worker = start_worker("slow")
    await emit("test.waits")
    await until(lambda: db.fetchval("select worker is not null from outbox_job"))
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.wait, 10) == 0
    row = await only_job()
    assert (row["attempts"], row["worker"], row["sent_at"], row["dead_at"]) == (0, None, None, None)


async def test_a_worker_survives_valkey_dropping_its_connections(start_worker: Start) -> None:
    start_worker()
    await until(lambda: is_beating("quick"))
    database = await valkey.valkey().client_list()
    mine = {client["db"] for client in database if client["id"] == str(await valkey.command("CLIENT", "ID"))}
    for client in database:
        if client["db"] in mine:
            await valkey.command("CLIENT", "KILL", "ID", client["id"], "SKIPME", "yes")
    await emit("test.happened", 5)
    await jobs.settled(seconds=15)
    assert await numbers() == [0, 1, 2, 3, 4]


async def test_a_worker_survives_the_database_dropping_its_connections(start_worker: Start) -> None:
    ours = [row["pid"] for row in await db.fetch("select pid from pg_stat_activity")]
    start_worker()
    await until(lambda: is_beating("quick"))
    ended = await db.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> all($1) and pid <> pg_backend_pid()",
        ours,
    )
    assert len(ended) >= 2
    await emit("test.happened", 5)
    await jobs.settled(seconds=15)
    assert await numbers() == [0, 1, 2, 3, 4]


async def test_each_queue_runs_its_own_jobs(start_worker: Start) -> None:
    start_worker("quick")
    await emit("test.both")
    await until(lambda: _done_at_least(1))
    rows = await db.fetch("select name, queue, done_at is not null as done from outbox_job order by name")
    assert [tuple(row) for row in rows] == [("test.effect", "quick", True), ("test.idle", "slow", False)]
    start_worker("slow")
    await jobs.settled(seconds=10)
    assert await _done_at_least(2)


async def test_an_event_without_jobs_starts_none() -> None:
    await emit("test.nothing")
    await emit("test.unknown")
    await here()
    assert await only_job() is None
    assert await jobs.unfinished() == 0


async def test_an_event_is_fanned_out_once() -> None:
    await emit("test.happened")
    assert await relay.fan_out(REGISTRY.events) == 1
    assert await relay.fan_out(REGISTRY.events) == 0
    assert await db.fetchval("select count(*) from outbox_job") == 1


async def test_nothing_is_relayed_of_a_transaction_that_failed() -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.work():
            await outbox.emit("test.happened", number=1)
            raise ZeroDivisionError
    assert await jobs.unfinished() == 0


async def test_a_failed_job_leaves_nothing_and_is_tried_later_then_is_dead_then_runs_again() -> None:
    await emit("test.fails")
    await here()
    row = await only_job()
    assert (row["attempts"], row["dead_at"], row["worker"]) == (1, None, None)
    assert row["error"] == "RuntimeError: it broke after its effect"
    assert timedelta(seconds=1) < row["due_at"] - row["created_at"] < timedelta(seconds=4)
    await db.execute("update outbox_job set due_at = now()")
    await here()
    row = await only_job()
    assert (row["attempts"], row["dead_at"] is not None, row["done_at"]) == (2, True, None)
    await here()
    assert (await only_job())["attempts"] == 2
    assert await numbers() == []
    assert await jobs.run_again(row["id"]) == "test.fail"
    await here()
    row = await only_job()
    assert (row["attempts"], row["dead_at"]) == (1, None)


async def test_a_job_that_is_not_dead_cannot_be_run_again() -> None:
    await emit("test.happened")
    await here()
    assert await jobs.run_again((await only_job())["id"]) is None
    assert await numbers() == [0]


async def test_a_refused_job_is_recorded_and_dead_at_once() -> None:
    await emit("test.refuses")
    await here()
    row = await only_job()
    assert (row["attempts"], row["dead_at"] is not None) == (1, True)
    assert row["error"] == "Conflict: It was decided already."
    record = await db.fetchrow("select action, thing, outcome, data->>'code' as code from audit_record")
    assert tuple(record) == ("test.refuse", "refusal", "refused", "conflict")


async def test_a_job_that_hangs_ends_at_its_queues_timeout() -> None:
    await emit("test.hangs")
    await here()
    row = await only_job()
    assert (row["dead_at"] is not None, row["error"]) == (True, "TimeoutError")


async def test_a_job_that_kills_its_worker_is_dead_after_its_attempts(start_worker: Start) -> None:
    await emit("test.kills")
    for _ in range(2):
        worker = start_worker()
        assert await asyncio.to_thread(worker.wait, 15) == -signal.SIGKILL
    start_worker()
    await until(lambda: db.fetchval("select dead_at is not null from outbox_job"))
    row = await only_job()
    assert (row["attempts"], row["error"]) == (2, "The worker ended while this job ran.")


async def test_a_job_takes_the_moment_of_its_event_and_leaves_no_language_behind() -> None:
    moment = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
    with clock.moved_to(moment):
        await emit("test.happened")
        await emit("test.idles")
    assert clock.moved() is None
    await here()
    assert await db.fetchval("select at from effect") == moment
    assert await db.fetchval("select max(done_at) < $1 from outbox_job", moment)
    assert clock.moved() is None


async def test_a_job_sent_twice_has_one_effect() -> None:
    await emit("test.happened")
    await relay.fan_out(REGISTRY.events)
    sent: list[str] = []

    async def send(_: str, sending: str) -> None:
        sent.append(sending)

    await relay.send_due(send, REGISTRY)
    await asyncio.gather(*(perform(REGISTRY, sent[0], worker=number) for number in range(5)))
    assert await numbers() == [0]


async def test_of_two_runs_of_a_job_only_the_one_that_the_sweeper_sent_anew_may_commit() -> None:
    """As when a worker lost its connection for a moment and its job was given to another."""
    await emit("test.happened")
    await relay.fan_out(REGISTRY.events)
    sent: list[str] = []

    async def send(_: str, sending: str) -> None:
        sent.append(sending)

    await relay.send_due(send, REGISTRY)
    job_id = (await only_job())["id"]
    [stale] = await jobs.claim(sent[0], worker=1)
    assert await sweeper.free_orphans(REGISTRY) == 1  # no lock of number 1 is held: it counts as dead
    await relay.send_due(send, REGISTRY)
    assert sent == [f"{job_id}:1", f"{job_id}:2"]
    with pytest.raises(AlreadyDone):
        async with Run(stale).work():
            raise AssertionError("a stale run began its effect")
    await perform(REGISTRY, sent[0], worker=3)
    assert await numbers() == []
    await perform(REGISTRY, sent[1], worker=2)
    assert await numbers() == [0]


async def _relayed(event: str, count: int) -> list[str]:
    """The sendings of so many events."""
    await emit(event, count)
    await relay.fan_out(REGISTRY.events)
    return await _sent()


async def _sent() -> list[str]:
    sent: list[str] = []

    async def send(_: str, sending: str) -> None:
        sent.append(sending)

    await relay.send_due(send, REGISTRY)
    return sent


async def test_jobs_of_one_kind_go_together_and_are_done_in_one_transaction() -> None:
    sent = await _relayed("test.gathers", 30)
    assert [name.partition("+")[2] for name in sent] == ["24", "4"]
    await perform(REGISTRY, sent[0], worker=1)
    assert await numbers() == list(range(25))
    assert await db.fetchval("select count(distinct xmin::text) from effect") == 1, "one transaction"
    assert await db.fetchval("select count(*) from outbox_job where done_at is not null and attempts = 1") == 25
    await asyncio.gather(*(perform(REGISTRY, sent[1], worker=number) for number in range(5)))
    assert await numbers() == list(range(30))
    assert await jobs.unfinished() == 0


async def test_what_fails_together_goes_alone_and_only_the_culprit_fails() -> None:
    sent = await _relayed("test.gathers_badly", 6)
    assert len(sent) == 1
    await perform(REGISTRY, sent[0], worker=1)
    assert await numbers() == []
    assert await db.fetchval("select count(*) from outbox_job where attempts = 0 and sent_at is null") == 6
    await perform(REGISTRY, sent[0], worker=1)  # it turns up once more
    assert await numbers() == []
    alone = await _sent()
    assert len(alone) == 6
    for name in alone:
        await perform(REGISTRY, name, worker=1)
    assert await numbers() == [0, 1, 2, 4, 5]
    row = await db.fetchrow("select * from outbox_job where done_at is null")
    assert (row["attempts"], row["error"]) == (1, "RuntimeError: three is one too many")


async def test_of_jobs_together_a_stale_run_leaves_nothing() -> None:
    """A worker lost its connection while it ran them; another has done some of them meanwhile."""
    sent = await _relayed("test.gathers", 3)
    claims = await jobs.claim(sent[0], worker=1)
    assert len(claims) == 3
    assert await sweeper.free_orphans(REGISTRY) == 3
    assert await jobs.claim(sent[0], worker=2) == []
    for name in await _sent():
        await perform(REGISTRY, name, worker=2)
    async with db.work():
        assert await jobs.lock(claims) == []
    assert await numbers() == [0, 1, 2]


async def test_a_sending_that_is_begun_before_it_was_committed_is_found() -> None:
    await emit("test.gathers", 3)
    await relay.fan_out(REGISTRY.events)
    begun: list[asyncio.Task[None]] = []

    async def send(_: str, sending: str) -> None:
        begun.append(asyncio.create_task(perform(REGISTRY, sending, worker=1), context=Context()))
        waits = until(lambda: db.fetchval("select count(*) > 0 from pg_locks where not granted"))
        await asyncio.create_task(waits, context=Context())  # outside of the relay's transaction, as a worker is

    await relay.send_due(send, REGISTRY)
    await asyncio.gather(*begun)
    assert await numbers() == [0, 1, 2]


async def test_a_full_queue_is_given_no_more_and_the_other_one_is() -> None:
    await emit("test.both", 3)
    await relay.fan_out(REGISTRY.events)
    sent: list[str] = []

    async def send(queue: str, _: str) -> None:
        sent.append(queue)

    await relay.send_due(send, REGISTRY, waiting={"quick": relay.FULL // 2 + 1, "slow": relay.FULL // 2})
    assert sent == ["slow"] * 3
    await relay.send_due(send, REGISTRY, waiting={"quick": 0, "slow": 0})
    assert sent == ["slow"] * 3 + ["quick"] * 3


async def test_jobs_together_that_the_queue_forgot_are_sent_again() -> None:
    await _relayed("test.gathers", 3)
    asked: list[str] = []

    async def are_lost(names: Any) -> list[bool]:
        asked.extend(names)
        return [True for _ in names]

    suspects: set[str] = set()
    assert await sweeper.resend_lost(are_lost, suspects) == 0
    await db.execute("update outbox_job set sent_at = sent_at - interval '3 seconds'")
    assert await sweeper.resend_lost(are_lost, suspects) == 0  # it may have been begun just now
    assert len(asked) == 1
    assert await sweeper.resend_lost(are_lost, suspects) == 3
    for name in await _sent():
        await perform(REGISTRY, name, worker=1)
    assert await numbers() == [0, 1, 2]


@pytest.mark.timeout(120)
async def test_400_jobs_together_are_done_once_though_a_worker_is_killed_and_valkey_is_emptied(
    start_worker: Start,
) -> None:
    workers = [start_worker(), start_worker()]
    await emit("test.gathers", 400)
    await until(lambda: _done_at_least(50), seconds=60)
    workers[0].send_signal(signal.SIGKILL)
    await valkey.command("FLUSHDB")
    await jobs.settled(seconds=60)
    assert await numbers() == list(range(400))


async def test_a_queue_that_does_not_answer_loses_nothing() -> None:
    await emit("test.happened", 3)
    await relay.fan_out(REGISTRY.events)
    sent: list[str] = []

    async def breaks(_: str, sending: str) -> None:
        if len(sent) == 2:
            raise ConnectionError
        sent.append(sending)

    with pytest.raises(ConnectionError):
        await relay.send_due(breaks, REGISTRY)
    await here()
    assert await numbers() == [0, 1, 2]


async def test_the_queue_in_valkey_holds_only_the_name_of_a_sending(start_worker: Start) -> None:
    start_worker("slow")
    await emit("test.happened")
    await until(lambda: valkey.command("ZCARD", key("quick")))
    sending = relay.sending((await only_job())["id"], 1)
    assert await valkey.command("ZRANGE", key("quick"), 0, -1) == [sending.encode()]
    packed = await valkey.command("GET", f"arq:job:{sending}")
    assert b'"a":["' + sending.encode() + b'"]' in packed


async def test_old_done_jobs_are_cleared_and_open_ones_stay() -> None:
    await emit("test.happened", 3)
    await here()
    await emit("test.fails")
    await here()
    await db.execute("update outbox_event set relayed_at = now() - interval '31 days' where name <> 'test.happened'")
    await db.execute(
        "update outbox_event set relayed_at = now() - interval '40 days' where (payload->>'number')::int < 2"
    )
    await db.execute(
        "update outbox_job j set done_at = now() - interval '31 days' from outbox_event e"
        " where e.id = j.event and e.name = 'test.happened' and (payload->>'number')::int = 0"
    )
    assert await sweeper.clear_old() == 1
    assert await db.fetchval("select count(*) from outbox_event") == 3
    assert await db.fetchval("select count(*) from outbox_job") == 3
