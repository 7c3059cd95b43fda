"""How many parts one process holds at once."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import msgspec
import pytest

from contest.files import rules, service
from contest.files.service.room import MOST_EACH, ROOM, Room
from contest.lib.actor import Actor
from contest.lib.errors import TooMany
from tests.files.test_service import TERMS, announce, checksum, send_part
from tests.makers import NOW, actor_for, make_person, pdfs

PART = rules.PART_BYTES
WHOLE = (MOST_EACH + 1) * PART


def test_bytes_count_as_they_arrive_and_go_when_the_part_ends() -> None:
    room, one, other = Room(most_bytes=10), uuid4(), uuid4()
    with room.part(one) as first:
        first.take(7)
        with pytest.raises(TooMany), room.part(other) as second:
            second.take(3)
            second.take(1)
        assert room.held == 7
    assert room.held == 0
    with room.part(other) as second:
        second.take(10)


def test_one_person_sends_so_many_at_once() -> None:
    room, one = Room(most_each=1), uuid4()
    with room.part(one):
        with pytest.raises(TooMany), room.part(one):
            pass
        with room.part(uuid4()):
            pass
    with room.part(one):
        pass


async def test_a_part_too_many_waits_and_nothing_is_lost() -> None:
    lin = await actor_for(await make_person())
    data = pdfs.of_size(WHOLE)
    announced = await announce(lin, WHOLE, terms=msgspec.structs.replace(TERMS, most_bytes=WHOLE))
    pieces = [data[first : first + PART] for first in range(0, WHOLE, PART)]
    half, go = asyncio.Barrier(MOST_EACH + 1), asyncio.Event()
    tasks = [
        asyncio.create_task(_slowly(lin, announced.id, number, piece, half, go))
        for number, piece in enumerate(pieces[:MOST_EACH], 1)
    ]
    await half.wait()
    assert ROOM.held == MOST_EACH * (PART // 2)
    with pytest.raises(TooMany):
        await send_part(lin, announced.id, MOST_EACH + 1, pieces[-1])
    go.set()
    await asyncio.gather(*tasks)
    assert ROOM.held == 0
    await send_part(lin, announced.id, MOST_EACH + 1, pieces[-1])
    await service.finish(actor=lin, file_id=announced.id, now=NOW)


async def _slowly(
    lin: Actor, file_id: UUID, number: int, piece: bytes, half: asyncio.Barrier, go: asyncio.Event
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield piece[: PART // 2]
        await half.wait()
        await go.wait()
        yield piece[PART // 2 :]

    await service.receive_part(
        actor=lin, file_id=file_id, number=number, checksum=checksum(piece), chunks=chunks(), now=NOW
    )
