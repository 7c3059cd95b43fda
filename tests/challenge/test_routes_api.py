"""Forms and partners for programs: the verbs of the pages, as far as the token reaches."""

from typing import Any
from uuid import UUID

import pytest

from contest.lib import clock, db
from contest.lib.web.front import Front
from tests.challenge.test_service_partners import World, world
from tests.makers import NOW, grant, make_edition, make_person
from tests.submissions.test_routes_api import programs

__all__ = ["programs", "world"]


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


async def test_a_program_writes_a_form_as_a_whole_and_publishes_it(app: Front, programs: Any, world: World) -> None:
    chief = await programs(world.organiser.id)
    at = f"/editions/{world.edition}/forms"
    assert {one["kind"]: one["number"] for one in (await chief.get(at))["forms"]}["talent"] == 1
    await chief.post(f"{at}/poem", {}, 404)
    draft = await chief.post(f"{at}/talent", {})
    here = f"/forms/{draft['id']}"
    assert (draft["state"], draft["number"], draft["faults"], draft == await chief.get(here)) == ("draft", 2, [], True)
    more = {
        "key": "villages", "section": draft["sections"][0]["key"], "type": "number", "least": "0", "most": "12.5",
        "label": {"en": "Villages", "zh": ""},
    }  # fmt: skip
    sent = {name: draft[name] for name in ("revision", "sections", "questions")}
    wrong = await chief.ask("PUT", here, 422, json=sent | {"questions": [*sent["questions"], more | {"most": "many"}]})
    assert list(wrong["fields"]) == ["questions"]
    written = await chief.ask("PUT", here, json=sent | {"questions": [*sent["questions"], more]})
    (asked,) = [one for one in written["questions"] if one["key"] == "villages"]
    assert (asked["most"], [fault["place"] for fault in written["faults"]]) == ("12.5", ["villages"])
    await chief.ask("PUT", here, 409, json=sent)
    await chief.post(f"{here}/publish", {"revision": written["revision"]}, 409)
    asked["label"]["zh"] = "村庄"
    again = {name: written[name] for name in ("revision", "sections", "questions")}
    mended = await chief.ask("PUT", here, json=again)
    why = {"revision": mended["revision"], "reason_en": "Villages count."}
    assert (await chief.post(f"{here}/publish", why))["state"] == "published"
    await chief.ask("DELETE", here, 409)
    spare = await chief.post(f"{at}/talent", {})
    assert (await chief.ask("DELETE", f"/forms/{spare['id']}"))["forms"][0]["state"] == "published"


async def test_a_program_acts_for_a_partner_in_the_edition_of_its_token_alone(programs: Any, world: World) -> None:
    elsewhere = await make_edition()
    await grant(world.paul.id, "partner", edition_id=elsewhere)
    paul = await programs(world.paul.id, "partners:run", place=(world.edition, None))
    other = await programs(world.paul.id, "partners:run", place=(elsewhere, None))
    at = f"/partners/{world.partner}"
    assert [[one["id"] for one in (await who.get("/partners"))["partners"]] for who in (paul, other)] == [
        [str(world.partner)], [],
    ]  # fmt: skip
    await other.get(at, 404)
    (target,) = (await paul.get(at))["rounds"]
    (link,) = (await paul.post(at + "/links", {"round": target["id"], "label": "Newsletter"}))["links"]
    assert (link["label"], link["views"], len(link["code"])) == ("Newsletter", 0, 8)
    who = {"round": target["id"], "name": "Lin", "email": "lin@solar.example", "reason": "Her microgrids work."}
    assert list((await paul.post(at + "/nominations", who | {"email": "lin"}, 422))["fields"]) == ["email"]
    (named,) = (await paul.post(at + "/nominations", who))["nominations"]
    assert list((await paul.post(at + "/nominations", who, 422))["fields"]) == ["email"]
    (gone,) = (await paul.ask("DELETE", f"{at}/nominations/{named['id']}"))["nominations"]
    assert (gone["state"], gone["email"]) == ("withdrawn", "")
    await other.post(at + "/links", {}, 404)
    assert await db.fetchval("select count(*) from partner_link") == 1


async def test_who_screens_or_acts_elsewhere_builds_no_form(programs: Any, world: World) -> None:
    person = await make_person("Sara")
    await grant(person, "screener", edition_id=world.edition)
    await (await programs(person)).get(f"/editions/{world.edition}/forms", 403)
    other = await make_person("Olga")
    await grant(other, "programme_organiser", edition_id=await make_edition())
    olga = await programs(other)
    draft: UUID = await db.fetchval("select id from entry_form where edition = $1 limit 1", world.edition)
    for at in (f"/editions/{world.edition}/forms", f"/forms/{draft}"):
        await olga.get(at, 404)
