"""Files and a real virus scanner: found, passed, away, too small for a file."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from contest.files import rules, service
from contest.lib import clamd, db, storage
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import NotFound, Unavailable
from tests.files.test_service import announce, check, chunks, state, stored_keys
from tests.makers import NOW, actor_for, make_person, pdfs
from tests.scanner import HARMFUL, NAME

STRICT = rules.Terms()


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person())


@pytest.fixture(autouse=True)
async def empty_bucket(database: object) -> AsyncIterator[None]:
    yield
    for key in await stored_keys():
        await storage.delete(key)


async def sent(lin: Actor, data: bytes, terms: rules.Terms = STRICT) -> UUID:
    file_id = (await announce(lin, len(data), terms=terms)).id
    await service.receive(actor=lin, file_id=file_id, chunks=chunks(data), now=NOW)
    return file_id


def with_malware() -> bytes:
    return pdfs.pdf() + b"\n% " + HARMFUL + b"\n"


@pytest.mark.parametrize("way", ["unix", "tcp"])
async def test_what_it_finds_is_refused_and_deleted(
    lin: Actor,
    scanner: dict[str, str],
    way: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CLAMD_URL", scanner[way])
    settings.cache_clear()
    bad, good = await sent(lin, with_malware()), await sent(lin, pdfs.pdf())
    assert (await check(bad)).virus == NAME
    assert (await check(good)).scanned_with.startswith("ClamAV ")
    assert (await state(bad), await state(good)) == (("refused", "malware"), ("checked", None))
    kept = await stored_keys()
    assert [sum(str(file) in key for key in kept) for file in (bad, good)] == [0, 1]
    found = await db.fetchval(
        "select data->>'virus' from audit_record where thing_id = $1 and action = 'file.check'", bad
    )
    assert found == NAME
    with pytest.raises(NotFound):
        await service.stream(file_id=bad)
    monkeypatch.undo()
    settings.cache_clear()


async def test_a_waiver_does_not_spare_a_file_from_a_scanner_that_is_there(lin: Actor, scanned: None) -> None:
    file_id = await sent(lin, with_malware(), rules.Terms(is_scan_waived=True))
    await check(file_id)
    assert await state(file_id) == ("refused", "malware")


@pytest.mark.parametrize("is_waived", [False, True])
async def test_while_it_is_away_a_file_waits_and_goes_on_when_it_is_back(
    lin: Actor,
    scanner: dict[str, str],
    is_waived: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CLAMD_URL", f"unix:{tmp_path}/nobody.sock")
    settings.cache_clear()
    file_id = await sent(lin, pdfs.pdf(), rules.Terms(is_scan_waived=is_waived))
    with pytest.raises(Unavailable):
        await service.examine(file_id=file_id)
    assert (await state(file_id))[0] == "uploaded"
    monkeypatch.setenv("CLAMD_URL", scanner["unix"])
    settings.cache_clear()
    await check(file_id)
    assert (await state(file_id))[0] == "checked"
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize("answer", [b"", b"stream: OK?\0", b"INSTREAM size limit exceeded. ERROR\0", b"\xff" * 10])
async def test_anything_but_a_clear_answer_lets_nothing_through(
    answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\0")
        writer.write(b"ClamAV 1.0.0\0" if asked == b"zVERSION\0" else answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(speak, tmp_path / "odd.sock")
    monkeypatch.setenv("CLAMD_URL", f"unix:{tmp_path}/odd.sock")
    settings.cache_clear()
    async with server:
        with pytest.raises(Unavailable):
            await clamd.scan(b"x" * 100_000)
    monkeypatch.undo()
    settings.cache_clear()


async def test_what_is_larger_than_it_takes_waits(scanned: None) -> None:
    with pytest.raises(Unavailable):
        await clamd.scan(bytes(111 * 1024 * 1024))
