"""The checks before an award: by whom, of what, and that no award goes without them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.judging import service
from contest.judging.queries.checks import checks_page
from contest.judging.rules import checks as rules
from contest.judging.rules.decisions import Choice
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from tests.judging.world import World, invariants_hold, make_open_world, publish_seen, sign_all, state_of
from tests.makers import NOW, actor_for, grant, make_person
from tests.web import post, sign_in

pytestmark = pytest.mark.usefixtures("database")
AWARD = Choice(outcome="awarded", award_en="First prize", award_zh="一等奖")


def test_an_award_waits_for_three_checks_and_one_that_stands_against_it_counts_first() -> None:
    clear = dict.fromkeys(rules.KINDS, "clear")
    assert rules.hinders({}) is None and rules.hinders({"A": clear}) is None
    assert "waits" in str(rules.hinders({"A": clear, "B": {"sanctions": "clear"}}))
    assert "stands against the award of B" in str(rules.hinders({"A": {}, "B": clear | {"export": "hit"}}))
    assert set(rules.problems(kind="x", result="x", source=" ", note="x" * 2001)) == {
        "kind",
        "result",
        "source",
        "note",
    }
    assert set(rules.problems(kind="export", result="hit", source="List", note=" ")) == {"note"}


async def awarded(**more: Any) -> tuple[World, UUID, str]:
    world = await make_open_world(**more)
    await sign_all(world, ("6", "6"), ("8", "8"))
    code = sorted(world.entries)[1]
    async with db.work():
        decision = await service.draft_decision(
            actor=world.organiser, round_id=world.round, choices={world.entries[code]: AWARD}, now=NOW
        )
        await publish_seen(world, decision)
    return world, decision, code


async def check(actor: Actor, decision: UUID, code: str, kind: str, result: str = "clear") -> None:
    async with db.work():
        await service.record_check(
            actor=actor, decision_id=decision, code=code, kind=kind, result=result, source="List", note="Why", now=NOW
        )


async def close(world: World, decision: UUID) -> None:
    async with db.work():
        await service.close_notice(actor=world.organiser, decision_id=decision, now=NOW + timedelta(days=30))


async def test_an_award_is_made_once_each_check_has_found_nothing() -> None:
    world, decision, code = await awarded()
    officer = await make_person("Officer")
    await grant(officer, "compliance_officer", edition_id=world.edition, round_id=world.round)
    for kind in ("sanctions", "affiliation"):
        await check(await actor_for(officer), decision, code, kind)
    with pytest.raises(Conflict, match="waits for its checks"):
        await close(world, decision)
    await check(world.organiser, decision, code, "export", "hit")
    with pytest.raises(Conflict, match="stands against the award"):
        await close(world, decision)
    await check(world.organiser, decision, code, "export")  # the last one counts
    [line] = (await checks_page(actor=world.organiser, decision_id=decision)).lines
    assert [(one.kind, one.result) for one in line.checks][:2] == [("export", "clear"), ("export", "hit")]
    assert line.last["export"].result == "clear"
    await close(world, decision)
    assert await state_of("decision", decision) == "final"
    with pytest.raises(Conflict):
        await check(world.organiser, decision, code, "export")
    await invariants_hold()


async def test_a_round_without_a_notice_waits_for_the_checks_too() -> None:
    world, decision, code = await awarded(notice_days=0)
    assert await state_of("decision", decision) == "published"
    for kind in rules.KINDS:
        await check(world.organiser, decision, code, kind)
    await close(world, decision)
    assert await state_of("decision", decision) == "final"


async def test_who_may_check_and_of_what(client: httpx.AsyncClient) -> None:
    world, decision, code = await awarded()
    elsewhere = await make_person("Elsewhere")
    await grant(elsewhere, "compliance_officer", edition_id=UUID(int=1))
    for person in (elsewhere, world.judges[0].id, world.applicants[1]):
        with pytest.raises(NotFound):
            await check(await actor_for(person), decision, code, "export")
    with pytest.raises(NotFound):
        await check(world.organiser, decision, min(world.entries), "export")  # not awarded
    with pytest.raises(Invalid):
        await check(world.organiser, decision, code, "mood")
    with clock.moved_to(NOW):
        await sign_in(client, world.organiser.id)
        here = f"/judging/decisions/{decision}/checks"
        assert (await client.get(here)).text.count("Not checked yet") == 3
        form = {"code": code, "kind": "export", "result": "hit", "source": "List <b>"}
        kept = await post(client, here, form)
        assert kept.status_code == 422 and "Say what stands against it." in kept.text
        assert 'value="List &lt;b&gt;"' in kept.text
        assert (await post(client, here, form | {"note": "Named there."})).status_code == 303
        assert "Something stands against it" in (await client.get(here)).text
