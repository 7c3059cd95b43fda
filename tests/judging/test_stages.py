"""A round that is judged in stages: short reads of everything, then full reviews of the best."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from contest.judging import queries, service
from contest.judging.rules import stages
from contest.judging.rules.capacity import DEFAULT, Stage
from contest.judging.rules.decisions import Choice
from contest.lib import db
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.judging.world import World, declare_all, invariants_hold, make_world, sign
from tests.makers import NOW
from tests.web import hidden, post, sign_in

pytestmark = pytest.mark.usefixtures("database")

TWO = (
    Stage(kind="triage", reads=2, minutes=5, share=100, least_valid=2),
    Stage(kind="full", reads=3, minutes=30, share=40, least_valid=3),
)
POINTS = {0: "5", 1: "9", 2: "6", 3: "8", 4: "7"}


def standing(key: str, place: int | None, *, group: str = "entry", seat: int | None = None) -> stages.Standing:
    score = None if place is None else Decimal(100 - place)
    return stages.Standing(key=key, group=group, rank=place, seat=place if seat is None else seat, score=score)


def test_who_shares_the_last_place_goes_on_and_who_has_no_result_too() -> None:
    full = DEFAULT[1]
    entries = [standing("a", 1), standing("b", 2), standing("c", 2), standing("d", 4), standing("e", None)]
    found = stages.onward(entries, full, counts={"entry": 5})
    assert (found.best, found.without, found.behind) == (("a", "b", "c"), ("e",), ("d",))
    barred = [stages.Standing(key="a", group="entry", rank=1, seat=None, score=Decimal(99)), standing("b", 2, seat=1)]
    assert stages.onward(barred, full, counts={"entry": 2}).behind == ("a",)
    apart = [standing("a", 1), standing("t", 1, group="talent"), standing("u", 2, group="talent")]
    assert stages.onward(apart, full, counts={"entry": 1, "talent": 2}).best == ("a", "t")


def test_the_next_stage_takes_its_share_of_all_entries_and_the_quota_counts_after_the_last() -> None:
    assert stages.places(DEFAULT[1], entries=1000, quota=7) == 400
    assert stages.places(DEFAULT[2], entries=1000, quota=7) == 100
    assert stages.places(DEFAULT[1], entries=1, quota=None) == 1
    assert stages.places(None, entries=1000, quota=7) == 7
    assert stages.after(DEFAULT, "triage") == DEFAULT[1]
    assert stages.after(DEFAULT, "live") is None
    assert stages.after((DEFAULT[0], DEFAULT[2]), "triage") == DEFAULT[2]


def test_a_judge_gives_a_triage_the_time_of_their_full_reviews() -> None:
    assert stages.bounds(DEFAULT, "triage", least=2, most=12) == (0, 72)
    assert stages.bounds(DEFAULT, "full", least=2, most=12) == (2, 12)
    assert stages.bounds(DEFAULT[:1], "triage", least=2, most=12) == (2, 12)


async def make_staged(*, entries: int = 5) -> World:
    """Triage of every entry by two judges each, open; then three full reviews of the best 40 per cent."""
    world = await make_world(entries=entries)
    async with db.work():
        await service.plan_stages(actor=world.organiser, round_id=world.round, stages=TWO, expected=None)
    await declare_all(world)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
        await service.open_judging(actor=world.organiser, round_id=world.round, now=NOW)
    return world


async def given(world: World, stage: str) -> dict[str, int]:
    rows = await db.fetch(
        "select s.code, count(*) as n from review rv join submission s on s.id = rv.submission"
        " where rv.stage = $1 group by 1",
        stage,
    )
    return {row["code"]: row["n"] for row in rows}


async def sign_stage(world: World, stage: str, *, but: int = 0, points: Mapping[int, str] = POINTS) -> None:
    """All judges give entry n `points[n]`; the last `but` reviews stay as they are."""
    judges = {one.id: one for one in world.judges}
    codes = sorted(world.entries)
    rows = await db.fetch(
        "select rv.id, rv.judge, s.code from review rv join submission s on s.id = rv.submission"
        " where rv.stage = $1 order by s.code, rv.id",
        stage,
    )
    for row in rows[: len(rows) - but]:
        gives = points[codes.index(row["code"])]
        await sign(judges[row["judge"]], row["id"], gives, gives)


async def take_on(world: World, seen: str | None = None) -> int:
    found = await queries.stage_page(actor=world.organiser, round_id=world.round)
    async with db.work():
        return await service.take_on(
            actor=world.organiser, round_id=world.round, seen=found.mark if seen is None else seen, now=NOW
        )


async def next_step(world: World) -> str:
    return (await queries.overview(actor=world.organiser, round_id=world.round, now=NOW)).next_step


async def test_a_round_is_triaged_and_the_best_of_it_reviewed_in_full() -> None:
    world = await make_staged()
    codes = sorted(world.entries)
    assert await given(world, "triage") == dict.fromkeys(codes, 2)
    await sign_stage(world, "triage")
    assert await next_step(world) == "take_on"
    with pytest.raises(Conflict, match="stage of judging follows"):
        async with db.work():
            await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
    with pytest.raises(Invalid):
        await take_on(world, seen="other")
    assert await take_on(world) == 2
    assert await next_step(world) == "assign"
    with pytest.raises(Conflict, match="No stage follows"):
        await take_on(world, seen="")
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    assert await given(world, "full") == {codes[1]: 3, codes[3]: 3}
    coverage = (await queries.overview(actor=world.organiser, round_id=world.round, now=NOW)).coverage
    assert (coverage.entries, coverage.full, coverage.signed) == (2, 2, 0)
    await sign_stage(world, "full", points={1: "5", 3: "6"})
    lines = (await queries.ranking(actor=world.organiser, round_id=world.round)).entries
    # What went on stands before what did not, whatever its full reviews gave.
    assert [(line.code, line.rank, line.seat, line.is_out) for line in lines] == [
        (codes[3], 1, 1, False), (codes[1], 2, 2, False), (codes[4], 3, None, True), (codes[2], 4, None, True),
        (codes[0], 5, None, True),
    ]  # fmt: skip
    assert [line.signed for line in lines] == [3, 3, 2, 2, 2]
    await invariants_hold()


async def test_what_a_stage_left_behind_cannot_be_decided_upon_nor_its_reviews_reopened() -> None:
    world = await make_staged()
    codes = sorted(world.entries)
    await sign_stage(world, "triage")
    await take_on(world)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    await sign_stage(world, "full")
    past = await db.fetchval("select id from review where stage = 'triage' limit 1")
    with pytest.raises(Conflict, match="stage of this review is closed"):
        async with db.work():
            await service.reopen_review(actor=world.organiser, review_id=past, reason="A slip.", now=NOW)
    with pytest.raises(Invalid) as caught:
        async with db.work():
            choices = {world.entries[codes[4]]: Choice(outcome="advanced")}
            await service.draft_decision(actor=world.organiser, round_id=world.round, choices=choices, now=NOW)
    assert list(caught.value.fields) == [f"outcome_{codes[4]}"]
    async with db.work():
        made = await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
    outcomes = {item.code: item.outcome for item in await queries.decision_items(decision_id=made)}
    assert [code for code in codes if outcomes[code] == "advanced"] == [codes[1]]


async def test_a_late_judge_holds_a_stage_until_waived_and_an_entry_without_a_result_goes_on() -> None:
    world = await make_staged()
    await sign_stage(world, "triage", but=1)
    page = await queries.stage_page(actor=world.organiser, round_id=world.round)
    assert (page.unsigned, page.is_ready) == (1, False)
    with pytest.raises(Conflict, match="not signed"):
        await take_on(world)
    judge: UUID = await db.fetchval("select judge from review where state <> 'signed'")
    async with db.work():
        await service.waive_reviews(actor=world.organiser, round_id=world.round, judge_id=judge, reason="Ill.", now=NOW)
    page = await queries.stage_page(actor=world.organiser, round_id=world.round)
    assert [line.code for line in page.without] == [max(world.entries)]
    assert await take_on(world) == 3


async def test_only_who_runs_a_round_and_is_close_to_none_of_it_takes_entries_on() -> None:
    world = await make_staged()
    with pytest.raises(NotFound):
        await queries.stage_page(actor=world.judges[0], round_id=world.round)
    assert world.organiser.person_id is not None
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'declared', 'declared', '', $3)",
        world.entries[min(world.entries)],
        world.organiser.person_id,
        NOW,
    )
    with pytest.raises(NotAllowed):
        await queries.stage_page(actor=world.organiser, round_id=world.round)


async def test_stepping_back_from_an_entry_ends_the_reviews_of_both_stages() -> None:
    world = await make_staged()
    await sign_stage(world, "triage")
    await take_on(world)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    both = await db.fetchrow(
        "select f.id, f.judge from review f join review t on t.submission = f.submission and t.judge = f.judge"
        " and t.stage = 'triage' where f.stage = 'full' limit 1"
    )
    assert both is not None
    judge = next(one for one in world.judges if one.id == both["judge"])
    async with db.work():
        await service.recuse(actor=judge, review_id=both["id"], why="rival", now=NOW)
    await invariants_hold()


async def test_an_organiser_takes_the_best_on_in_the_browser(client: httpx.AsyncClient) -> None:
    world = await make_staged()
    await sign_in(client, world.organiser.id)
    here = f"/judging/rounds/{world.round}"
    assert (await client.get(f"{here}/next-stage")).status_code == 200
    await sign_stage(world, "triage")
    assert "See who goes on" in (await client.get(here)).text
    ranking = (await client.get(f"{here}/ranking")).text
    assert ("Draft the decision" in ranking, f"{here}/next-stage" in ranking) == (False, True)
    page = (await client.get(f"{here}/next-stage")).text
    assert "2 entries go on." in page
    assert (await post(client, f"{here}/next-stage", {"seen": "old"})).status_code == 422
    assert (await post(client, f"{here}/next-stage", {"seen": hidden(page, "seen")})).status_code == 303
    assert (await client.get(f"{here}/next-stage")).status_code == 409
    assert "stopped after: Triage" in (await client.get(f"{here}/ranking")).text
    await sign_in(client, world.judges[0].id)
    assert "Triage" in (await client.get("/judging/reviews")).text


async def test_a_round_is_set_up_in_the_usual_stages(client: httpx.AsyncClient) -> None:
    world = await make_world()
    await db.execute("delete from panel_member")
    await db.execute("delete from judging_round")
    await sign_in(client, world.organiser.id)
    here = f"/judging/rounds/{world.round}"
    assert 'value="usual"' in (await client.get(here)).text
    form = {"rubric_id": str(world.rubric), "rule": "trimmed", "reviews_each": "4", "least_valid": "3"}
    assert (await post(client, f"{here}/set-up", {**form, "stages": "usual"})).status_code == 303
    judging = await queries.judging_of(round_id=world.round)
    assert judging is not None
    assert [(one.kind, one.reads, one.least_valid) for one in judging.stages] == [
        ("triage", 2, 2), ("full", 4, 3), ("live", 5, 3),
    ]  # fmt: skip
    assert (judging.stage, judging.reviews_each, judging.least_valid) == ("triage", 2, 2)
