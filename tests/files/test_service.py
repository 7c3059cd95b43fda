"""A file on its way, with a real storage."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from contest.files import queries, rules, service
from contest.lib import db, killable, storage
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Invalid, NotFound, TooLarge
from tests.makers import NOW, actor_for, documents, make_person, pdfs

TERMS = rules.Terms(is_scan_waived=True)


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person())


async def announce(actor: Actor, size: int, name: str = "deck.pdf", terms: rules.Terms = TERMS) -> service.Announced:
    async with db.work():
        return await service.announce(actor=actor, purpose="entry", name=name, declared_size=size, terms=terms, now=NOW)


async def chunks(data: bytes, *, piece: int = 1 << 20) -> AsyncIterator[bytes]:
    for start in range(0, len(data), piece):
        yield data[start : start + piece]


async def send(actor: Actor, data: bytes, name: str = "deck.pdf") -> UUID:
    file_id = (await announce(actor, len(data), name)).id
    await service.receive(actor=actor, file_id=file_id, chunks=chunks(data), now=NOW)
    return file_id


def checksum(data: bytes) -> str:
    return base64.b64encode(sha256(data).digest()).decode()


async def send_part(actor: Actor, file_id: UUID, number: int, data: bytes, *, said: str | None = None) -> None:
    await service.receive_part(
        actor=actor,
        file_id=file_id,
        number=number,
        checksum=checksum(data) if said is None else said,
        chunks=chunks(data),
        now=NOW,
    )


async def check(file_id: UUID) -> service.Verdict:
    verdict = await service.examine(file_id=file_id)
    assert verdict is not None
    async with db.work():
        await service.conclude(actor=SYSTEM, verdict=verdict, now=NOW)
    await service.discard(verdict=verdict)
    return verdict


async def state(file_id: UUID) -> tuple[str, str | None]:
    row = await db.fetchrow("select state, reason from file where id = $1", file_id)
    assert row is not None
    return row["state"], row["reason"]


async def stored_keys() -> list[str]:
    answer = await storage.call("list_objects_v2")
    return [thing["Key"] for thing in answer.get("Contents", [])]


async def unfinished() -> list[str]:
    answer = await storage.call("list_multipart_uploads")
    return [thing["Key"] for thing in answer.get("Uploads", [])]


@pytest.fixture(autouse=True)
async def empty_bucket(database: object) -> None:
    for key in await stored_keys():
        await storage.delete(key)


async def test_a_pdf_is_received_checked_and_streamed_byte_by_byte(lin: Actor) -> None:
    data = pdfs.of_size(9 * 1024 * 1024)  # more than one part
    file_id = await send(lin, data, "方案.pdf")
    row = await db.fetchrow("select state, size, sha256 from file")
    assert tuple(row) == ("uploaded", len(data), sha256(data).hexdigest())
    assert [event["name"] for event in await db.fetch("select name from outbox_event")] == ["file.uploaded"]
    with pytest.raises(NotFound):
        await service.stream(file_id=file_id)  # not before it was checked
    assert (await check(file_id)).pages == 1
    stored = await service.stream(file_id=file_id)
    assert (stored.name, stored.size, stored.content_type) == ("方案.pdf", len(data), "application/pdf")
    assert b"".join([chunk async for chunk in stored.read()]) == data
    assert b"".join([chunk async for chunk in stored.read(3, 7)]) == data[3:8]


async def test_the_limit_itself_is_taken_and_one_byte_more_leaves_nothing(lin: Actor) -> None:
    async with db.work():
        with pytest.raises(TooLarge):
            await service.announce(
                actor=lin, purpose="entry", name="x", declared_size=TERMS.most_bytes + 1, terms=TERMS, now=NOW
            )
    file_id = (await announce(lin, TERMS.most_bytes)).id
    data = pdfs.of_size(TERMS.most_bytes + 1)
    with pytest.raises(TooLarge):  # the announcement lied
        await service.receive(actor=lin, file_id=file_id, chunks=chunks(data), now=NOW)
    assert (await state(file_id), await stored_keys(), await unfinished()) == (("announced", None), [], [])
    await service.receive(actor=lin, file_id=file_id, chunks=chunks(data[:-1]), now=NOW)
    assert (await check(file_id)).reason is None


async def test_an_upload_that_stops_leaves_nothing_and_can_be_sent_again(lin: Actor) -> None:
    data = pdfs.of_size(12 * 1024 * 1024)
    file_id = (await announce(lin, len(data))).id

    async def breaks() -> AsyncIterator[bytes]:
        async for chunk in chunks(data[: 9 * 1024 * 1024]):
            yield chunk
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await service.receive(actor=lin, file_id=file_id, chunks=breaks(), now=NOW)
    with pytest.raises(Invalid):  # it ended as if it were whole
        await service.receive(actor=lin, file_id=file_id, chunks=chunks(data[:100]), now=NOW)
    assert (await state(file_id), await unfinished()) == (("announced", None), [])
    await service.receive(actor=lin, file_id=file_id, chunks=chunks(data), now=NOW)
    assert (await state(file_id))[0] == "uploaded"


async def test_an_empty_file_is_refused_at_once(lin: Actor) -> None:
    with pytest.raises(Invalid):
        await announce(lin, 0)
    file_id = (await announce(lin, 5)).id
    with pytest.raises(Invalid):
        await service.receive(actor=lin, file_id=file_id, chunks=chunks(b""), now=NOW)
    assert (await state(file_id))[0] == "announced"


async def test_a_file_is_its_owners(lin: Actor) -> None:
    other = await actor_for(await make_person("Other"))
    file_id = (await announce(lin, 4)).id
    for actor in (other, SYSTEM, Actor()):
        with pytest.raises(NotFound):
            await service.receive(actor=actor, file_id=file_id, chunks=chunks(b"%PDF"), now=NOW)
        with pytest.raises(NotFound):
            await service.finish(actor=actor, file_id=file_id, now=NOW)
        with pytest.raises(NotFound):
            await service.give_up(actor=actor, file_id=file_id)
        with pytest.raises(NotFound):
            await service.resume(actor=actor, file_id=file_id)
        with pytest.raises(NotFound):
            await send_part(actor, file_id, 1, b"%PDF")
    assert await stored_keys() == []


async def test_two_uploads_of_one_file_at_once_keep_the_first(lin: Actor) -> None:
    data = pdfs.pdf()
    file_id = (await announce(lin, len(data))).id
    results = await asyncio.gather(
        *(service.receive(actor=lin, file_id=file_id, chunks=chunks(data), now=NOW) for _ in range(4)),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict"] * 3 + ["NoneType"]
    assert len(await stored_keys()) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"MZ\x90\x00" + b"\0" * 500, "not_pdf"),
        (b"<!doctype html><script>alert(1)</script>", "not_pdf"),
        (pdfs.pdf(0), "no_pages"),
        (pdfs.with_script(), "script"),
        (b"%PDF-1.7 nothing follows", "broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "data",
)
async def test_what_is_no_clean_pdf_is_refused_and_not_kept(lin: Actor, data: bytes, reason: str) -> None:
    file_id = await send(lin, data, "deck.pdf")
    await check(file_id)
    assert await state(file_id) == ("refused", reason)
    assert await stored_keys() == []
    with pytest.raises(NotFound):
        await service.stream(file_id=file_id)


async def test_checking_twice_changes_nothing(lin: Actor) -> None:
    file_id = await send(lin, pdfs.pdf())
    verdict = await check(file_id)
    assert await service.examine(file_id=file_id) is None
    async with db.work():
        await service.conclude(actor=SYSTEM, verdict=verdict, now=NOW)
    assert await db.fetchval("select count(*) from audit_record where action = 'file.check'") == 1


async def test_a_check_that_does_not_end_is_killed_and_the_next_one_works() -> None:
    begun = time.perf_counter()
    with pytest.raises(killable.Killed):
        await killable.run(time.sleep, 60, seconds=1)
    assert time.perf_counter() - begun < 20
    assert await killable.run(rules.inspect, pdfs.pdf(2), seconds=20) == rules.Finding(None, 2)


async def test_a_check_may_not_eat_the_machines_memory() -> None:
    with pytest.raises(killable.Killed):
        await killable.run(bytearray, 3 * 1024**3, seconds=20)


async def test_a_file_can_be_had_without_what_it_says_of_its_author(lin: Actor) -> None:
    data = pdfs.by("Lin Xiaoyu")
    file_id = await send(lin, data)
    await check(file_id)
    assert len(pdfs.authors(data)) > 3
    for _ in range(2):  # made, then found
        stored = await service.stream_without_author(file_id=file_id)
        plain = b"".join([chunk async for chunk in stored.read()])
        assert (pdfs.authors(plain), len(plain), sha256(plain).hexdigest() == stored.sha256) == ([], stored.size, False)
    assert b"".join([chunk async for chunk in (await service.stream(file_id=file_id)).read()]) == data


async def test_every_invariant_holds(lin: Actor) -> None:
    await check(await send(lin, pdfs.pdf()))
    await check(await send(lin, b"MZ"))
    broken = {name: await db.fetch(sql) for name, sql in queries.INVARIANTS.items()}
    assert broken == {name: [] for name in queries.INVARIANTS}


async def test_pages_are_there_as_pictures_once_they_are_drawn(lin: Actor) -> None:
    file_id = await send(lin, pdfs.written(["Cold from the sea", "Two"]))
    with pytest.raises(NotFound):
        await service.pages(file_id=file_id)
    await check(file_id)
    assert [event["name"] for event in await db.fetch("select name from outbox_event order by id")][
        -1
    ] == "file.checked"
    assert (await service.pages(file_id=file_id)).is_coming
    for _ in range(2):  # a job may run twice
        assert await service.draw(file_id=file_id) == 2
        await service.note_drawn(file_id=file_id, drawn=2)
    found = await service.pages(file_id=file_id)
    assert ([page.text for page in found.pages], found.is_coming) == (["Cold from the sea", "Two"], False)
    stored = await service.picture(file_id=file_id, number=2)
    shown = b"".join([chunk async for chunk in stored.read()])
    assert (stored.content_type, len(shown), shown[8:12]) == ("image/webp", stored.size, b"WEBP")
    with pytest.raises(NotFound):
        await service.picture(file_id=file_id, number=3)


async def test_a_page_that_cannot_be_drawn_is_left_out_alone(lin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    real = killable.run

    async def fragile(function: Any, *arguments: Any, seconds: float) -> Any:
        if function is rules.draw and arguments[1] <= 1 < arguments[1] + arguments[2]:
            raise killable.Killed("took its process with it")
        return await real(function, *arguments, seconds=seconds)

    file_id = await send(lin, pdfs.pdf(3))
    await check(file_id)
    monkeypatch.setattr(killable, "run", fragile)
    assert await service.draw(file_id=file_id) == 2
    await service.note_drawn(file_id=file_id, drawn=2)
    assert [page.width for page in (await service.pages(file_id=file_id)).pages] == [1240, 0, 1240]


async def test_an_office_document_has_no_pictures(lin: Actor) -> None:
    terms = rules.Terms(kinds=("docx",), is_scan_waived=True)
    data = documents.docx()
    file_id = (await announce(lin, len(data), "plan.docx", terms)).id
    await service.receive(actor=lin, file_id=file_id, chunks=chunks(data), now=NOW)
    await check(file_id)
    assert (await service.draw(file_id=file_id), (await service.pages(file_id=file_id)).is_coming) == (None, False)
    stored = await service.stream_without_author(file_id=file_id)
    assert stored.content_type.endswith("wordprocessingml.document")
    assert documents.AUTHOR.encode() not in b"".join([chunk async for chunk in stored.read()])
