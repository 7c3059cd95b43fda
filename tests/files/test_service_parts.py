"""A file that comes in parts, through the application and straight to a real storage: cut off, resumed, given up."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import httpx
import pytest

from contest.files import queries, rules, service
from contest.lib import db, storage
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotFound, TooLarge
from contest.lib.storage import parts
from tests.files.test_service import TERMS, announce, check, checksum, send_part, state, stored_keys, unfinished
from tests.makers import NOW, actor_for, make_person, pdfs

PART = rules.PART_BYTES
SIZE = 2 * PART + 1234
DATA = pdfs.of_size(SIZE)
PIECES = {1: DATA[:PART], 2: DATA[PART : 2 * PART], 3: DATA[2 * PART :]}


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person())


@pytest.fixture(autouse=True)
async def empty_bucket(database: object) -> AsyncIterator[None]:
    await clear()  # a test of another module may have left something
    yield
    await clear()


async def clear() -> None:
    for key in await stored_keys():
        await storage.delete(key)
    for one in await parts.unjoined():
        await parts.drop(one.key, one.upload_id)


@pytest.fixture
async def file_id(lin: Actor) -> UUID:
    announced = await announce(lin, SIZE)
    assert (announced.part_bytes, announced.parts, announced.have, announced.is_direct) == (PART, 3, [], False)
    return announced.id


async def send_all(lin: Actor, file_id: UUID, *numbers: int) -> None:
    for number in numbers:
        await send_part(lin, file_id, number, PIECES[number])


async def have(lin: Actor, file_id: UUID) -> list[int]:
    return [part.number for part in (await service.resume(actor=lin, file_id=file_id)).have]


async def test_parts_in_any_order_become_the_file(lin: Actor, file_id: UUID) -> None:
    await send_all(lin, file_id, 3, 1, 1, 2)
    await service.finish(actor=lin, file_id=file_id, now=NOW)
    await service.finish(actor=lin, file_id=file_id, now=NOW)  # its answer was lost
    assert [event["name"] for event in await db.fetch("select name from outbox_event")] == ["file.uploaded"]
    assert (await check(file_id)).reason is None
    stored = await service.stream(file_id=file_id)
    assert (stored.size, stored.sha256) == (SIZE, sha256(DATA).hexdigest())
    assert b"".join([chunk async for chunk in stored.read()]) == DATA
    assert (await db.fetchval("select count(*) from file_part"), await unfinished()) == (0, [])


async def test_what_is_there_is_told_and_what_is_missing_can_be_sent(lin: Actor, file_id: UUID) -> None:
    await send_all(lin, file_id, 2)
    again = await service.resume(actor=lin, file_id=file_id)
    assert [(part.number, part.sha256) for part in again.have] == [(2, sha256(PIECES[2]).hexdigest())]
    with pytest.raises(Conflict):
        await service.finish(actor=lin, file_id=file_id, now=NOW)
    assert await state(file_id) == ("announced", None)
    await send_all(lin, file_id, 1, 3)
    await service.finish(actor=lin, file_id=file_id, now=NOW)
    assert (await check(file_id)).reason is None


async def test_a_part_that_was_said_and_never_came_is_not_there(lin: Actor, file_id: UUID) -> None:
    address = await service.part_address(actor=lin, file_id=file_id, number=1, checksum=checksum(PIECES[1]), now=NOW)
    assert (address, await have(lin, file_id)) == (None, [])
    [under_way] = await queries.under_way(actor=lin, file_ids=[file_id])
    assert (under_way.declared_size, under_way.sent_bytes, under_way.announced_at) == (SIZE, PART, NOW)
    stranger = await actor_for(await make_person("Stranger"))
    assert await queries.under_way(actor=stranger, file_ids=[file_id]) == []


@pytest.mark.parametrize("number", [0, -1, 4, 10_000, 10_001])
async def test_there_are_no_other_parts(lin: Actor, file_id: UUID, number: int) -> None:
    with pytest.raises(Invalid):
        await send_part(lin, file_id, number, b"x")
    assert await unfinished() == []


@pytest.mark.parametrize(
    ("data", "said", "error"),
    [
        (PIECES[1][:-1], checksum(PIECES[1]), Invalid),  # cut off
        (PIECES[1] + b"x", checksum(PIECES[1]), TooLarge),
        (b"x" + PIECES[1][1:], checksum(PIECES[1]), Invalid),  # damaged
        (PIECES[1], checksum(b"other"), Invalid),
        (PIECES[1], "nonsense", Invalid),
        (PIECES[1], "", Invalid),
        (PIECES[1], checksum(b"")[:-4], Invalid),
    ],
    ids=["short", "long", "damaged", "wrong_hash", "no_base64", "empty_hash", "short_hash"],
)
async def test_a_part_that_is_not_what_was_said_is_not_kept(
    lin: Actor, file_id: UUID, data: bytes, said: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await send_part(lin, file_id, 1, data, said=said)
    assert await have(lin, file_id) == []


async def test_another_file_of_the_same_name_is_noticed(lin: Actor, file_id: UUID) -> None:
    await send_all(lin, file_id, 1)
    with pytest.raises(service.OtherFile):
        await send_part(lin, file_id, 1, b"x" * PART)
    assert (await service.resume(actor=lin, file_id=file_id)).have[0].sha256 == sha256(PIECES[1]).hexdigest()


async def test_two_windows_send_the_same_file_at_once(lin: Actor, file_id: UUID) -> None:
    await asyncio.gather(*(send_part(lin, file_id, number, PIECES[number]) for number in (1, 1, 2, 2, 3, 3)))
    await asyncio.gather(
        *(service.finish(actor=lin, file_id=file_id, now=NOW) for _ in range(3)), return_exceptions=True
    )
    await service.finish(actor=lin, file_id=file_id, now=NOW)
    assert (await check(file_id)).reason is None
    assert (len(await stored_keys()), await unfinished()) == (1, [])


async def test_parts_that_were_joined_while_the_answer_was_lost_are_found(lin: Actor, file_id: UUID) -> None:
    await send_all(lin, file_id, 1, 2, 3)
    row = await db.fetchrow("select key, upload_id from file")
    assert row is not None
    await parts.join(row["key"], row["upload_id"], await parts.arrived(row["key"], row["upload_id"]))
    await service.finish(actor=lin, file_id=file_id, now=NOW)
    assert await state(file_id) == ("uploaded", None)


async def test_a_joined_file_of_the_wrong_size_begins_again(lin: Actor, file_id: UUID) -> None:
    await send_all(lin, file_id, 1, 2, 3)
    await db.execute("update file set declared_size = declared_size - 1, part_bytes = part_bytes")
    with pytest.raises(Conflict):
        await service.finish(actor=lin, file_id=file_id, now=NOW)
    assert await state(file_id) == ("announced", None)


async def test_bytes_that_changed_in_the_storage_are_refused(lin: Actor, file_id: UUID) -> None:
    await send_all(lin, file_id, 1, 2, 3)
    await service.finish(actor=lin, file_id=file_id, now=NOW)
    key = await db.fetchval("select key from file")
    await storage.put(key, DATA[:-1] + b"x", content_type="application/pdf")
    await check(file_id)
    assert (await state(file_id), await stored_keys()) == (("refused", "not_whole"), [])


async def test_an_upload_that_is_given_up_leaves_nothing(lin: Actor, file_id: UUID) -> None:
    await send_all(lin, file_id, 1)
    async with db.work():
        await service.give_up(actor=lin, file_id=file_id)
    assert (await state(file_id), await unfinished(), await stored_keys()) == (("dropped", None), [], [])
    for later in (send_part(lin, file_id, 2, PIECES[2]), service.finish(actor=lin, file_id=file_id, now=NOW)):
        with pytest.raises(Conflict):
            await later


async def test_what_nobody_went_on_with_is_swept_away(lin: Actor, file_id: UUID) -> None:
    await send_all(lin, file_id, 1)
    plain = (await announce(lin, 10)).id
    await storage.put("incoming/left", b"x", content_type="text/plain")
    young = await service.sweep(now=NOW + rules.KEPT_UNFINISHED)
    assert (young, (await state(file_id))[0], await stored_keys()) == (1, "announced", [])
    assert await service.sweep(now=NOW + rules.KEPT_UNFINISHED + timedelta(seconds=1)) == 2
    assert ((await state(file_id))[0], (await state(plain))[0], await unfinished()) == ("dropped", "dropped", [])


async def test_uploads_of_which_the_database_knows_nothing_are_swept_away_too(lin: Actor) -> None:
    await parts.begin("files/unknown")
    begun = (await parts.unjoined())[0].begun_at
    await service.sweep(now=begun + rules.KEPT_UNFINISHED)
    assert await unfinished() == ["files/unknown"]
    await service.sweep(now=begun + rules.KEPT_UNFINISHED + timedelta(seconds=1))
    assert await unfinished() == []


async def test_a_person_has_only_so_many_uploads_under_way(lin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contest.files.rules.limits.MOST_UNFINISHED", 2)
    for _ in range(2):
        await send_part(lin, (await announce(lin, 10)).id, 1, b"x" * 10)
    with pytest.raises(Conflict):
        await announce(lin, 10)
    assert await announce(await actor_for(await make_person("Other")), 10)


async def test_a_person_sends_only_so_much_in_a_day(lin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contest.files.rules.limits.MOST_BYTES_A_DAY", 100)
    await announce(lin, 60)
    with pytest.raises(Conflict):
        await announce(lin, 60)
    await announce(lin, 40)


async def test_two_gigabytes_are_refused_before_they_are_sent(lin: Actor) -> None:
    with pytest.raises(TooLarge) as refused:
        await announce(lin, 2 * 1024**3)
    assert str(refused.value) == "This file is too large: at most 20 MB are taken."
    assert await db.fetchval("select count(*) from file") == 0


@pytest.fixture
def direct(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Browsers reach the storage."""
    monkeypatch.setenv("S3_PUBLIC_ENDPOINT_URL", settings().s3_endpoint_url)
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


async def put(url: str | None, data: bytes, said: str) -> int:
    assert url is not None
    async with httpx.AsyncClient() as browser:
        return (await browser.put(url, content=data, headers={parts.CHECKSUM: said})).status_code


async def address(lin: Actor, file_id: UUID, number: int) -> str | None:
    return await service.part_address(
        actor=lin, file_id=file_id, number=number, checksum=checksum(PIECES[number]), now=NOW
    )


async def test_straight_to_the_storage(lin: Actor, direct: None) -> None:
    announced = await announce(lin, SIZE)
    assert announced.is_direct
    urls = {number: await address(lin, announced.id, number) for number in PIECES}
    assert [await put(urls[number], PIECES[number], checksum(PIECES[number])) for number in (2, 1)] == [200, 200]
    assert await have(lin, announced.id) == [1, 2]
    await send_part(lin, announced.id, 3, PIECES[3])  # the line to the storage broke: through the application
    await service.finish(actor=lin, file_id=announced.id, now=NOW)
    assert (await check(announced.id)).reason is None
    assert await put(urls[1], PIECES[1], checksum(PIECES[1])) == 404  # the address is of no use any more
    stored = await service.stream(file_id=announced.id)
    assert b"".join([chunk async for chunk in stored.read()]) == DATA


async def test_the_storage_takes_only_the_part_that_was_said(lin: Actor, direct: None) -> None:
    file_id = (await announce(lin, SIZE)).id
    url, evil = await address(lin, file_id, 1), b"x" * PART
    assert await put(url, evil, checksum(PIECES[1])) == 400
    assert await put(url, evil, checksum(evil)) == 403
    assert await put(url, PIECES[1] + b"x", checksum(PIECES[1])) == 403
    assert url is not None
    assert await put(url.replace("partNumber=1", "partNumber=2"), PIECES[1], checksum(PIECES[1])) == 403
    assert await have(lin, file_id) == []


async def test_every_invariant_holds(lin: Actor, file_id: UUID) -> None:
    await send_all(lin, file_id, 1)
    other = (await announce(lin, SIZE)).id
    await send_all(lin, other, 1, 2, 3)
    await service.finish(actor=lin, file_id=other, now=NOW)
    await check(other)
    dropped = (await announce(lin, 10)).id
    await send_part(lin, dropped, 1, b"x" * 10)
    async with db.work():
        await service.give_up(actor=lin, file_id=dropped)
    broken = {name: await db.fetch(sql) for name, sql in queries.INVARIANTS.items()}
    assert broken == {name: [] for name in queries.INVARIANTS}


async def test_a_file_without_a_scanner_waits_unless_that_was_waived(lin: Actor) -> None:
    from contest.lib.errors import Unavailable

    data = pdfs.pdf()
    file_id = (await announce(lin, len(data), terms=rules.Terms())).id
    await send_part(lin, file_id, 1, data)
    await service.finish(actor=lin, file_id=file_id, now=NOW)
    with pytest.raises(Unavailable):
        await service.examine(file_id=file_id)
    assert await state(file_id) == ("uploaded", None)
    with pytest.raises(NotFound):
        await service.stream(file_id=file_id)
    assert TERMS.is_scan_waived
