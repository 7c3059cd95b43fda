"""The record of what happened: who sees it, how it is filtered, and what is not in it for whom."""

import re
from pathlib import Path

import httpx
import pytest

from contest.audit import service as audit
from contest.desk import service
from contest.desk.queries.audit_places import EDITION_OF
from contest.desk.rules.bulk import Plan
from contest.judging.tables.figures import AssignmentPlan
from contest.lib import db
from contest.lib.actor import SYSTEM
from contest.roadshow.tables import MeetingPlan
from tests.judging.world import World, make_world
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round
from tests.web import sign_in


@pytest.fixture
async def world() -> World:
    return await make_world(entries=2)


async def _write(world: World) -> None:
    first, second = world.entries.values()
    async with db.work():
        await audit.record(
            actor=world.organiser,
            action="submission.screen",
            thing="submission",
            thing_id=first,
            texts={"reason": "Too <late>", "other": "never shown"},
        )
        await audit.record(actor=SYSTEM, action="submission.close", thing="submission", thing_id=second)
        await audit.record(
            actor=world.organiser, action="round.step", thing="round", thing_id=world.round, outcome="refused"
        )


async def _chief(client: httpx.AsyncClient) -> object:
    person = await make_person("Chief")
    await grant(person, "programme_organiser")
    await sign_in(client, person)
    return person


async def test_the_record_is_filtered_and_each_filter_narrows(client: httpx.AsyncClient, world: World) -> None:
    await _write(world)
    await _chief(client)
    text = (await client.get("/desk/audit")).text
    assert "Too &lt;late&gt;" in text and "never shown" not in text
    code = next(iter(world.entries))
    name = (await actor_for(world.organiser.id)).name
    for query, shown in (
        (f"who={name}", {"submission.screen", "round.step"}),
        ("action=submission.", {"submission.screen", "submission.close"}),
        (f"thing={code}", {"submission.screen"}),
        ("thing=round", {"round.step"}),
        (f"thing={world.round}", {"round.step"}),
        ("outcome=refused", {"round.step"}),
        ("since=2999-01-01", set()),
        ("until=1999-01-01", set()),
        ("action=%25", set()),
    ):
        text = (await client.get(f"/desk/audit?{query}")).text
        actions = {"submission.screen", "submission.close", "round.step"}
        assert {one for one in actions if f">{one}<" in text} == shown, query
    answer = await client.get("/desk/audit?since=yesterday&who=x")
    assert answer.status_code == 422
    assert 'value="yesterday"' in answer.text and "This cannot be read." in answer.text


async def test_pages_go_back_in_time_and_a_file_holds_all(client: httpx.AsyncClient, world: World) -> None:
    async with db.work():
        for _ in range(51):
            await audit.record(actor=SYSTEM, action="test.turn", thing="round", thing_id=world.round)
    await _chief(client)
    first = (await client.get("/desk/audit?action=test.turn")).text
    assert (first.count(">test.turn<"), "Earlier records" in first) == (50, True)
    link = first[first.index("/desk/audit?action=test.turn&amp;before=") :].split('"')[0].replace("&amp;", "&")
    second = (await client.get(link)).text
    assert (second.count(">test.turn<"), "Earlier records" in second) == (1, False)
    taken = await client.get("/desk/audit/csv?action=test.turn")
    assert (taken.status_code, taken.text.count("test.turn")) == (200, 51)
    assert await db.fetchval("select count(*) from audit_record where action = 'audit.export'") == 1


async def test_the_record_is_for_who_looks_after_all_and_less_what_they_are_tied_to(
    client: httpx.AsyncClient, world: World
) -> None:
    await _write(world)
    person = await make_person()
    await grant(person, "round_organiser", edition_id=world.edition, round_id=world.round)
    await sign_in(client, person)
    for path in ("/desk/audit", "/desk/audit?since=x", "/desk/audit/csv"):
        assert (await client.get(path)).status_code == 404
    chief = await _chief(client)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        *(next(iter(world.entries.values())), chief, NOW),
    )
    async with db.work():  # the entry is named among the facts of something else
        facts = {"codes": [next(iter(world.entries))]}
        await audit.record(actor=SYSTEM, action="letters.write", thing="letters", thing_id=None, data=facts)
    text = (await client.get("/desk/audit")).text
    assert (">submission.screen<" in text, ">submission.close<" in text) == (False, True)
    assert ">letters.write<" not in text
    assert "submission.screen" not in (await client.get("/desk/audit/csv")).text


async def test_an_auditor_of_the_whole_installation_reads_it_and_nothing_else_of_the_desk(
    client: httpx.AsyncClient, world: World
) -> None:
    await _write(world)
    auditor, of_one = await make_person("Auditor"), await make_person("Elsewhere")
    await grant(auditor, "auditor")
    await grant(of_one, "auditor", edition_id=await make_edition())
    await sign_in(client, of_one)
    assert ">submission.screen<" not in (await client.get("/desk/audit")).text
    await sign_in(client, auditor)
    text = (await client.get("/desk/audit")).text
    assert ">submission.screen<" in text and 'aria-current="page">Audit' in text
    assert (await client.get("/desk/audit/xlsx")).status_code == 200
    for path in ("/desk", "/desk/mail", "/desk/roles", "/desk/jobs", "/challenge/editions"):
        assert (await client.get(path)).status_code == 404, path


# What belongs to the installation, to a person, or names its edition among its facts.
OF_NO_EDITION = {
    "api_token", "audit", "backup", "breach", "calendar", "city", "consent_text",
    "factor_set", "job", "mail_refusal", "organisation", "person", "public_page", "refusal",
    "request", "retention", "search", "signing_key",
}  # fmt: skip


async def test_who_organises_an_edition_reads_and_takes_its_record_and_no_other(
    client: httpx.AsyncClient, world: World
) -> None:
    await _write(world)
    other = await make_edition()
    async with db.work():
        elsewhere = await make_round(other)
        for thing, thing_id, data in (
            ("round", elsewhere, {}),
            ("edition", other, {}),
            ("person", world.organiser.id, {}),
            ("scene", other, {"edition_id": str(other)}),
        ):
            await audit.record(actor=SYSTEM, action=f"other.{thing}", thing=thing, thing_id=thing_id, data=data)
        facts = {"edition": str(world.edition)}  # what was removed is known by the place that it names
        await audit.record(actor=SYSTEM, action="ours.removed", thing="partner", thing_id=world.edition, data=facts)
    person = await make_person("Pia")
    await grant(person, "programme_organiser", edition_id=world.edition)
    await sign_in(client, person)
    ours = {"submission.screen", "submission.close", "round.step", "ours.removed"}
    for path in ("/desk/audit", "/desk/audit/csv", f"/desk/audit/csv?edition={world.edition}"):
        text = (await client.get(path)).text
        assert all(one in text for one in ours) and "other." not in text, path
    for path in (f"/desk/audit?edition={other}", f"/desk/audit/csv?edition={other}"):
        text = (await client.get(path)).text
        assert "other." not in text and "submission.screen" not in text, path
    assert 'name="edition"' not in (await client.get("/desk/audit")).text
    await grant(person, "programme_organiser", edition_id=other)
    text = (await client.get(f"/desk/audit?edition={other}")).text
    assert 'name="edition"' in text and ">other.round<" in text and ">other.scene<" in text
    assert ">round.step<" not in text and ">other.person<" not in text
    await _chief(client)
    text = (await client.get(f"/desk/audit?edition={world.edition}")).text
    assert ">round.step<" in text and "other." not in text
    assert ">other.person<" in (await client.get("/desk/audit")).text


async def test_plans_and_what_is_done_to_many_stand_in_the_record_of_their_edition_alone(
    client: httpx.AsyncClient, world: World
) -> None:
    event = await db.fetchval(
        "insert into roadshow_event (id, round, wishes_close_at) values (gen_random_uuid(), $1, $2) returning id",
        *(world.round, NOW),
    )
    judging_round = await db.fetchval("select id from judging_round where round = $1", world.round)
    plan = AssignmentPlan(judging_round=judging_round, terms="{}", asked_by=world.organiser.id, asked_at=NOW)
    meetings = MeetingPlan(event=event, asked_by=world.organiser.id, asked_at=NOW)
    await plan.save()
    await meetings.save()
    async with db.work():
        asked = Plan(verb="tag", tag="x")
        bulk = await service.ask(actor=world.organiser, query="kind:project", plan=asked, now=NOW)
        for thing_id in (plan.id, meetings.id):
            await audit.record(actor=SYSTEM, action="a.plan", thing="plan", thing_id=thing_id)
    for edition, seen in ((world.edition, 3), (await make_edition(), 0)):
        auditor = await make_person("Auditor")
        await grant(auditor, "auditor", edition_id=edition)
        await sign_in(client, auditor)
        text = (await client.get("/desk/audit/csv?thing=plan")).text
        text += (await client.get(f"/desk/audit/csv?thing={bulk}")).text
        assert text.count("a.plan") + text.count("bulk.ask") == seen


def test_every_thing_that_is_recorded_belongs_to_an_edition_or_is_known_to_belong_to_none() -> None:
    code = Path(audit.__file__).parents[1]
    things = {found for file in code.rglob("*.py") for found in re.findall(r'[( ]thing="([a-z_]+)"', file.read_text())}
    assert things - set(EDITION_OF) - OF_NO_EDITION == set()
    assert things & OF_NO_EDITION and not set(EDITION_OF) & OF_NO_EDITION


async def test_each_statement_that_finds_an_edition_runs() -> None:
    for thing, statement in EDITION_OF.items():
        assert await db.fetch(statement.format(id="gen_random_uuid()")) is not None, thing
