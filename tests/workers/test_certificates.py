"""From a final decision to the mail, and from a reversed one to the check page, by jobs alone."""

import asyncio
from collections.abc import Iterator

import pytest

from contest.certificates import queries, service
from contest.lib import db, killable, outbox, storage
from contest.lib.outbox import relay
from tests.makers.certificates import FINAL, make_decision, make_won
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
        await relay.send_due(send)
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


async def test_a_name_that_cannot_be_printed_waits_for_an_operator_with_its_reason(database: str) -> None:
    won = await make_won("Lin 😀", "Aino Virtanen")
    await emit("decision.final", decision_id=won.decision_id)
    await here()
    row = await db.fetchrow("select name, error from outbox_job where dead_at is not null")
    assert row is not None
    assert row["name"] == "certificates.render"
    assert "cannot be printed: our fonts lack 😀" in row["error"]
    assert await db.fetchval("select count(*) from certificate where sha256 is not null") == 1


async def test_a_crash_between_storing_and_marking_is_made_good(database: str) -> None:
    won = await make_won()
    await emit("decision.final", decision_id=won.decision_id)
    await here(1)
    made = await db.fetchval("select id from certificate")
    stored = await service.store_files(certificate_ids=[made], now=FINAL)
    await here()
    assert await db.fetchval("select sha256 from certificate") == stored.digests[made]
    assert await db.fetchval("select count(*) from message where kind = 'certificates/issued'") == 1
