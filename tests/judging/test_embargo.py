"""A decision under embargo: published by itself at its moment, as it was seen, or not at all."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from contest.judging import queries, service
from contest.judging.rules.decisions import Choice
from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid, NotFound
from tests.judging.world import World, invariants_hold, make_open_world, sign_all, state_of
from tests.makers import NOW, actor_for, make_person
from tests.web import post, sign_in

pytestmark = pytest.mark.usefixtures("database")
AT = NOW + timedelta(hours=6)  # 20:00 in Paris


async def drafted() -> tuple[World, Any, str]:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    async with db.work():
        decision = await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
    page = await queries.decision_page(actor=world.organiser, decision_id=decision)
    return world, decision, page.beside()


async def tick(at: datetime) -> list[dict[str, str]]:
    with clock.moved_to(at):
        async with db.work():
            await service.lift_embargoes()
    rows = await db.fetch("select payload from outbox_event where name = 'decision.due' order by id")
    return [msgspec.json.decode(row["payload"]) for row in rows]


async def test_a_decision_is_published_at_its_moment_and_seen_by_nobody_before(client: httpx.AsyncClient) -> None:
    world, decision, seen = await drafted()
    with clock.moved_to(NOW):
        await sign_in(client, world.organiser.id)
        here = f"/judging/decisions/{decision}"
        wrong = await post(client, f"{here}/embargo", {"publish_on": "2026-05-01", "publish_time": "soon", "all": seen})
        assert (wrong.status_code, 'value="soon"' in wrong.text) == (422, True)
        form = {"publish_on": "2026-05-01", "publish_time": "20:00", "all": seen}
        assert (await post(client, f"{here}/embargo", form)).status_code == 303
        assert "Published by itself" in (await client.get(here)).text
    assert await db.fetchval("select publish_at from decision") == AT
    assert await tick(AT - timedelta(seconds=1)) == []
    assert await state_of("decision", decision) == "drafted"
    [due] = await tick(AT)
    assert await tick(AT) == [due]  # once
    async with db.work():
        await service.publish_scheduled(decision_id=decision, by=world.organiser.id, seen=due["seen"], now=AT)
    assert await db.fetchval("select published_at from decision") == AT
    await invariants_hold()


async def test_what_has_changed_since_is_not_published_and_can_be_taken_back(client: httpx.AsyncClient) -> None:
    world, decision, seen = await drafted()
    said: dict[str, Any] = {
        "actor": world.organiser,
        "decision_id": decision,
        "day": "2026-05-01",
        "seen": seen,
        "now": NOW,
    }
    for time, field in (("25:00", "publish_time"), ("08:00", "publish_on")):
        with pytest.raises(Invalid) as refused:
            await service.embargo_decision(**said, time=time)
        assert set(refused.value.fields) == {field}
    with pytest.raises(NotFound):
        await service.embargo_decision(**said | {"actor": await actor_for(await make_person())}, time="20:00")
    async with db.work():
        await service.embargo_decision(**said, time="20:00")
    entry = world.entries[min(world.entries)]
    async with db.work():
        await service.draft_decision(
            actor=world.organiser, round_id=world.round, choices={entry: Choice(outcome="advanced")}, now=NOW
        )
    [due] = await tick(AT)
    with pytest.raises(Invalid):
        async with db.work():
            await service.publish_scheduled(decision_id=decision, by=world.organiser.id, seen=due["seen"], now=AT)
    assert await state_of("decision", decision) == "drafted"
    with clock.moved_to(AT + timedelta(minutes=5)):
        await sign_in(client, world.organiser.id)
        assert "and was not" in (await client.get(f"/judging/decisions/{decision}")).text
        assert (await post(client, f"/judging/decisions/{decision}/embargo", {})).status_code == 303
    assert await db.fetchval("select publish_at from decision") is None
    with pytest.raises(Conflict):
        await db.execute("update decision set state = 'published', published_at = now()")
        await service.lift_embargo(actor=world.organiser, decision_id=decision)
