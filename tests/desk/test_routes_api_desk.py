"""The desk through the API: figures, search, bulk, reminders, roles, the record and jobs, down to one round."""

from typing import Any
from uuid import UUID

import pytest

from contest.audit import service as audit
from contest.desk import service
from contest.lib import clock, db
from contest.lib.actor import SYSTEM
from contest.lib.ids import uuid7
from tests.desk.test_routes import make_job
from tests.desk.test_routes_search import Two, two
from tests.judging.world import World, make_open_world, make_world, sign_all
from tests.makers import NOW, grant, make_edition, make_person, make_round
from tests.submissions.test_routes_api import programs

__all__ = ["programs", "two"]


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def chief() -> UUID:
    person = await make_person("Chief")
    await grant(person, "programme_organiser")
    return person


@pytest.fixture
async def world() -> World:
    """Three entries that nobody has screened, with codes as they are given."""
    made = await make_world(entries=3)
    await db.execute("update submission set code = upper(code)")
    await db.execute("update standing set code = upper(code), state = 'entered'")
    made.entries = {code.upper(): entry for code, entry in made.entries.items()}
    return made


def codes(found: Any) -> list[str]:
    return [one["code"] for one in found["entries"]]


async def test_a_search_finds_what_the_token_reaches_and_nothing_of_elsewhere(
    programs: Any, two: Two, chief: UUID
) -> None:
    all_, paris = [await programs(chief, "desk:read", place=at) for at in ((None, None), (two.edition, two.rounds[0]))]
    assert sorted(codes(await all_.get("/search/entries?q=heat"))) == sorted(two.codes)
    found = await paris.get("/search/entries?q=heat")
    assert (codes(found), found["total"], found["query"]) == ([two.codes[0]], 1, "heat")
    assert codes(await all_.get("/search/entries?q=储热")) == [two.codes[1]]
    # another city's name is as unknown as one that never was, with the place of the fault
    there, never = [await paris.get(f"/search/entries?q=heat city:{name}", 422) for name in ("shenzhen", "atlantis")]
    assert there["facts"] == {"before": "heat city:", "at": "shenzhen", "after": ""}
    assert there["fields"]["q"].replace("shenzhen", "atlantis") == never["fields"]["q"]
    known = {one["name"]: one for one in (await paris.get("/search/entries/terms?q=city:p"))["terms"]}
    (city,) = known["city"]["choices"]
    assert (city.startswith("paris"), known["score"]["takes"]) == (True, "number")
    assert (await paris.get("/search/entries/terms?q=city:"))["next"] == [f"city:{city}"]
    await paris.get("/search/messages?q=heat", 404)  # who has one round reads no mail
    assert (await all_.get("/search/messages?q=heat"))["messages"] == []
    await all_.get("/search/entries", 422)
    await all_.get("/search/entries?q=%22heat", 422)
    await all_.get(f"/search/entries?q={'x' * 10_000}", 422)


async def test_a_screener_has_no_term_of_what_judges_said(programs: Any) -> None:
    world = await make_open_world(entries=1, judges=3)
    await sign_all(world, ("6", "6"))
    screener = await make_person("Sun")
    await grant(screener, "screener", edition_id=world.edition, round_id=world.round)
    theirs, ours = [await programs(one, "desk:read") for one in (screener, world.organiser.id)]
    refused, unknown = [await theirs.get(f"/search/entries?q={name}%3E5", 422) for name in ("judge", "jumbo")]
    assert refused["fields"]["q"].replace("judge", "jumbo") == unknown["fields"]["q"]
    code = next(iter(world.entries))
    (seen,), (whole,) = [(await one.get("/search/entries?q=kind:project"))["entries"] for one in (theirs, ours)]
    assert (seen["code"], seen["mean"], seen["signed"]) == (code, None, None)
    assert (whole["mean"], whole["signed"], whole["tags"]) == ("60.00", 3, [])
    assert codes(await ours.get("/search/entries?q=score%3E5")) == [code]
    (review, *_), total = [(await ours.get("/search/reviews?q=state:signed"))[name] for name in ("reviews", "total")]
    assert (review["code"], review["total"], total) == (code, "60.00", 3)
    assert [one["name"] for one in (await ours.get("/search/people?q=role:screener"))["people"]] == ["Sun"]
    for at in ("/search/people?q=sun", "/search/reviews?q=sun", "/search/people/terms", "/desk"):
        await theirs.get(at, 404)
    figures = await ours.get("/desk?by=kind")
    (line,) = figures["rounds"]
    assert (line["reviews"]["signed"], line["reviews"]["covered"]) == (3, 1)
    assert line["forecast"]["is_late"] is False
    assert [(row["key"], row["in_review"]) for row in figures["funnel"]] == [("project", figures["total"]["in_review"])]
    assert all(one["url"].startswith("http") for one in line["late"])


async def test_searches_are_kept_and_only_ones_own(programs: Any, two: Two, chief: UUID) -> None:
    ours, theirs = await programs(chief, "desk:read"), await programs(two.paris.id, "desk:read")
    wrong = {"name": "Heat", "looks_in": "entries", "query": "moon:1"}
    await ours.post("/searches", wrong, 422)
    for looks_in in ("entries", "messages"):
        sent = {"name": looks_in, "looks_in": looks_in, "query": "heat"}
        kept = (await ours.post("/searches", sent, 201))["searches"]
    assert [(one["name"], one["query"]) for one in kept] == [("entries", "heat"), ("messages", "heat")]
    assert (await theirs.get("/searches"))["searches"] == []
    narrow = await programs(chief, "desk:read", place=(two.edition, two.rounds[0]))
    assert [one["looks_in"] for one in (await narrow.get("/searches"))["searches"]] == ["entries"]
    await theirs.ask("DELETE", f"/searches/{kept[0]['id']}", 404)
    assert len((await ours.ask("DELETE", f"/searches/{kept[0]['id']}"))["searches"]) == 1


async def test_many_are_looked_at_started_followed_and_stopped_within_the_token(programs: Any, world: World) -> None:
    other = await make_round(world.edition)
    await grant(world.organiser.id, "round_organiser", edition_id=world.edition, round_id=other)
    here, there = [
        await programs(world.organiser.id, "bulk:run", place=(world.edition, one)) for one in (world.round, other)
    ]
    plan = {"query": "kind:project", "verb": "tag", "tag": "shortlist"}
    assert (await there.post("/bulk/look", plan, 422))["fields"].keys() == {"q"}  # nothing of this round is there
    shown = await here.post("/bulk/look", plan)
    assert (shown["going"], {one["code"] for one in shown["entries"]}) == (3, set(world.entries))
    await here.post("/bulk", plan | {"tag": "long", "seen": shown["mark"]}, 422)
    begun = await here.post("/bulk", plan | {"seen": shown["mark"]}, 201)
    assert (begun["state"], begun["done"], begun["total"], begun["verb"]) == ("running", 0, 3, "tag")
    at = f"/bulk/{begun['id']}"
    await there.get(at, 404)
    await there.post(f"{at}/stop", {}, 404)
    await service.work_through(bulk_id=UUID(begun["id"]), now=NOW)
    done = await here.get(at)
    assert (done["state"], done["done"], done["changed"], done["left_out"]) == ("done", 3, 3, {})
    await here.post(f"{at}/stop", {}, 409)
    letter = {"subject": "About {code}", "body": "Dear {name}"}
    mail = {"query": "kind:project", "verb": "mail", "letter_en": letter}
    looked = await here.post("/bulk/look", mail)
    assert (looked["letters"], looked["samples"]["en"]["subject"]) == ({"en": 3}, f"About {min(world.entries)}")
    assert (
        "body_en" in (await here.post("/bulk/look", mail | {"letter_en": letter | {"body": "{judge}"}}, 422))["fields"]
    )
    again = await here.post("/bulk", plan | {"takes_off": True}, 201)
    assert (await here.post(f"/bulk/{again['id']}/stop", {}))["state"] == "stopped"
    moves = await here.get("/bulk/choices?verb=move")
    assert [one["id"] for one in moves["rounds"]] == [str(world.round)]
    taken = await here.post("/bulk", {"query": "kind:project", "verb": "export", "columns": ["status"]}, 201)
    at = f"/bulk/{taken['id']}/rows"
    await here.get(at, 404)
    await service.work_through(bulk_id=UUID(taken["id"]), now=NOW)
    listed = await here.get(at)
    assert (listed["columns"], listed["after"]) == (["code", "title", "status"], max(world.entries))
    assert [(row[0], row[2]) for row in listed["rows"]] == [(code, "entered") for code in sorted(world.entries)]
    assert (await here.get(f"{at}?after={listed['after']}"))["after"] is None
    await there.get(at, 404)
    weak = await programs(world.organiser.id, "desk:read")
    await weak.post("/bulk", plan, 403)


async def test_reminders_are_set_and_taken_away_where_the_token_reaches(programs: Any, two: Two, chief: UUID) -> None:
    here, there = [await programs(chief, "reminders:run", place=(two.edition, one)) for one in two.rounds]
    rule = {"moment": "reviews_due", "hours": -48, "edition": str(two.edition), "round": str(two.rounds[0])}
    await there.post("/reminders", rule, 422)
    assert (await here.post("/reminders", rule | {"moment": "invited"}, 422))["fields"].keys() == {"way"}
    (made,) = (await here.post("/reminders", rule, 201))["reminders"]
    assert (made["hours"], made["channel"], made["told"], made["quiet_from"]) == (-48, "person", 0, 21)
    assert (await there.get("/reminders"))["reminders"] == []
    await there.ask("DELETE", f"/reminders/{made['id']}", 404)
    assert (await here.ask("DELETE", f"/reminders/{made['id']}"))["reminders"] == []
    await here.ask("DELETE", f"/reminders/{made['id']}", 404)


async def test_roles_are_given_with_an_end_and_a_reason_no_further_than_the_token(
    programs: Any, two: Two, chief: UUID
) -> None:
    here, there = [await programs(chief, "roles:give", place=(two.edition, one)) for one in two.rounds]
    role = {"email": "sun@example.org", "name": "Sun", "role": "screener", "reason": "Helps for a week."}
    at = {"edition": str(two.edition), "round": str(two.rounds[0])}
    assert (await here.post("/roles", role, 422))["fields"].keys() == {"place"}  # everywhere is not in its reach
    await there.post("/roles", role | at, 422)
    await here.post("/roles", role | at | {"role": "programme_organiser"}, 422)
    await here.post("/roles", role | at | {"until": "2020-01-01"}, 422)
    await here.post("/roles", role | at | {"reason": " "}, 422)
    given = (await here.post("/roles", role | at | {"until": "2030-01-01"}, 201))["roles"]
    (sun,) = [one for one in given if one["email"] == "sun@example.org"]
    assert (sun["role"], sun["reason"], sun["expires_at"][:4]) == ("screener", "Helps for a week.", "2030")
    assert await db.fetchval("select count(*) from message where kind = 'accounts/role'") == 1
    assert sun["id"] not in {one["id"] for one in (await there.get("/roles"))["roles"]}
    await there.post(f"/roles/{sun['id']}/take-back", {"reason": "x"}, 404)
    left = await here.post(f"/roles/{sun['id']}/take-back", {"reason": "Done."})
    assert sun["id"] not in {one["id"] for one in left["roles"]}
    facts = await db.fetchval("select data->>'token' from audit_record where action = 'role.grant' and data ? 'token'")
    assert UUID(facts)


async def test_the_record_is_filtered_a_page_at_a_time_and_ends_at_the_edition(programs: Any) -> None:
    edition, other = await make_edition(), await make_edition()
    async with db.work():
        for one in range(60):
            await audit.record(
                actor=SYSTEM, action="edition.step", thing="edition", thing_id=edition, data={"n": one},
                texts={"reason": f"Why {one}"},
            )  # fmt: skip
        await audit.record(actor=SYSTEM, action="edition.other", thing="edition", thing_id=other)
    auditor = await make_person("Auditor")
    await grant(auditor, "auditor", edition_id=edition)
    program = await programs(auditor, "record:read")
    first = await program.get("/record?action=edition.step")
    newest = first["records"][0]
    assert (len(first["records"]), newest["facts"], newest["reason"]) == (50, {"n": 59}, "Why 59")
    rest = await program.get(f"/record?action=edition.step&before={first['before']}")
    assert (len(rest["records"]), rest["before"]) == (10, None)
    assert (await program.get("/record?action=edition.other"))["records"] == []
    assert (await program.get(f"/record?edition={other}"))["records"] == []
    await program.get("/record?since=yesterday", 422)
    await program.get("/record?outcome=maybe", 422)
    narrow = await programs(auditor, "record:read", place=(edition, await make_round(edition)))
    await narrow.get("/record", 404)


async def test_dead_jobs_are_read_and_run_again_by_who_has_the_whole_house(
    programs: Any, chief: UUID, two: Two
) -> None:
    job = await make_job()
    program = await programs(chief, "jobs:run")
    found = await program.get("/jobs")
    assert [(one["id"], one["error"]) for one in found["jobs"]] == [(str(job), "It <broke>")]
    assert (found["dead"], found["waiting"]) == (1, 0)
    narrow = await programs(chief, "jobs:run", place=(two.edition, None))
    await narrow.get("/jobs", 404)
    await narrow.post(f"/jobs/{job}/run-again", {}, 404)
    again = await program.post(f"/jobs/{job}/run-again", {})
    assert (again["dead"], [one["id"] for one in again["jobs"]]) == (0, [str(job)])
    await program.post(f"/jobs/{job}/run-again", {}, 409)
    await program.post(f"/jobs/{uuid7()}/run-again", {}, 409)
