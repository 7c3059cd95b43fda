"""Records are sealed in the order they are found, and every way of breaking the chain is found and named."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from contest.audit import queries, service
from contest.lib import db
from contest.lib.actor import SYSTEM
from contest.lib.errors import Conflict
from contest.lib.ids import uuid7


async def write(action: str, **texts: str) -> None:
    async with db.work():
        await service.record(actor=SYSTEM, action=action, thing="review", thing_id=uuid7(), data={"n": 1}, texts=texts)


async def seal() -> int:
    async with db.work():
        return await service.seal()


async def chain() -> list[tuple[int, str]]:
    rows = await db.fetch(
        "select s.number, r.action from audit_seal s join audit_record r on r.id = s.record order by s.number"
    )
    return [(row["number"], row["action"]) for row in rows]


async def break_it(*statements: str) -> None:
    """As somebody would who owns the database."""
    async with db.work():
        await db.execute("set local session_replication_role = replica")
        for statement in statements:
            await db.execute(statement)


async def record_id(number: int) -> UUID:
    found: UUID = await db.fetchval("select record from audit_seal where number = $1", number)
    return found


async def three() -> None:
    for action in ("review.save", "review.sign", "decision.publish"):
        await write(action, comment=f"about {action}")
    await seal()


async def test_what_is_sealed_holds() -> None:
    await three()
    await write("later")
    assert await service.verify_chain() == queries.Verdict(sealed=3, waiting=1, erased=0)
    assert await chain() == [(1, "review.save"), (2, "review.sign"), (3, "decision.publish")]
    assert await seal() == 1
    assert await seal() == 0
    assert (await service.verify_chain()).holds


async def test_a_record_that_commits_late_is_sealed_after_younger_ones() -> None:
    may_commit, is_written = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with db.work():
            await service.record(actor=SYSTEM, action="begun.first", thing="x", thing_id=None)
            is_written.set()
            await may_commit.wait()

    task = asyncio.create_task(slow())
    await is_written.wait()
    await write("begun.second")
    assert await seal() == 1
    may_commit.set()
    await task
    assert await seal() == 1
    assert await chain() == [(1, "begun.second"), (2, "begun.first")]
    assert (await service.verify_chain()).holds


async def test_two_sealers_make_one_chain() -> None:
    for number in range(20):
        await write(f"step.{number}")
    assert sorted(await asyncio.gather(*(seal() for _ in range(4)))) == [0, 0, 0, 20]
    assert (await service.verify_chain()).sealed == 20


async def test_a_record_rolled_back_leaves_nothing_to_seal() -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.work():
            await service.record(actor=SYSTEM, action="never", thing="x", thing_id=None, texts={"why": "no"})
            raise ZeroDivisionError
    assert await seal() == 0
    assert await db.fetchval("select count(*) from audit_record") == 0


async def test_a_refusal_is_recorded_and_sealed() -> None:
    await service.record_refusal(actor=SYSTEM, action="review.sign", error=Conflict("Signed already."))
    assert await seal() == 1
    assert (await service.verify_chain()).holds


@pytest.mark.parametrize("verb", ["update audit_seal set hash = 'x'", "delete from audit_seal"])
async def test_a_seal_can_be_neither_changed_nor_deleted(verb: str) -> None:
    await three()
    with pytest.raises(asyncpg.RestrictViolationError):
        await db.execute(verb)
    assert (await service.verify_chain()).holds


BREAKS = {
    "a changed field": (
        "update audit_record set action = 'review.forged' where id = $",
        "the record or its link was changed",
    ),
    "changed data": ("update audit_record set data = '{\"n\": 2}' where id = $", "the record or its link was changed"),
    "a changed digest": (
        'update audit_record set digests = \'{"comment": "00"}\' where id = $',
        "the record or its link was changed",
    ),
    "a changed text": (
        "update audit_text set text = 'praise' where record = $",
        "the text 'comment' does not fit its digest",
    ),
    "a changed salt": (
        "update audit_text set salt = 'zz' where record = $",
        "the text 'comment' does not fit its digest",
    ),
    "a text under another name": (
        "update audit_text set name = 'reason' where record = $",
        "the text 'reason' does not fit its digest",
    ),
    "a changed link": (
        "update audit_seal set hash = repeat('0', 64) where record = $",
        "the record or its link was changed",
    ),
    "a deleted record": ("delete from audit_record where id = $", "the record is missing"),
}


@pytest.mark.parametrize("how", BREAKS)
async def test_the_first_broken_record_is_named(how: str) -> None:
    await three()
    broken = await record_id(2)
    statement, why = BREAKS[how]
    await break_it(statement.replace("$", f"'{broken}'"))
    found = await service.verify_chain()
    assert (found.holds, found.broken_number, found.broken_record, found.why) == (False, 2, broken, why)


async def test_a_seal_taken_out_of_the_middle_is_missed() -> None:
    await three()
    after = await record_id(3)
    await break_it("delete from audit_seal where number = 2")
    found = await service.verify_chain()
    assert (found.broken_number, found.broken_record, found.why) == (3, after, "seal 2 is missing")


async def test_a_seal_taken_from_the_end_is_missed() -> None:
    await three()
    last = await record_id(3)
    await break_it("delete from audit_seal where number = 3")
    found = await service.verify_chain()
    assert (found.broken_record, found.why) == (last, "the record has lost its seal")


async def test_two_records_that_changed_places_are_found() -> None:
    await three()
    one, two = await record_id(1), await record_id(2)
    await break_it(
        f"update audit_seal set record = gen_random_uuid() where record = '{one}'",
        f"update audit_seal set record = '{one}' where record = '{two}'",
        f"update audit_seal set record = '{two}' where number = 1",
    )
    assert (await service.verify_chain()).broken_number == 1


async def test_an_erased_text_leaves_the_chain_whole() -> None:
    await three()
    await db.execute("delete from audit_text where record = $1", await record_id(2))
    assert await service.verify_chain() == queries.Verdict(sealed=3, waiting=0, erased=1)


async def test_the_invariants_hold_and_find_what_breaks_them() -> None:
    await three()
    for sql in queries.INVARIANTS.values():
        assert await db.fetch(sql) == []
    await break_it("delete from audit_seal where number = 2", "update audit_text set name = 'other'")
    for sql in queries.INVARIANTS.values():
        assert len(await db.fetch(sql)) >= 1
