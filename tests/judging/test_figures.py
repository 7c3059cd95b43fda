"""Where entries stand, worked out beside the requests and read from what was written down."""

from decimal import Decimal

import httpx
import pytest

from contest.judging import queries, service
from contest.judging.queries.ranking import Ranking
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict
from tests.judging.test_routes import counted
from tests.judging.world import World, make_open_world, review_of, sign, sign_all
from tests.makers import NOW
from tests.web import sign_in

D = Decimal

pytestmark = pytest.mark.usefixtures("database")


async def work_out(world: World) -> bool:
    """What the job does; whether there was anything to do."""
    worked = await service.work_out_ranking(round_id=world.round)
    if worked is not None:
        async with db.work():
            await service.write_ranking(worked=worked, now=NOW)
    return worked is not None


async def seen(world: World, actor: Actor | None = None, page: int = 1) -> Ranking:
    return await queries.ranking(actor=actor or world.organiser, round_id=world.round, page=page)


async def make_scored_world(**values: object) -> World:
    """Six entries, four judges: the later the entry, the better."""
    world = await make_open_world(**{"judges": 4, "entries": 6, "quota": 2} | values)
    for entry in range(6):
        for judge in range(4):
            review = await db.fetchval(
                "select id from review where judge = $1 and submission = $2",
                world.judges[judge].id,
                world.entries[sorted(world.entries)[entry]],
            )
            if review is not None:
                await sign(world.judges[judge], review, str(3 + entry), str(2 + entry + judge / 2))
    return world


async def test_what_is_stored_is_what_the_rule_gives_with_advice_beside_it() -> None:
    world = await make_scored_world()
    plain = await seen(world)
    assert not plain.is_fresh
    assert {line.calibrated for line in plain.entries} == {None}
    assert await work_out(world)
    made = await seen(world)
    assert made.is_fresh
    official = ("code", "rank", "score", "mean", "normalised", "seat", "is_last_in", "signed", "assigned")
    for before, after in zip(plain.entries, made.entries, strict=True):
        assert [getattr(before, name) for name in official] == [getattr(after, name) for name in official]
        assert before.totals == after.totals
        assert after.low < after.calibrated < after.high
        assert D(0) <= after.chance <= D(1)
    assert (made.groups[0].least, made.groups[0].most) == (plain.groups[0].least, plain.groups[0].most)
    assert sum(line.chance for line in made.entries) == pytest.approx(D(2), abs=D("0.1"))
    assert not await work_out(world)


async def test_any_change_of_a_score_makes_the_figures_old_until_they_are_worked_out_again() -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    await work_out(world)
    review = await review_of(world, 0, 0)
    async with db.work():
        await service.reopen_review(actor=world.organiser, review_id=review, reason="Slip.", now=NOW)
    assert not (await seen(world)).is_fresh
    await sign(world.judges[0], review, "9", "9")
    assert not (await seen(world)).is_fresh
    assert await work_out(world)
    found = await seen(world)
    assert (found.is_fresh, [line.score for line in found.entries]) == (True, [D("80.00"), D("70.00")])
    await db.execute("update submission set state = 'withdrawn' where id = any($1)", list(world.entries.values())[:1])
    assert not (await seen(world)).is_fresh


async def test_stale_figures_are_asked_for_once_for_each_state_of_the_scores() -> None:
    world = await make_open_world()
    await db.execute("update round set state = 'decided' where id <> $1", world.round)

    async def asked() -> int:
        async with db.work():
            return await service.ask_stale_figures()

    assert [await asked(), await asked()] == [1, 0]
    await sign(world.judges[0], await review_of(world, 0, 0), "5", "5")
    assert [await asked(), await asked()] == [1, 0]
    events = await db.fetch("select payload from outbox_event where name = 'ranking.stale'")
    assert [str(world.round) in row["payload"] for row in events] == [True, True]
    await work_out(world)
    assert await asked() == 0


async def test_an_entry_that_is_hidden_leaves_no_trace_in_what_is_said_of_all() -> None:
    world = await make_scored_world()
    await work_out(world)
    best = (await seen(world)).entries[0]
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        best.submission_id,
        world.organiser.id,
        NOW,
    )
    found = await seen(world)
    assert (found.is_fresh, found.count, found.hidden) == (True, 5, 1)
    assert best.code not in {line.code for line in [*found.entries, *found.near]}
    assert found.groups[0].most == max(total for line in found.entries for total in line.totals)


async def test_the_calibrated_rule_ranks_by_what_a_job_worked_out_and_decides_on_nothing_older() -> None:
    world = await make_scored_world()
    await db.execute("update judging_round set rule = 'calibrated' where round = $1", world.round)
    assert {line.rank for line in (await seen(world)).entries} == {None}
    with pytest.raises(Conflict, match="worked out"):
        async with db.work():
            await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
    await work_out(world)
    found = await seen(world)
    assert [line.score for line in found.entries] == [line.calibrated for line in found.entries]
    assert [line.rank for line in found.entries] == [1, 2, 3, 4, 5, 6]
    async with db.work():
        decision = await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
    items = await queries.decision_items(decision_id=decision)
    assert [(item.score, item.outcome) for item in items][:3] == [
        (found.entries[0].score, "advanced"),
        (found.entries[1].score, "advanced"),
        (found.entries[2].score, "not_advanced"),
    ]


async def test_the_page_draws_intervals_at_the_cut_line_with_their_table(client: httpx.AsyncClient) -> None:
    world = await make_scored_world()
    await sign_in(client, world.organiser.id)
    url = f"/judging/rounds/{world.round}/ranking"
    before = await client.get(url)
    assert "being worked out anew" in before.text
    assert "cut-picture" not in before.text
    await work_out(world)
    after = await client.get(url)
    assert after.text.count('<circle class="cut-figure"') == len((await seen(world)).near) > 0
    assert "These figures as a table" in after.text
    assert "being worked out anew" not in after.text
    assert len(await counted(client, url)) <= 8


async def test_the_ranking_takes_the_same_statements_for_three_entries_as_for_one(client: httpx.AsyncClient) -> None:
    counts = []
    for entries in (1, 3):
        world = await make_open_world(entries=entries)
        await work_out(world)
        await sign_in(client, world.organiser.id)
        counts.append(len(await counted(client, f"/judging/rounds/{world.round}/ranking")))
    assert counts[0] == counts[1]
