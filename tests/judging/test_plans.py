"""Plans of who judges what, from the question to the reviews, and changes by hand."""

from uuid import UUID

import httpx
import msgspec
import pytest

from contest.judging import queries, service
from contest.judging.rules.assignment import Plan
from contest.judging.service.assignment import computing
from contest.lib import aloud, db, killable
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.judging.test_routes import counted
from tests.judging.world import World, declare_all, make_open_world, make_world, review_of, sign, state_of
from tests.makers import NOW, actor_for, grant, make_person
from tests.web import post, sign_in

pytestmark = pytest.mark.usefixtures("database")


async def ask(world: World, **terms: object) -> UUID:
    async with db.work():
        return await service.ask_plan(actor=world.organiser, round_id=world.round, now=NOW, **terms)


async def planned(world: World, **terms: object) -> tuple[UUID, Plan]:
    """Asked for and worked out."""
    plan_id = await ask(world, **terms)
    await service.work_out_plan(plan_id=plan_id)
    stored = await db.fetchval("select plan from assignment_plan where id = $1", plan_id)
    return plan_id, msgspec.json.decode(stored, type=Plan)


async def apply(world: World, plan_id: UUID) -> service.Assigned:
    async with db.work():
        return await service.apply_plan(actor=world.organiser, plan_id=plan_id, now=NOW)


async def rule(world: World, entry: int, judge: int, ruling: str) -> None:
    async with db.work():
        await service.rule_pair(
            actor=world.organiser,
            round_id=world.round,
            submission_id=world.entries[sorted(world.entries)[entry]],
            judge_id=world.judges[judge].id,
            ruling=ruling,
            now=NOW,
        )


async def readers(world: World, entry: int) -> set[int]:
    """The numbers of the judges who read an entry."""
    rows = await db.fetch(
        "select judge from review where submission = $1 and state not in ('recused', 'waived')",
        world.entries[sorted(world.entries)[entry]],
    )
    numbers = {judge.id: number for number, judge in enumerate(world.judges)}
    return {numbers[row["judge"]] for row in rows}


async def test_a_plan_changes_nothing_before_it_is_applied() -> None:
    world = await make_world()
    await declare_all(world)
    plan_id, plan = await planned(world)
    assert await db.fetchval("select state || share from assignment_plan where id = $1", plan_id) == "done1000"
    assert len(plan.pairs) == 6
    assert await readers(world, 0) == set()
    done = await apply(world, plan_id)
    assert (done.made, done.dropped, done.short) == (6, 0, [])
    assert await readers(world, 0) == {0, 1, 2}
    with pytest.raises(Conflict):
        await apply(world, plan_id)


async def test_a_plan_that_is_no_longer_true_is_not_applied() -> None:
    world = await make_world()
    await declare_all(world)
    plan_id, _ = await planned(world)
    await rule(world, 0, 0, "forbidden")
    with pytest.raises(Conflict, match="Plan anew"):
        await apply(world, plan_id)
    found = await queries.assignment_page(actor=world.organiser, round_id=world.round)
    assert found.facts is not None
    assert (found.facts.is_current, found.facts.may_apply) == (False, False)


async def test_rulings_hold_in_every_plan_until_they_are_lifted() -> None:
    world = await make_world(judges=4)
    await declare_all(world)
    await rule(world, 0, 0, "forbidden")
    await rule(world, 1, 3, "pinned")
    plan_id, plan = await planned(world)
    await apply(world, plan_id)
    assert await readers(world, 0) == {1, 2, 3}
    assert 3 in await readers(world, 1)
    assert {one.how for one in plan.reviews} == {"pinned", "planned"}
    await rule(world, 0, 0, "free")
    assert (
        await db.fetchval(
            "select count(*) from pair_ruling where judging_round = (select id from judging_round where round = $1)",
            world.round,
        )
        == 1
    )


async def test_a_tied_judge_cannot_be_pinned_and_a_begun_review_not_be_forbidden() -> None:
    world = await make_open_world()
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        world.entries[sorted(world.entries)[1]],
        world.judges[1].id,
        NOW,
    )
    with pytest.raises(Conflict, match="too close"):
        await rule(world, 1, 1, "pinned")
    await sign(world.judges[0], await review_of(world, 0, 0), "5", "5")
    with pytest.raises(Conflict, match="begun"):
        await rule(world, 0, 0, "forbidden")


async def test_a_judge_who_drops_out_leaves_what_they_signed_and_the_rest_goes_to_others() -> None:
    world = await make_open_world(judges=4, entries=4)
    mine = [code for number, code in enumerate(sorted(world.entries)) if 0 in await readers(world, number)]
    first = sorted(world.entries).index(mine[0])
    await sign(world.judges[0], await review_of(world, 0, first), "5", "5")
    before = {number: await readers(world, number) for number in range(4)}
    async with db.work():
        plan_id = await service.drop_out(
            actor=world.organiser, round_id=world.round, judge_id=world.judges[0].id, reason="Ill.", now=NOW
        )
    await service.work_out_plan(plan_id=plan_id)
    done = await apply(world, plan_id)
    assert (done.made, done.dropped) == (len(mine) - 1, 0)
    for number in range(4):
        after = await readers(world, number)
        assert before[number] - {0} <= after
        assert len(after) == 3
    assert await state_of("review", await review_of(world, 0, first)) == "signed"
    with pytest.raises(NotFound):
        async with db.work():
            await service.drop_out(
                actor=world.organiser, round_id=world.round, judge_id=world.judges[0].id, reason="Ill.", now=NOW
            )


async def test_a_drop_out_needs_its_reason() -> None:
    world = await make_open_world()
    with pytest.raises(Invalid):
        async with db.work():
            await service.drop_out(
                actor=world.organiser, round_id=world.round, judge_id=world.judges[0].id, reason=" ", now=NOW
            )


async def test_entries_that_hang_in_the_balance_get_one_review_more() -> None:
    world = await make_open_world(judges=4, entries=3)
    code = sorted(world.entries)[1]
    plan_id, plan = await planned(world, more=[world.entries[code]])
    assert [entry for entry, _ in plan.pairs] == [str(world.entries[code])]
    await apply(world, plan_id)
    assert [len(await readers(world, number)) for number in range(3)] == [3, 4, 3]


async def test_a_plan_can_be_stopped_and_a_new_one_stops_the_one_before() -> None:
    world = await make_world()
    await declare_all(world)
    first = await ask(world)
    second = await ask(world)
    assert await state_of("assignment_plan", first) == "stopped"
    async with db.work():
        await service.stop_plan(actor=world.organiser, plan_id=second, now=NOW)
    await service.work_out_plan(plan_id=second)
    assert await state_of("assignment_plan", second) == "stopped"
    with pytest.raises(Conflict):
        async with db.work():
            await service.stop_plan(actor=world.organiser, plan_id=second, now=NOW)


async def test_the_share_that_is_done_is_told_and_a_stop_ends_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    world = await make_world(entries=3)
    await declare_all(world)
    judging = await queries.judging_of(round_id=world.round)
    assert judging is not None
    case, _ = await queries.case_of(round_id=world.round, judging=judging, terms=queries.Terms())
    monkeypatch.setattr(aloud, "LOOK_SECONDS", 0)
    heard: list[int] = []

    async def hear(share: int) -> bool:
        heard.append(share)
        return True

    plan = await computing.work_out(case, hear)
    assert plan is not None
    assert heard == sorted(heard)

    async def stop(share: int) -> bool:
        return False

    assert await computing.work_out(case, stop) is None


async def test_a_plan_that_takes_too_long_fails_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    world = await make_world()
    await declare_all(world)
    plan_id = await ask(world)

    async def killed(*_: object, **__: object) -> None:
        raise killable.Killed("took longer than 300 s")

    monkeypatch.setattr(killable, "run", killed)
    await service.work_out_plan(plan_id=plan_id)
    assert await db.fetchrow("select state, error from assignment_plan where id = $1", plan_id) == (
        "failed",
        "took longer than 300 s",
    )


async def test_languages_keywords_and_the_bounds_of_a_panel_count() -> None:
    world = await make_world(judges=4, entries=1)
    await declare_all(world)
    entry = world.entries[min(world.entries)]
    await db.execute(
        "update submission_version set content = content || $2::jsonb where submission = $1",
        entry,
        '{"summary_en": "Solar cold stores", "summary_zh": ""}',
    )
    for judge, languages, keywords in zip(
        world.judges, (["en"], ["zh"], ["en"], ["en"]), ([], [], ["Solar"], []), strict=True
    ):
        await db.execute(
            "insert into judge_profile (id, person, scenes, keywords, languages, other_names, least, most, away, about,"
            " is_kept, changed_at) values (gen_random_uuid(), $1, '{}', $3, $2, '{}', 0, 12, '[]', '', false, $4)",
            judge.id,
            languages,
            keywords,
            NOW,
        )
    judging_id = await db.fetchval("select id from judging_round where round = $1", world.round)
    panel = await db.fetchval(
        "insert into panel (id, judging_round, name_en, name_zh, scenes, cities, created_at)"
        " values (gen_random_uuid(), $1, 'Transport', '交通', '{transport}', '{}', $2) returning id",
        judging_id,
        NOW,
    )
    await db.execute("update panel_member set panel = $2 where person = $1", world.judges[3].id, panel)
    await db.execute("update judging_round set reviews_each = 1, least_valid = 1 where id = $1", judging_id)
    plan_id, _ = await planned(world)
    await apply(world, plan_id)
    assert await readers(world, 0) == {2}
    found = await queries.assignment_page(actor=world.organiser, round_id=world.round)
    parts = {part.kind: part.what for part in found.entries[0].readers[0].reasons}
    assert (parts["expertise"], parts["language"]) == (("solar",), ("en",))
    await db.execute("update judging_round set reviews_each = 4 where id = $1", judging_id)
    _, plan = await planned(world)
    assert [(one.got, one.foreign, one.forbidden) for one in plan.short] == [(2, 1, 1)]


async def test_only_who_runs_the_round_plans() -> None:
    world = await make_world()
    await declare_all(world)
    plan_id, _ = await planned(world)
    chair = await make_person("Chair")
    await grant(chair, "panel_chair", edition_id=world.edition, round_id=world.round)
    stranger = await make_person("Stranger")
    for person, error in ((chair, NotAllowed), (stranger, NotFound)):
        actor = await actor_for(person)
        with pytest.raises(error):
            await queries.assignment_page(actor=actor, round_id=world.round)
        with pytest.raises(error):
            async with db.work():
                await service.apply_plan(actor=actor, plan_id=plan_id, now=NOW)


async def test_an_entry_that_the_organiser_is_tied_to_is_in_no_plan_they_see() -> None:
    world = await make_world()
    await declare_all(world)
    await planned(world)
    first = min(world.entries)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        world.entries[first],
        world.organiser.id,
        NOW,
    )
    found = await queries.assignment_page(actor=world.organiser, round_id=world.round)
    assert (found.count, first in found.codes.values(), {one.reads for one in found.loads}) == (1, False, {1})


async def test_the_page_from_no_plan_to_an_applied_one(client: httpx.AsyncClient) -> None:
    world = await make_world()
    await declare_all(world)
    await sign_in(client, world.organiser.id)
    url = f"/judging/rounds/{world.round}/assignment"
    assert "No plan yet" in (await client.get(url)).text
    assert (await post(client, url, {"aim": "fair"})).headers["location"] == url
    shown = await client.get(url)
    assert ("being worked out" in shown.text, 'hx-trigger="every 1s"' in shown.text) == (True, True)
    plan_id = await db.fetchval("select id from assignment_plan order by id desc limit 1")
    await service.work_out_plan(plan_id=plan_id)
    done = await client.get(url)
    assert "A plan to look at" in done.text
    assert "Apply this plan" in done.text
    judge = world.judges[0].id
    entry = world.entries[min(world.entries)]
    pinned = await post(
        client, f"/judging/rounds/{world.round}/rulings", {"entry": entry, "judge": judge, "ruling": "pinned"}
    )
    assert pinned.status_code == 303
    assert "Plan anew before you apply" in (await client.get(url)).text
    assert (await post(client, f"/judging/assignments/{plan_id}/apply")).status_code == 409
    await post(client, url, {"aim": "total"})
    plan_id = await db.fetchval("select id from assignment_plan order by id desc limit 1")
    assert (await post(client, f"/judging/assignments/{plan_id}/stop")).status_code == 303
    assert "The plan was stopped" in (await client.get(url)).text
    await post(client, url, {"aim": "total"})
    plan_id = await db.fetchval("select id from assignment_plan order by id desc limit 1")
    await service.work_out_plan(plan_id=plan_id)
    applied = await post(client, f"/judging/assignments/{plan_id}/apply")
    assert applied.headers["location"] == url
    assert "This plan is applied" in (await client.get(url)).text


async def test_the_plan_takes_the_same_statements_for_three_entries_as_for_one(client: httpx.AsyncClient) -> None:
    counts = []
    for count in (1, 3):
        world = await make_world(entries=count)
        await declare_all(world)
        await planned(world)
        await sign_in(client, world.organiser.id)
        counts.append(len(await counted(client, f"/judging/rounds/{world.round}/assignment")))
    assert counts[0] == counts[1]
