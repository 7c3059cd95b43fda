from uuid import UUID

from contest.judging import service
from contest.lib import db
from tests.judging.world import World, make_open_world, publish_seen, sign_all
from tests.makers import NOW, actor_for, grant, make_person, make_round


async def messages(kind: str) -> list[tuple[str, str, str, str]]:
    rows = await db.fetch("select email, subject, body, state from message where kind = $1 order by email", kind)
    return [tuple(row) for row in rows]


async def test_each_judge_is_told_of_their_entries_by_code() -> None:
    world = await make_open_world()
    await db.execute("update person set locale = 'zh' where id = $1", world.judges[1].id)
    async with db.work():
        await service.tell_judges(round_id=world.round, judge_ids=[judge.id for judge in world.judges])
    told = await messages("judging/opened")
    assert [(email, state) for email, _, _, state in told] == [(f"judge{n}@jury{n}.org", "queued") for n in range(3)]
    assert [subject for _, subject, _, _ in told] == [
        "Your reviews are ready: Paris round",
        "您的评审任务已就绪：巴黎赛区",
        "Your reviews are ready: Paris round",
    ]
    for _, _, body, _ in told:
        assert all(code in body for code in world.entries)
        assert "Entry 0" not in body


async def test_a_judge_is_not_told_of_what_they_are_tied_to() -> None:
    world = await make_open_world()
    first, second = sorted(world.entries)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        world.entries[first],
        world.judges[0].id,
        NOW,
    )
    async with db.work():
        await service.tell_judges(round_id=world.round, judge_ids=[world.judges[0].id])
    [(_, _, body, _)] = await messages("judging/opened")
    assert (first in body, second in body) == (False, True)


async def test_who_runs_the_next_round_is_asked_by_mail_and_not_once_it_is_answered() -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    final = await make_round(world.edition, state="screening", name_en="The final", slug="the-final")
    other = await make_person("Other organiser", email="other@final.org")
    await grant(other, "round_organiser", edition_id=world.edition, round_id=final)
    async with db.work():
        decision = await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
        await service.lead_to(actor=world.organiser, decision_id=decision, into=final, now=NOW)
    assert str(final) in await db.fetchval("select payload from outbox_event where name = 'onward.asked'")
    async with db.work():
        await service.tell_onward(decision_id=decision, into=final, now=NOW)
        await service.tell_onward(decision_id=decision, into=world.round, now=NOW)
        await service.accept_onward(actor=await actor_for(other), decision_id=decision, accepts=True, now=NOW)
        await service.tell_onward(decision_id=decision, into=final, now=NOW)
    [(email, subject, body, _)] = await messages("judging/onward")
    assert (email, subject) == ("other@final.org", "Paris round would send its best on to The final")
    assert f"/judging/rounds/{final}" in body
    assert not any(code in body for code in world.entries)


async def publish(world: World) -> UUID:
    async with db.work():
        decision = await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
        await publish_seen(world, decision)
    return decision


async def test_applicants_are_told_once_an_organiser_has_read_the_mail() -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    decision = await publish(world)
    async with db.work():
        await service.tell_applicants(decision_id=decision, state="published")
    told = await messages("judging/decided")
    assert [state for *_, state in told] == ["drafted", "drafted"]
    assert ["does not go on" in body for _, _, body, _ in told] == [True, False]
    assert ["goes on from" in body for _, _, body, _ in told] == [False, True]
    assert all("public notice until" in body for _, _, body, _ in told)


async def test_a_reversed_decision_tells_nobody() -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    decision = await publish(world)
    async with db.work():
        await service.reverse_decision(actor=world.organiser, decision_id=decision, reason="A slip.", now=NOW)
    async with db.work():
        await service.tell_applicants(decision_id=decision, state="published")
    assert await messages("judging/decided") == []
