"""Teams, referees, the history and whole rounds through the API: the same verbs as on the pages, no further."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from contest.lib import db, storage
from contest.submissions import service
from tests.makers import NOW, grant, make_person
from tests.submissions.test_routes_api import at_noon, edition, entered, programs, round_, screener

__all__ = ["at_noon", "edition", "programs", "round_"]


@pytest.fixture
async def lin(database: str) -> AsyncIterator[UUID]:
    yield await make_person(email="lin@example.org")


async def test_a_team_is_invited_moved_and_left(programs: Any, lin: UUID, round_: UUID) -> None:
    code, anna = await entered(lin, round_), await make_person("Anna Weber", email="anna@weber.org")
    owner, member = await programs(lin), await programs(anna)
    at = f"/entries/{code}/team"
    await member.get(at, 404)
    await owner.post(at, {"email": "anna", "place": "edit"}, 422)
    for address in ("paul@example.org", "anna@weber.org"):
        team = await owner.post(at, {"email": address, "place": "view"})
    assert [one["email"] for one in team["invitations"]] == ["paul@example.org", "anna@weber.org"]
    team = await owner.ask("DELETE", f"{at}/invitations/{team['invitations'][0]['id']}")
    (mine,) = (await member.get("/invitations"))["invitations"]
    assert (mine["code"], mine["place"], mine["id"]) == (code, "view", team["invitations"][0]["id"])
    await owner.post(f"/invitations/{mine['id']}", {"accept": True}, 404)
    assert await member.post(f"/invitations/{mine['id']}", {"accept": True}) == {"code": code, "accepted": True}
    await member.post(at, {"email": "x@example.org"}, 403)
    moved = await owner.ask("PUT", f"{at}/{anna}", json={"place": "submit"})
    assert {one["name"]: one["place"] for one in moved["members"]} == {"Lin Xiaoyu": "own", "Anna Weber": "submit"}
    await owner.ask("DELETE", f"{at}/{lin}", 409)
    await member.ask("DELETE", f"{at}/{anna}")
    await member.get(at, 404)


async def test_a_talent_names_referees_and_who_must_not_see(programs: Any, lin: UUID, round_: UUID) -> None:
    owner = await programs(lin)
    await owner.get(f"/entries/{await entered(lin, round_)}/referees", 404)
    code = (await owner.post("/entries", {"round": str(round_), "kind": "talent"}, 201))["code"]
    at = f"/entries/{code}"
    wrong = await owner.post(at + "/referees", {"name": "Prof. Berg", "email": "berg"}, 422)
    assert list(wrong["fields"]) == ["email"]
    (asked,) = (await owner.post(at + "/referees", {"name": "Prof. Berg", "email": "berg@uni.example"}))["referees"]
    assert (asked["name"], asked["state"]) == ("Prof. Berg", "asked")
    kept = await owner.post(at + "/never-seen", {"name": "Old Employer", "domain": "employer.example"})
    assert [(one["name"], one["domain"]) for one in kept["never_seen"]] == [("Old Employer", "employer.example")]
    assert (await owner.ask("DELETE", f"{at}/never-seen/{kept['never_seen'][0]['id']}"))["never_seen"] == []
    assert (await owner.ask("DELETE", f"{at}/referees/{asked['id']}"))["referees"] == []


async def test_the_history_says_what_each_step_changed(programs: Any, lin: UUID, round_: UUID) -> None:
    code, owner = await entered(lin, round_), await programs(lin)
    at = f"/entries/{code}"
    found = await owner.get(at)
    saved = {"revision": found["revision"], "answers": {"trl": "5"}}
    await owner.ask("PUT", at + "/answers", json=saved)
    history = await owner.get(at + "/history")
    assert ([one["number"] for one in history["steps"]], history["total"]) == ([1, None, None], 3)
    sittings = [await owner.get(f"{at}/history/{one['mark']}") for one in history["steps"][1:]]
    edits = [[(one["key"], one["before"], one["after"]) for one in sitting["edits"]] for sitting in sittings]
    assert [("trl", "8", "5")] in edits
    handed = await owner.get(f"{at}/history/version-1")
    assert {one["key"]: one["after"] for one in handed["edits"]}["trl"] == "8"
    for wrong in ("version-9", "version-99999999999", "nothing"):
        await owner.get(f"{at}/history/{wrong}", 404)


async def test_one_ruling_on_many_and_their_files(programs: Any, edition: UUID, round_: UUID) -> None:
    codes = [await entered(await make_person(), round_) for _ in range(2)]
    for row in await db.fetch("select key from file"):
        await storage.put(row["key"], b"%PDF", content_type="application/pdf")
    marie, stranger = await programs(await screener(edition, round_)), await programs(await make_person())
    at = f"/rounds/{round_}"
    await stranger.get(at + "/bulk?verdict=eligible", 403)
    entries = (await marie.get(at + "/bulk?verdict=eligible"))["entries"]
    assert [(one["code"], one["number"], one["why_not"]) for one in entries] == [(code, 1, None) for code in codes]
    said = {"verdict": "eligible", "entries": {codes[0]: 1, codes[1]: 9}}
    ruled = await marie.post(at + "/bulk", said)
    assert (ruled["done"], list(ruled["left_out"])) == ([codes[0]], [codes[1]])
    await marie.post(at + "/bulk", said | {"entries": {}}, 422)
    answer = await marie.client.get(f"/api/v1{at}/files/code")
    assert ZipFile(BytesIO(answer.content)).namelist() == [f"{code}-pitch_deck.pdf" for code in codes]
    await marie.get(at + "/files/other", 404)
    assert await db.fetchval("select count(*) from audit_record where action = 'round.export_files'") == 1


async def test_entries_are_imported_after_a_dry_run(programs: Any, edition: UUID, round_: UUID) -> None:
    organiser = await make_person("Marie")
    await grant(organiser, "round_organiser", edition_id=edition, round_id=round_)
    program, reader = await programs(organiser, "entries:import"), await programs(organiser, "screening:read")
    paul = await programs(await screener(edition, round_, "Paul"))
    at = f"/rounds/{round_}/imports"
    rows = [
        {"email": "p1@example.org", "name": "One", "kind": "project", "title_en": "First", "trl": "7"},
        {"email": "p2@example.org", "name": "Two", "kind": "project", "title_en": "Second", "country": "Atlantis"},
        {"email": "p3@example.org", "name": "Three", "kind": "project", "title_zh": "第三", "colour": "red"},
    ]
    for other in (reader, paul):
        await other.post(at, {"rows": rows}, 403)
    seen = await program.post(at + "/look", {"rows": rows})
    assert (seen["good"], seen["unknown"], [one["row"] for one in seen["wrong"]]) == (2, ["colour"], [2])
    assert "no country or region is called “Atlantis”" in seen["wrong"][0]["problems"][0]
    await program.post(at, {"rows": rows}, 409)
    await program.post(at, {"rows": [{"name": "nobody"}]}, 422)
    asked = await program.post(at, {"rows": rows, "leave_out": True}, 202)
    assert (asked["state"], asked["share"], await db.fetchval("select count(*) from submission")) == ("asked", 0, 0)
    await service.carry_out_import(import_id=UUID(asked["id"]), now=NOW)
    done = await program.get(f"{at}/{asked['id']}")
    assert [done[name] for name in ("state", "made", "left_out", "share")] == ["done", 2, 1, 1000]
    assert await db.fetchval("select count(*) from submission where state = 'draft'") == 2
    await grant(other_organiser := await make_person(), "round_organiser", edition_id=edition, round_id=round_)
    await (await programs(other_organiser)).get(f"{at}/{asked['id']}", 404)
