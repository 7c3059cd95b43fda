"""Live scoring: the entry before the judges, the server's clock, and scores that are sealed until all have signed."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from contest.desk.queries.search import Wrong, offer, read, search
from contest.judging import queries, service
from contest.judging.queries.live import LiveNow
from contest.judging.queries.reviews import review_page
from contest.judging.rules.capacity import Stage
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotAllowed, NotFound
from tests.judging.world import World, declare_all, invariants_hold, make_world, sign
from tests.makers import NOW, actor_for, grant, make_person
from tests.web import post, sign_in

pytestmark = pytest.mark.usefixtures("database")

LIVE = (Stage(kind="live", reads=3, minutes=17, share=100, least_valid=2),)


def at(minutes: float) -> object:
    return NOW + timedelta(minutes=minutes)


async def make_live(*, entries: int = 2) -> World:
    """A round that is judged live by three judges, open."""
    world = await make_world(entries=entries)
    async with db.work():
        await service.plan_stages(actor=world.organiser, round_id=world.round, stages=LIVE, expected=None)
    await declare_all(world)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
        await service.open_judging(actor=world.organiser, round_id=world.round, now=NOW)
    return world


def entry(world: World, number: int = 0) -> tuple[str, UUID]:
    code = sorted(world.entries)[number]
    return code, world.entries[code]


async def start(world: World, number: int = 0, *, minutes: float = 0) -> None:
    async with db.work():
        await service.start_pitch(
            actor=world.organiser, round_id=world.round, submission_id=entry(world, number)[1], now=at(minutes)
        )


async def sign_one(world: World, judge: Actor, number: int = 0, points: str = "8") -> None:
    review = await db.fetchval(
        "select id from review where judge = $1 and submission = $2", judge.id, entry(world, number)[1]
    )
    await sign(judge, review, points, points)


async def reveal(world: World, number: int = 0) -> None:
    async with db.work():
        await service.reveal_scores(
            actor=world.organiser, round_id=world.round, submission_id=entry(world, number)[1], now=NOW
        )


async def seen_by(world: World, judge: Actor, *, review: UUID | None = None, minutes: float = 0) -> LiveNow:
    return await queries.live_now(actor=judge, round_id=world.round, at=review, now=at(minutes))


async def test_what_is_pitched_comes_to_the_screens_of_its_judges_with_the_servers_clock() -> None:
    world = await make_live()
    first, second, _ = world.judges
    nothing = await seen_by(world, first)
    assert (nothing.code, nothing.stage, nothing.go_to) == ("", None, None)
    await start(world, 0)
    for minutes, key, seconds in (
        (0, "pitch", 480),
        (8, "questions", 420),
        (14.5, "questions", 30),
        (15, "change", 120),
    ):
        found = await seen_by(world, first, minutes=minutes)
        assert found.stage is not None
        assert (found.code, found.stage.key, found.stage.seconds) == (entry(world)[0], key, seconds)
    mine = found.review_id
    assert (found.go_to, (await seen_by(world, first, review=mine)).go_to) == (mine, None)
    await sign_one(world, first)
    await start(world, 1, minutes=16)
    assert (await seen_by(world, first, review=mine, minutes=16)).go_to is not None
    theirs = (await db.fetchrow(
        "select id from review where judge = $1 and submission = $2", second.id, entry(world)[1]
    ))["id"]  # fmt: skip
    await db.execute("update review set state = 'draft' where id = $1", theirs)
    busy = await seen_by(world, second, review=theirs, minutes=16)
    assert (busy.code, busy.go_to) == (entry(world, 1)[0], None)  # still at work on the first one
    page = await queries.pitches_page(actor=world.organiser, round_id=world.round, now=at(16))
    assert [(one.code, one.stage.key if one.stage else "") for one in page.lines] == [
        (entry(world)[0], "over"),
        (entry(world, 1)[0], "pitch"),
    ]


async def test_the_clock_is_held_and_goes_on_by_who_runs_the_round() -> None:
    world = await make_live()
    await start(world)
    for to, minutes in (("hold", 3), ("resume", 5), ("next", 6)):
        async with db.work():
            await service.turn_pitch(
                actor=world.organiser, round_id=world.round, submission_id=entry(world)[1], to=to, now=at(minutes)
            )
    found = await seen_by(world, world.judges[0], minutes=6)
    assert found.stage is not None
    assert (found.stage.key, found.stage.seconds, found.stage.is_held) == ("questions", 420, False)
    for to in ("resume", "back"):
        with pytest.raises((Conflict, NotFound)):
            await service.turn_pitch(
                actor=world.organiser, round_id=world.round, submission_id=entry(world)[1], to=to, now=at(7)
            )


async def sealed(world: World) -> list[str]:
    """Where a signed live score of the first entry can be found by others before it is revealed; nowhere, one hopes."""
    found = []
    chair = await actor_for(await make_person("Chair"))
    await grant(chair.id, "panel_chair", edition_id=world.edition, round_id=world.round)
    chair = await actor_for(chair.id)
    review = await db.fetchval("select id from review where state = 'signed' order by id limit 1")
    for actor in (world.organiser, chair):
        for name, asked in (
            ("ranking", queries.ranking(actor=actor, round_id=world.round)),
            ("review", review_page(actor=actor, review_id=review)),
            ("table", queries.review_table(actor=actor, round_id=world.round)),
        ):
            try:
                await asked
                found.append(name)
            except (Conflict, NotFound, NotAllowed):
                continue
    try:
        async with db.work():
            await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
        found.append("draft")
    except Conflict:
        pass
    for judge in world.judges:
        own = await db.fetchval("select id from review where judge = $1 and submission = $2", judge.id, entry(world)[1])
        found += ["beside"] * bool((await review_page(actor=judge, review_id=own)).beside)
        found += ["live"] * bool((await seen_by(world, judge)).shown)
    page = await queries.pitches_page(actor=world.organiser, round_id=world.round, now=NOW)
    found += ["pitches"] * any(one.totals for one in page.lines)
    node = read("score>0", await offer(actor=world.organiser, of="reviews"))
    assert node is not None
    assert not isinstance(node, Wrong)
    found += ["search"] * bool((await search(actor=world.organiser, of="reviews", node=node, page=1)).total)
    return found


async def test_scores_are_sealed_everywhere_until_all_have_signed_and_they_are_revealed() -> None:
    world = await make_live(entries=1)
    await start(world)
    for number, judge in enumerate(world.judges):
        assert await sealed(world) == [] if number else True
        with pytest.raises(Conflict, match="sealed until all have"):
            await reveal(world)
        await sign_one(world, judge, points=str(6 + number))
    assert await sealed(world) == []
    await reveal(world)
    with pytest.raises(Conflict, match="shown already"):
        await reveal(world)
    found = await seen_by(world, world.judges[0])
    assert [one.total for one in found.shown] == [Decimal("60.00"), Decimal("70.00"), Decimal("80.00")]
    assert {one.name for one in found.shown} == {"Judge 0", "Judge 1", "Judge 2"}
    await db.execute("update round set judges_known = 'never'")
    assert {one.name for one in (await seen_by(world, world.judges[0])).shown} == {""}
    assert [one.score for one in (await queries.ranking(actor=world.organiser, round_id=world.round)).entries] == [
        Decimal("70.00")
    ]
    assert set(await sealed(world)) >= {"ranking", "review", "table", "beside", "live", "pitches", "search", "draft"}
    await invariants_hold()


async def test_a_judge_who_left_does_not_keep_scores_sealed() -> None:
    world = await make_live(entries=1)
    for judge in world.judges[:2]:
        await sign_one(world, judge)
    page = await queries.waiver_page(actor=world.organiser, round_id=world.round, judge_id=world.judges[2].id)
    assert page.is_sealed
    async with db.work():
        await service.waive_reviews(
            actor=world.organiser, round_id=world.round, judge_id=world.judges[2].id, reason="Ill.", now=NOW
        )
    await reveal(world)
    assert (await seen_by(world, world.judges[2])).code == ""


async def test_who_is_too_close_is_told_nothing_of_what_is_pitched() -> None:
    world = await make_live()
    tied = world.judges[0]
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        entry(world)[1], tied.id, NOW,
    )  # fmt: skip
    await start(world)
    found = await seen_by(world, tied)
    assert (found.code, found.title_en, found.stage, found.judges, found.go_to) == ("", "", None, 0, None)
    stranger = await actor_for(await make_person("Stranger"))
    for actor in (stranger, world.organiser):
        with pytest.raises(NotFound):
            await seen_by(world, actor)
    for actor in (stranger, world.judges[1]):
        with pytest.raises(NotFound):
            await queries.pitches_page(actor=actor, round_id=world.round, now=NOW)
        with pytest.raises(NotFound):
            await service.start_pitch(actor=actor, round_id=world.round, submission_id=entry(world)[1], now=NOW)


async def test_the_pages_of_judge_and_organiser_follow(client: httpx.AsyncClient) -> None:
    world = await make_live()
    here, code = f"/judging/rounds/{world.round}", entry(world)[0]
    judge = world.judges[0]
    with clock.moved_to(NOW):
        await sign_in(client, world.organiser.id)
        assert (await post(client, f"{here}/pitches", {"code": code, "to": "start"})).status_code == 303
        assert "data-pitch-clock" in (await client.get(f"{here}/pitches")).text
        assert (await client.get(f"{here}/ranking")).status_code == 200  # nothing is signed: nothing is sealed
        await sign_in(client, judge.id)
        assert "Follow the pitches" in (await client.get("/judging/reviews")).text
        review = await db.fetchval(
            "select id from review where judge = $1 and submission = $2", judge.id, entry(world)[1]
        )
        sent = await client.get(f"{here}/live")
        assert (sent.status_code, sent.headers["location"]) == (303, f"/judging/reviews/{review}")
        asked = await client.get(f"{here}/live", headers={"hx-request": "true"})
        assert asked.headers["hx-redirect"] == f"/judging/reviews/{review}"
        assert f"{here}/live?at={review}" in (await client.get(f"/judging/reviews/{review}")).text
        strip = (await client.get(f"{here}/live?at={review}", headers={"hx-request": "true"})).text
        assert "0 of 3 judges have signed." in strip
        fields = {"revision": "1", "score_climate_impact": "8", "score_team": "8", "then": "sign"}
        signed = await post(client, f"/judging/reviews/{review}", fields)
        assert signed.headers["location"] == f"{here}/live"
        assert "Sealed" in (await client.get(f"{here}/live")).text
        await db.execute("update person set locale = 'zh'")
        await sign_in(client, judge.id)
        assert "已封存" in (await client.get(f"{here}/live")).text
        await sign_in(client, world.organiser.id)
        assert "现场评分" in (await client.get(f"{here}/pitches")).text
        assert (await client.get(f"{here}/ranking")).status_code == 409
