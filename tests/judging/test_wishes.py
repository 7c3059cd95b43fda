"""What judges ask for themselves: wishes that a plan weighs, and the next entry for whoever is present."""

import asyncio
from uuid import UUID

import httpx
import pytest

from contest.judging import queries, service
from contest.judging.queries.assignment import Terms, mark_of
from contest.lib import db
from contest.lib.errors import Conflict, NotFound
from tests.judging.world import World, declare_all, make_world, sign
from tests.makers import NOW
from tests.web import post, sign_in

pytestmark = pytest.mark.usefixtures("database")


async def make_asking_world(*, entries: int = 3, is_open: bool = True) -> World:
    """Two judges who declared, no review given; both ways are on."""
    world = await make_world(judges=2, entries=entries)
    await declare_all(world)
    async with db.work():
        await service.set_ways(actor=world.organiser, round_id=world.round, takes_bids=True, on_request=True)
    if is_open:
        await db.execute("update round set state = 'judging' where id = $1", world.round)
        await db.execute("update judging_round set opened_at = $1", NOW)
    return world


async def take(world: World, judge: int = 0) -> UUID:
    async with db.work():
        return await service.take_next(actor=world.judges[judge], round_id=world.round, now=NOW)


async def wish(world: World, judge: int, wishes: dict[str, int]) -> None:
    async with db.work():
        await service.place_bids(
            actor=world.judges[judge],
            round_id=world.round,
            wishes={world.entries[code]: value for code, value in wishes.items()},
            now=NOW,
        )


async def code_of(review: UUID) -> str:
    return str(
        await db.fetchval(
            "select s.code from review r join submission s on s.id = r.submission where r.id = $1", review
        )
    )


async def tie(world: World, judge: int, code: str) -> None:
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        world.entries[code],
        world.judges[judge].id,
        NOW,
    )


async def test_a_present_judge_gets_the_entry_with_the_fewest_readers_and_goes_on_with_it() -> None:
    world = await make_asking_world()
    first, second, third = sorted(world.entries)
    assert await code_of(await take(world, 1)) == first
    review = await take(world)
    assert await code_of(review) == second
    assert await take(world) == review  # not signed yet
    await sign(world.judges[0], review, "7", "7")
    assert await code_of(await take(world)) == third


async def test_a_wish_decides_among_entries_with_as_many_readers() -> None:
    world = await make_asking_world()
    first, _second, third = sorted(world.entries)
    await wish(world, 0, {third: 1, first: -1})
    assert await code_of(await take(world)) == third


async def test_what_a_judge_is_too_close_to_is_neither_wished_for_nor_given() -> None:
    world = await make_asking_world(entries=2)
    first, second = sorted(world.entries)
    await tie(world, 0, first)
    assert [line.code for line in (await queries.bid_page(actor=world.judges[0], round_id=world.round)).lines] == [
        second
    ]
    with pytest.raises(NotFound):
        await wish(world, 0, {first: 1})
    review = await take(world)
    assert await code_of(review) == second
    await sign(world.judges[0], review, "7", "7")
    with pytest.raises(Conflict):
        await take(world)


async def test_what_a_judge_stepped_back_from_does_not_come_back() -> None:
    world = await make_asking_world(entries=1)
    review = await take(world)
    async with db.work():
        await service.recuse(actor=world.judges[0], review_id=review, why="rival", reason="", now=NOW)
    with pytest.raises(Conflict):
        await take(world)


async def test_nobody_gets_more_than_they_said_they_read() -> None:
    world = await make_asking_world()
    await db.execute("update panel_member set most = 1")
    await sign(world.judges[0], await take(world), "7", "7")
    with pytest.raises(Conflict):
        await take(world)


async def test_two_who_ask_at_once_do_not_share_the_last_place() -> None:
    world = await make_asking_world(entries=2)
    await db.execute("update judging_round set reviews_each = 1, least_valid = 1")
    given = await asyncio.gather(take(world, 0), take(world, 1))
    assert sorted([await code_of(review) for review in given]) == sorted(world.entries)


async def test_without_the_mode_or_a_seat_nothing_is_given() -> None:
    world = await make_asking_world()
    with pytest.raises(NotFound):
        async with db.work():
            await service.take_next(actor=world.organiser, round_id=world.round, now=NOW)
    async with db.work():
        await service.set_ways(actor=world.organiser, round_id=world.round, takes_bids=False, on_request=False)
    with pytest.raises(Conflict):
        await take(world)
    with pytest.raises(Conflict):
        await queries.bid_page(actor=world.judges[0], round_id=world.round)
    await db.execute("update panel_member set declared_at = null where person = $1", world.judges[0].id)
    with pytest.raises(NotFound):
        await queries.bid_page(actor=world.judges[0], round_id=world.round)


async def test_a_plan_weighs_wishes_and_is_old_once_they_change() -> None:
    world = await make_asking_world(is_open=False)
    judging = await queries.judging_of(round_id=world.round)
    assert judging is not None
    before = await mark_of(round_id=world.round, judging_id=judging.id)
    code = sorted(world.entries)[1]
    await wish(world, 1, {code: -1})
    case, _ = await queries.case_of(round_id=world.round, judging=judging, terms=Terms())
    assert case.bids == {(str(world.entries[code]), str(world.judges[1].id)): -1}
    assert await mark_of(round_id=world.round, judging_id=judging.id) != before
    await wish(world, 1, {code: 0})
    assert await db.fetchval("select count(*) from bid") == 0


async def test_a_judge_wishes_and_takes_on_pages(client: httpx.AsyncClient) -> None:
    world = await make_asking_world()
    codes = sorted(world.entries)
    assert world.judges[0].person_id is not None
    await sign_in(client, world.judges[0].person_id)
    listed = (await client.get("/judging/reviews")).text
    assert "Give me the next entry" in listed
    here = f"/judging/rounds/{world.round}/bids"
    page = (await client.get(here)).text
    assert all(code in page for code in codes)
    assert "Company" not in page  # whose entry it is
    assert (await post(client, here, {f"wish.{codes[2]}": "1", f"wish.{codes[0]}": "-1"})).status_code == 303
    assert "One entry would suit you" in (await client.get(here)).text
    assert (await post(client, here, {f"wish.{codes[2]}": "2"})).status_code == 422
    answer = await post(client, f"/judging/rounds/{world.round}/next", {})
    assert codes[2] in (await client.get(answer.headers["location"])).text
    await db.execute("update panel_member set most = 0, least = 0")
    await db.execute("delete from review")
    answer = await post(client, f"/judging/rounds/{world.round}/next", {})
    assert answer.headers["location"] == "/judging/reviews"
    assert "Nothing is left for you" in (await client.get("/judging/reviews")).text
