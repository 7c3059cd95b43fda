"""Setting up through the API: rounds planned and opened, the calendar, a rehearsal, letters, a copy, backups."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from contest.lib import clock, db
from tests.desk.test_routes_search import Two, two
from tests.judging.world import make_world
from tests.makers import NOW, grant, make_person, make_round
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


def day(number: int) -> str:
    return (NOW + timedelta(days=number)).isoformat()


PLAN: dict[str, Any] = {
    "slug": "lyon", "name_zh": "里昂", "opens_at": day(1), "closes_at": day(30), "reviews_due_at": day(60),
    "kinds": ["project"], "time_zone": "Europe/Paris", "publicity": "codes", "language": "zh", "quota": 2,
}  # fmt: skip


async def test_a_round_is_planned_changed_and_opened_and_only_by_who_may(programs: Any, two: Two, chief: UUID) -> None:
    ours = await programs(chief, "setup:run")
    theirs = await programs(two.paris.id, "setup:run")
    at = f"/editions/{two.edition}/rounds"
    await theirs.post(at, PLAN, 404)  # who has one round plans no other
    assert (await ours.post(at, PLAN | {"closes_at": day(0)}, 422))["fields"].keys() == {"closes_at"}
    await ours.post(at, PLAN | {"closes_at": "9999-12-31T23:59:59Z"}, 422)
    await ours.post(at, PLAN | {"publicity": "secret"}, 422)
    await ours.post(at, PLAN | {"opens_at": "2026-05-01T00:00:00"}, 422)  # a moment has an offset
    made = await ours.post(at, PLAN, 201)
    assert {name: made["plan"][name] for name in ("publicity", "language", "slug")} == {
        "publicity": "codes", "language": "zh", "slug": "lyon",
    }  # fmt: skip
    here = f"/rounds/{made['id']}"
    assert (made["state"], made["next"]) == ("planned", "open")
    lacks = "The name or the text of its call is not there in the language of the round."
    assert lacks in made["in_the_way"]
    assert lacks in [one["text"] for one in (await ours.get(here + "/missing"))["missing"]]
    await ours.post(here + "/step", {"to": "open"}, 409)
    await ours.post(here + "/step", {"to": "judging"}, 422)
    changed = await ours.ask("PUT", here, json=PLAN | {"call_zh": "来吧\x00", "language": "zh"})
    assert (changed["plan"]["call_zh"], lacks in changed["in_the_way"]) == ("来吧", False)
    for narrow in (theirs, await programs(chief, "setup:run", place=(two.edition, two.rounds[0]))):
        assert [one["id"] for one in (await narrow.get("/editions"))["editions"][0]["rounds"]] == [str(two.rounds[0])]
        assert [one["id"] for one in (await narrow.get("/calendar"))["rounds"]] == [str(two.rounds[0])]
        for verb, path, sent in (("GET", "", None), ("GET", "/missing", None), ("PUT", "", PLAN),
                                 ("POST", "/step", {"to": "open"}), ("POST", "/rehearsal", {})):  # fmt: skip
            await narrow.ask(verb, here + path, 404, **({} if sent is None else {"json": sent}))
    await (await programs(chief, "desk:read")).get("/calendar", 403)


async def test_an_edition_is_begun_with_scenes_partners_and_cities(programs: Any, two: Two, chief: UUID) -> None:
    ours, theirs = await programs(chief, "setup:run"), await programs(two.paris.id, "setup:run")
    plan = {"slug": "next", "code_prefix": "NX27", "name_en": "Next"}
    await theirs.post("/editions", plan, 404)
    made = await ours.post("/editions", plan, 201)
    assert (made["state"], made["next"], made["scenes"], made["plan"]["name_en"]) == ("draft", "open", [], "Next")
    here = f"/editions/{made['id']}"
    await theirs.get(here, 404)
    assert "slug" in (await ours.post("/editions", plan, 422))["fields"]
    scene = {"key": "energy", "name_en": "Energy", "name_zh": "能源"}
    (scene,) = (await ours.post(here + "/scenes", scene, 201))["scenes"]
    partner = {"role": "host", "name_en": "Host", "name_zh": ""}
    (partner,) = (await ours.post(here + "/partners", partner, 201))["partners"]
    assert partner["permitted_at"] is None
    await ours.post(here + "/step", {"to": "open"}, 409)
    changed = await ours.ask("PUT", here, json=plan | {"name_zh": "下届"})
    assert changed["plan"]["name_zh"] == "下届"
    assert (await ours.ask("DELETE", f"{here}/scenes/{scene['id']}"))["scenes"] == []
    assert (await ours.ask("DELETE", f"{here}/partners/{partner['id']}"))["partners"] == []
    lyon = {"key": "lyon", "name_en": "Lyon", "name_zh": "里昂", "country": "FR", "time_zone": "Europe/Paris"}
    assert (await ours.post("/cities", lyon | {"time_zone": "Mars/Olympus"}, 422))["fields"].keys() == {"time_zone"}
    found = (await ours.post("/cities", lyon, 201))["cities"]
    city = next(one["id"] for one in found if one["key"] == "lyon")
    await theirs.post("/cities", lyon | {"key": "nice"}, 404)
    assert city in {one["id"] for one in (await theirs.get("/cities"))["cities"]}
    planned = await ours.post(here + "/rounds", PLAN | {"city_id": city, "time_zone": "UTC"}, 201)
    assert planned["plan"]["time_zone"] == "Europe/Paris"
    assert (await theirs.get(f"/editions/{two.edition}"))["plan"]["slug"] != "next"


async def test_a_rehearsal_says_where_it_stops_and_leaves_nothing(programs: Any, two: Two, chief: UUID) -> None:
    ours = await programs(chief, "setup:run")
    made = await ours.post(f"/editions/{two.edition}/rounds", PLAN | {"call_zh": "来"}, 201)
    people = await db.fetchval("select count(*) from person")
    played = await ours.post(f"/rounds/{made['id']}/rehearsal", {})
    assert (played["stopped"], len(played["because"]), played["ranked"]) == ("enter", 1, [])
    assert await db.fetchval("select count(*) from person") == people
    await ours.post(f"/rounds/{two.rounds[0]}/rehearsal", {}, 409)  # there are real people in it


async def test_an_edition_begins_as_another_and_its_letters_are_worded(programs: Any, chief: UUID) -> None:
    world = await make_world(city=None)
    long_ago = {"opens_at": NOW - timedelta(days=800), "closes_at": NOW - timedelta(days=780)}
    await make_round(world.edition, state="decided", **long_ago)  # is not chosen, and moves nothing further
    ours, narrow = [await programs(chief, "setup:run", place=at) for at in ((None, None), (world.edition, None))]
    sent = {"slug": "next", "code_prefix": "NX27", "name_en": "Next", "shift": "weekday", "rounds": [str(world.round)]}
    await narrow.post(f"/editions/{world.edition}/copy", sent, 404)
    made = await ours.post(f"/editions/{world.edition}/copy", sent, 201)
    closes = await db.fetchval("select closes_at from round where edition = $1", UUID(made["edition_id"]))
    assert closes - await db.fetchval("select closes_at from round where id = $1", world.round) == timedelta(days=364)
    at = f"/editions/{made['edition_id']}/wordings"
    receipt = next(one for one in (await ours.get(at))["letters"] if one["key"] == "submissions-receipt")
    assert (receipt["own"], receipt["title"] != "") == ([], True)
    found = await ours.get(at + "/submissions-receipt")
    said = {"subject": "Here: {code}", "body": found["texts"]["en"]["body"]}
    wrong = {"en": {"subject": "{moon}", "body": "{moon}"}, "zh": {}, "is_reviewed": True}
    assert "body_en" in (await ours.ask("PUT", at + "/submissions-receipt", 422, json=wrong))["fields"]
    worded = await ours.ask("PUT", at + "/submissions-receipt", json={"en": said, "zh": {}, "is_reviewed": True})
    assert (worded["own"], worded["is_reviewed"]) == (["en"], True)
    assert "{" not in worded["samples"]["en"]["subject"]
    await ours.get(at + "/moon", 404)
    await narrow.get(at, 404)


async def test_a_monitor_reads_whether_backups_are_late(programs: Any, two: Two, chief: UUID) -> None:
    found = await (await programs(chief, "jobs:run")).get("/backups")
    assert found == {"backup": None, "rehearsal": None, "is_late": True, "is_unrehearsed": True, "runs": []}
    await (await programs(chief, "jobs:run", place=(two.edition, None))).get("/backups", 404)
