"""Going on without the reviews that a judge owes, once the effect was seen."""

from decimal import Decimal

import httpx
import pytest

from contest.judging import queries, service
from contest.judging.rules.waiver import Stake, at_stake
from contest.lib import db
from contest.lib.errors import Conflict, NotFound
from tests.judging.world import World, make_open_world, make_world, review_of, sign
from tests.makers import NOW
from tests.web import post, sign_in

D = Decimal  # every figure here is one


def test_where_an_entry_would_stand_with_one_total_more() -> None:
    others = [D("80.00"), D("70.00"), D("60.00")]
    facts = {"rule": "mean", "least_valid": 2}
    assert at_stake([D("65.00")], others, low=D(40), high=D(90), **facts) == Stake(best=2, worst=4)
    assert at_stake([D("65.00")], others, low=D(60), high=D(70), **facts) == Stake(best=3, worst=3)
    assert at_stake([], others, low=D(60), high=D(70), **facts) == Stake(best=None, worst=None)
    assert at_stake([D("95.00")], others, low=D(90), high=D(150), **facts) == Stake(best=1, worst=1)
    assert at_stake([D("70.00")], others, low=D(70), high=D(70), **facts) == Stake(best=2, worst=3)


def test_who_may_cross_the_line() -> None:
    assert Stake(best=2, worst=4).may_cross(3, 2)
    assert Stake(best=2, worst=4).may_cross(2, 2)
    assert not Stake(best=3, worst=4).may_cross(3, 2)
    assert not Stake(best=1, worst=2).may_cross(1, 2)
    assert Stake(best=1, worst=2).may_cross(None, 2)
    assert not Stake(best=1, worst=2).may_cross(3, None)


async def make_late_world() -> World:
    """Two entries, three judges; the third has signed nothing."""
    world = await make_open_world()
    for entry, points in enumerate(("6", "8")):
        for judge in range(2):
            await sign(world.judges[judge], await review_of(world, judge, entry), points, points)
    return world


async def waive(world: World, judge: int = 2, reason: str = "On leave.") -> int:
    async with db.work():
        return await service.waive_reviews(
            actor=world.organiser, round_id=world.round, judge_id=world.judges[judge].id, reason=reason, now=NOW
        )


@pytest.mark.usefixtures("database")
async def test_one_late_judge_does_not_block_a_round_but_is_waived_with_a_reason() -> None:
    world = await make_late_world()
    with pytest.raises(Conflict, match="2 reviews are not signed"):
        async with db.work():
            await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
    assert await waive(world) == 2
    steps = await db.fetch(
        "select step, (select text from score_text t where t.record = r.id and t.name = 'reason') as reason"
        " from score_record r where judge = $1",
        world.judges[2].id,
    )
    assert [tuple(row) for row in steps] == [("waived", "On leave.")] * 2
    async with db.work():
        await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
    with pytest.raises(NotFound):
        await waive(world)
    assert (await queries.my_reviews(actor=world.judges[2])).reviews == []
    with pytest.raises(NotFound):
        await sign(world.judges[2], await review_of(world, 2, 0), "5", "5")


async def test_a_judge_who_comes_back_to_a_waived_review_is_told_so(client: httpx.AsyncClient) -> None:
    world = await make_late_world()
    review = await review_of(world, 2, 0)
    await waive(world)
    assert world.judges[2].person_id is not None
    await sign_in(client, world.judges[2].person_id)
    answer = await client.get(f"/judging/reviews/{review}")
    assert answer.status_code == 409
    assert "went on without this review" in answer.text
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " select gen_random_uuid(), submission, judge, 'ruled', 'ruled', '', $2 from review where id = $1",
        review,
        NOW,
    )
    assert (await client.get(f"/judging/reviews/{review}")).status_code == 404


@pytest.mark.usefixtures("database")
async def test_the_effect_on_ranks_is_said_before() -> None:
    world = await make_late_world()
    found = await queries.waiver_page(actor=world.organiser, round_id=world.round, judge_id=world.judges[2].id)
    shown = {one.line.code: (one.line.rank, one.stake.best, one.stake.worst, one.has_result) for one in found.owed}
    first, second = sorted(world.entries)
    assert shown == {first: (2, 2, 2, True), second: (1, 1, 1, True)}
    assert [(name, owed) for _, name, owed in found.late] == [("Judge 2", 2)]
    worked = await service.work_out_ranking(round_id=world.round)
    assert worked is not None
    async with db.work():
        await service.write_ranking(worked=worked, now=NOW)
    again = await queries.waiver_page(actor=world.organiser, round_id=world.round, judge_id=world.judges[2].id)
    assert [one.line.code for one in again.owed] == [second, first]
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        world.entries[first],
        world.organiser.id,
        NOW,
    )
    less = await queries.waiver_page(actor=world.organiser, round_id=world.round, judge_id=world.judges[2].id)
    assert ([one.line.code for one in less.owed], less.hidden) == ([second], 1)


async def test_the_pages_from_who_is_late_to_the_ranking(client: httpx.AsyncClient) -> None:
    world, other = await make_late_world(), await make_world()
    await sign_in(client, world.organiser.id)
    here, judge = f"/judging/rounds/{world.round}", world.judges[2].id
    assert f"{here}/waive?judge={judge}" in (await client.get(f"{here}/ranking")).text
    assert f"{here}/waive?judge={judge}" in (await client.get(f"{here}/waive")).text
    shown = await client.get(f"{here}/waive?judge={judge}")
    assert (shown.status_code, "Rank without it" in shown.text) == (200, True)
    empty = await post(client, f"{here}/waive", {"judge": judge, "reason": " "})
    assert empty.status_code == 422
    done = await post(client, f"{here}/waive", {"judge": judge, "reason": "On leave."})
    assert done.headers["location"] == f"{here}/ranking"
    after = await client.get(f"{here}/ranking")
    assert ("/waive?judge=" in after.text, "Waived" in after.text, "On leave." in after.text) == (False, True, True)
    assert "No review is owed" in (await client.get(f"{here}/waive")).text
    assert (await client.get(f"/judging/rounds/{other.round}/waive")).status_code == 404
