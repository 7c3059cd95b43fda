"""Where entries go that a decision lets advance: into the next round when it is final, and back with a reversal."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from contest.judging import queries, service
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from tests.judging.world import World, make_open_world, publish_seen, sign_all
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round
from tests.makers.certificates import make_decision, make_decision_item
from tests.web import post, sign_in

pytestmark = pytest.mark.usefixtures("database")


async def make_next(world: World, **values: object) -> UUID:
    """Another round of the edition, in screening, of the same organiser."""
    made = await make_round(world.edition, **({"state": "screening"} | values))
    assert world.organiser.person_id is not None
    await grant(world.organiser.person_id, "round_organiser", edition_id=world.edition, round_id=made)
    world.organiser = await actor_for(world.organiser.person_id)
    return made


async def make_drafted(**values: object) -> tuple[World, UUID]:
    """Two entries, the second of which advances; the draft says so."""
    world = await make_open_world(**{"notice_days": 0, **values})
    await sign_all(world, ("6", "6"), ("8", "8"))
    async with db.work():
        return world, await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)


async def lead_to(world: World, decision: UUID, into: UUID | None) -> None:
    async with db.work():
        await service.lead_to(actor=world.organiser, decision_id=decision, into=into, now=NOW)


async def publish(world: World, decision: UUID) -> None:
    async with db.work():
        await publish_seen(world, decision)


async def entered(round_id: UUID) -> list[tuple[str, str]]:
    rows = await db.fetch("select code, state from standing where round = $1 order by code", round_id)
    return [(row["code"], row["state"]) for row in rows]


async def test_what_advances_is_entered_in_the_next_round_with_the_version_that_was_judged() -> None:
    world, decision = await make_drafted()
    into = await make_next(world)
    await lead_to(world, decision, into)
    assert await entered(into) == []
    await publish(world, decision)
    assert await entered(into) == [(sorted(world.entries)[1], "eligible")]
    assert (
        await db.fetchval("select count(distinct version) from standing where code = $1", sorted(world.entries)[1]) == 1
    )


async def test_without_a_next_round_nothing_is_entered() -> None:
    world, decision = await make_drafted()
    into = await make_next(world)
    await lead_to(world, decision, into)
    await lead_to(world, decision, None)
    await publish(world, decision)
    assert await entered(into) == []


async def test_a_round_that_is_judged_already_or_is_no_part_of_the_edition_takes_nothing() -> None:
    world, decision = await make_drafted()
    judged, elsewhere = await make_next(world, state="judging"), await make_round(await make_edition())
    for into in (judged, elsewhere, world.round):
        with pytest.raises(Invalid):
            await lead_to(world, decision, into)
    into = await make_next(world)
    await lead_to(world, decision, into)
    await db.execute("update round set state = 'judging' where id = $1", into)
    with pytest.raises(Conflict):
        await publish(world, decision)
    assert await db.fetchval("select state from decision where id = $1", decision) == "drafted"
    assert await entered(into) == []


async def make_final(world: World) -> tuple[UUID, Actor]:
    """A round of the edition that somebody else runs."""
    final = await make_round(world.edition, state="screening", name_en="The final")
    other = await make_person("Other organiser")
    await grant(other, "round_organiser", edition_id=world.edition, round_id=final)
    return final, await actor_for(other)


async def accept(actor: Actor, decision: UUID, *, accepts: bool = True) -> None:
    async with db.work():
        await service.accept_onward(actor=actor, decision_id=decision, accepts=accepts, now=NOW)


async def test_a_city_sends_its_best_to_a_final_that_others_run_once_these_accept() -> None:
    world, decision = await make_drafted()
    final, other = await make_final(world)
    await lead_to(world, decision, final)
    with pytest.raises(NotFound):
        await accept(world.organiser, decision)
    await accept(other, decision)
    with pytest.raises(Conflict, match="answered already"):
        await accept(other, decision, accepts=False)
    assert await entered(final) == []
    await publish(world, decision)
    assert await entered(final) == [(sorted(world.entries)[1], "eligible")]
    async with db.work():
        await service.reverse_decision(actor=world.organiser, decision_id=decision, reason="A slip.", now=NOW)
    assert await entered(final) == []


async def test_what_is_final_waits_for_the_answer_and_a_no_lets_another_round_be_chosen() -> None:
    world, decision = await make_drafted()
    final, other = await make_final(world)
    await lead_to(world, decision, final)
    await publish(world, decision)
    assert await entered(final) == []
    await accept(other, decision, accepts=False)
    assert await entered(final) == []
    own = await make_next(world)
    await lead_to(world, decision, own)
    assert len(await entered(own)) == 1
    with pytest.raises(Conflict):
        await lead_to(world, decision, final)


async def test_a_late_yes_enters_them_at_once() -> None:
    world, decision = await make_drafted()
    final, other = await make_final(world)
    await lead_to(world, decision, final)
    await publish(world, decision)
    await accept(other, decision)
    assert await entered(final) == [(sorted(world.entries)[1], "eligible")]


async def test_the_organisers_of_the_final_are_asked_on_its_page(client: httpx.AsyncClient) -> None:
    world, decision = await make_drafted()
    final, other = await make_final(world)
    await sign_in(client, world.organiser.id)
    here, there = f"/judging/decisions/{decision}", f"/judging/rounds/{final}"
    assert "The final (its organisers are asked)" in (await client.get(here)).text
    assert (await post(client, f"{here}/onward", {"into": str(final)})).status_code == 303
    page = (await client.get(here)).text
    assert ("have not answered yet" in page, "no file, video or link" in page) == (True, False)
    await db.execute("update round set blindness = 'anonymous' where id = $1", final)
    assert "no file, video or link" in (await client.get(here)).text
    assert (await post(client, f"{here}/arrival", {"accepts": "yes"})).status_code == 404
    await sign_in(client, other.id)
    page = (await client.get(there)).text
    assert ("would send its best on" in page, sorted(world.entries)[1] in page) == (True, False)
    assert (await client.get(here)).status_code == 404
    assert (await post(client, f"{here}/arrival", {"accepts": "yes"})).status_code == 303
    assert await db.fetchval("select onward_accepted_at from decision where id = $1", decision) is not None


async def test_a_reversal_takes_them_back_unless_they_have_judges_there() -> None:
    world, decision = await make_drafted()
    into = await make_next(world)
    await lead_to(world, decision, into)
    await publish(world, decision)
    async with db.work():
        made = await service.reverse_decision(
            actor=world.organiser, decision_id=decision, reason="A sum was wrong.", now=NOW
        )
    assert await entered(into) == []
    await publish(world, made)
    assert len(await entered(into)) == 1
    await db.execute(
        "insert into judging_round (id, round, rubric) values (gen_random_uuid(), $1, $2)", into, world.rubric
    )
    await db.execute(
        "insert into review (id, judging_round, submission, version, judge, rubric, state)"
        " select gen_random_uuid(), jr.id, st.submission, st.version, $2, jr.rubric, 'assigned'"
        " from standing st join judging_round jr on jr.round = st.round where st.round = $1",
        into,
        world.judges[0].person_id,
    )
    with pytest.raises(Conflict):
        async with db.work():
            await service.reverse_decision(actor=world.organiser, decision_id=made, reason="Again.", now=NOW)


async def test_the_page_asks_where_they_go_on_to(client: httpx.AsyncClient) -> None:
    world, decision = await make_drafted()
    into = await make_next(world, name_en="The final")
    assert world.organiser.person_id is not None
    await sign_in(client, world.organiser.person_id)
    here = f"/judging/decisions/{decision}"
    assert "The final" in (await client.get(here)).text
    assert (await post(client, f"{here}/onward", {"into": str(into)})).status_code == 303
    assert f'value="{into}" selected' in (await client.get(here)).text
    assert (await post(client, f"{here}/onward", {"into": "none of these"})).status_code in {400, 422}
    assert (await post(client, f"{here}/onward", {"into": ""})).status_code == 303
    assert await db.fetchval("select leads_to from decision where id = $1", decision) is None


async def test_equal_entries_are_told_apart_by_the_round_before_where_the_rubric_says_so() -> None:
    world = await make_open_world(entries=3)
    await sign_all(world, ("7", "7"), ("7", "7"), ("7", "7"))
    first, second, third = sorted(world.entries)
    earlier = await make_round(world.edition, state="decided")
    for code, score in ((first, "60.10"), (second, "60.20"), (third, "60.20")):
        await decide_before(world, earlier, code, score)
    assert await ranks(world) == {first: 1, second: 1, third: 1}
    await db.execute("update rubric set tie_break = '{mean,climate_impact,earlier_round}'")
    assert await ranks(world) == {second: 1, third: 1, first: 3}
    await db.execute("update decision set final_at = $1", NOW + timedelta(days=1))
    assert await ranks(world) == {first: 1, second: 1, third: 1}


async def decide_before(world: World, round_id: UUID, code: str, score: str) -> None:
    """The entry's score in another round, final a day before this one's judging opened."""
    decision = await db.fetchval("select id from decision where round = $1", round_id)
    decision = decision or await make_decision(round_id, final_at=NOW - timedelta(days=1))
    await make_decision_item(decision, world.entries[code], outcome="advanced", score=Decimal(score))


async def ranks(world: World) -> dict[str, int | None]:
    found = await queries.ranking(actor=world.organiser, round_id=world.round)
    return {line.code: line.rank for line in found.entries}


async def test_figures_are_old_once_the_round_before_is_decided_anew() -> None:
    world = await make_open_world()
    await sign_all(world, ("7", "7"), ("7", "7"))
    earlier = await make_round(world.edition, state="decided")
    await decide_before(world, earlier, min(world.entries), "50")
    worked = await service.work_out_ranking(round_id=world.round)
    assert worked is not None
    async with db.work():
        await service.write_ranking(worked=worked, now=NOW)
    assert (await queries.ranking(actor=world.organiser, round_id=world.round)).is_fresh
    await db.execute("update decision set state = 'reversed' where round = $1", earlier)
    assert not (await queries.ranking(actor=world.organiser, round_id=world.round)).is_fresh
