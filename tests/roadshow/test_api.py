"""Meetings by programs: the same verbs as on the pages, each with its scope."""

from datetime import timedelta

import msgspec
import pytest

from contest.accounts.rules.tokens import MEETINGS, RUN_ROUNDS
from contest.lib import clock, db
from contest.lib.web.front import Front
from contest.roadshow import service
from tests.makers import NOW, grant, make_person, make_round, make_token
from tests.roadshow.world import PLAN, make_world
from tests.web import browser

pytestmark = pytest.mark.usefixtures("database")


async def test_programs_wish_plan_answer_and_let_people_in(app: Front) -> None:
    world = await make_world(entries=2, funds=1, plan=msgspec.structs.replace(PLAN, floor=0))
    fund, entry = world.parties["Fund0"], world.parties["Entry0"]
    tokens = {
        "fund": await make_token(world.people["Fund0"].id, MEETINGS),
        "entry": await make_token(world.people["Entry0"].id, MEETINGS),
        "chief": await make_token(world.organiser.id, RUN_ROUNDS),
    }
    clients = {name: browser(app, authorization=f"Bearer {token}") for name, token in tokens.items()}
    with clock.moved_to(NOW):
        async with clients["fund"] as investor, clients["entry"] as finalist, clients["chief"] as chief:
            [own] = (await investor.get("/api/v1/meetings")).json()
            assert own["id"] == str(fund) and own["side"] == "other"
            page = (await investor.get(f"/api/v1/parties/{fund}")).json()
            free = [one["id"] for one in page["times"]][:2]
            sent = {"is_remote": False, "most": 2, "free": free}
            assert (await investor.put(f"/api/v1/parties/{fund}/times", json=sent)).status_code == 200
            marks = {"marks": [{"about": str(entry), "mark": "must"}]}
            page = (await investor.put(f"/api/v1/parties/{fund}/wishes", json=marks)).json()
            assert {one["name_en"]: one["mark"] for one in page["others"]} == {"Entry0": "must", "Entry1": "open"}
            assert sum(one["is_free"] for one in page["times"]) == 2
            assert (await investor.get(f"/api/v1/parties/{entry}")).status_code == 404
            here = f"/api/v1/rounds/{world.round}"
            assert (await investor.post(f"{here}/meetings/plan", json={})).status_code == 403  # not its scope
            plan = (await chief.post(f"{here}/meetings/plan", json={})).json()["plan"]
            assert plan["state"] == "asked"
            await service.work_out_plan(plan_id=plan["id"])
            assert (await chief.post(f"/api/v1/meeting-plans/{plan['id']}/propose")).json() == {"count": 1}
            [meeting] = (await finalist.get(f"/api/v1/parties/{entry}")).json()["meetings"]
            assert meeting["contacts"] == []
            for client in (finalist, investor):
                answer = await client.post(f"/api/v1/meetings/{meeting['id']}/answer", json={"accept": True})
                assert answer.status_code == 200
            assert (await investor.get(f"/api/v1/parties/{fund}")).json()["meetings"][0]["state"] == "accepted"
            slot = (await chief.get(f"{here}/meetings")).json()["meetings"][0]["slot"]
            refused = await chief.put(f"/api/v1/meetings/{meeting['id']}/place", json={"time": slot})
            assert refused.status_code == 422  # they meet in person: at a table
            who = next(one for one in (await chief.get(f"{here}/arrivals")).json() if one["party"] == str(entry))
            said = {"marks": [{"who": who["id"], "here": True}]}
            found = (await chief.put(f"{here}/arrivals", json=said)).json()
            assert [one["id"] for one in found if one["here_at"]] == [who["id"]]
            after = {"outcome": "follow_up", "next_step": "Visit."}
            early = await investor.put(f"/api/v1/meetings/{meeting['id']}/outcome", json=after)
            assert early.status_code == 409
            begins, ends = NOW - timedelta(minutes=10), NOW + timedelta(minutes=10)
            await db.execute("update meeting_slot set starts_at = $2, ends_at = $3 where id = $1", slot, begins, ends)
            done = await investor.put(f"/api/v1/meetings/{meeting['id']}/outcome", json=after)
            assert done.status_code == 200
            funnel = (await chief.get(f"{here}/outcomes")).json()
            assert funnel["funnel"]["follow_up"] == 1 and funnel["agreements"] == 0
            assert (await chief.put(f"{here}/absent/{fund}", json={"is_absent": True})).json() == {"count": 1}
            assert (await chief.post(f"{here}/meetings/refill")).json() == {"added": 0, "moved": 0}
    assert await db.fetchval("select count(*) from audit_record where action = 'roadshow.arrive'") == 1


async def test_programs_lay_an_event_out_draw_release_and_answer_letters(app: Front) -> None:
    world = await make_world(entries=2, funds=1)
    second = await make_round(world.edition, stage="roadshow", state="open")
    chief = await make_person("Chief")
    await grant(chief, "programme_organiser", edition_id=world.edition)
    party, fund = (f"/api/v1/parties/{world.parties[name]}" for name in ("Entry0", "Fund0"))
    here, there = (f"/api/v1/rounds/{one}" for one in (world.round, second))
    body = await db.fetchval("select organisation from counterpart")
    with clock.moved_to(NOW):
        async with (
            browser(app, authorization=f"Bearer {await make_token(chief, RUN_ROUNDS)}") as runs,
            browser(app, authorization=f"Bearer {await make_token(world.people['Entry0'].id, MEETINGS)}") as finalist,
            browser(app, authorization=f"Bearer {await make_token(world.people['Fund0'].id, MEETINGS)}") as investor,
        ):
            at = PLAN.starts_at + timedelta(days=40)
            lay = {"starts_at": at.isoformat(), "wishes_close_at": NOW.isoformat(), "slots": 2, "minutes": 20, "gap": 5}
            made = (await runs.post(f"{there}/event", json=lay | {"rooms": {"Hall": 1}})).json()
            assert (len(made["times"]), made["tables"][0]["room"]) == (2, "Hall")
            far = await runs.post(f"{there}/event/times", json={"starts_at": "9999-12-31T23:59:00Z", "minutes": 20})
            assert far.status_code == 422 and "starts_at" in far.json()["fields"]
            gone = (await runs.delete(f"{there}/event/times/{made['times'][0]['id']}")).json()
            assert [one["id"] for one in gone["times"]] == [made["times"][1]["id"]]
            tables = (await runs.post(f"{there}/event/tables", json={"count": 2, "room": "Foyer"})).json()["tables"]
            assert [one["name"] for one in tables] == ["1", "2", "3"]
            left = (await runs.delete(f"{there}/event/tables/{tables[2]['id']}")).json()["tables"]
            assert len(left) == 2 and (await runs.post(f"{there}/event/parties")).json() == {"count": 1}
            seats = {"wishes_close_at": PLAN.wishes_close_at.isoformat(), "seats": 1}
            assert (await runs.put(f"{here}/event", json=seats)).json()["seats"] == 1

            pitches = {"kind": "pitches", "starts_at": (PLAN.starts_at - timedelta(hours=3)).isoformat()}
            pitches["ends_at"] = (PLAN.starts_at - timedelta(hours=1)).isoformat()
            [line] = [
                one for one in (await runs.post(f"{here}/programme/items", json=pitches)).json()["items"]
                if one["kind"] == "pitches"
            ]  # fmt: skip
            item = f"{here}/programme/items/{line['id']}"
            assert (await runs.put(item, json=pitches | {"room": "Aula"})).status_code == 200
            minutes = {"pitch": 5, "questions": 5, "change": 1}
            assert (await runs.put(f"{here}/programme/minutes", json=minutes)).status_code == 200
            drawn = (await runs.post(f"{here}/programme/draws", json={"seed": "7", "source": "A lottery"})).json()
            assert [one["seed"] for one in drawn["draws"]] == ["7"]
            last = drawn["pitches"][-1]
            moved = await runs.put(f"{here}/programme/pitches/{last['id']}", json={"place": 1, "reason": "A train."})
            assert moved.json()["pitches"][0] == last | {"moved_because": "A train."}
            released = (await runs.post(f"{here}/programme/releases", json={"note_en": "Come early."})).json()
            assert [one["number"] for one in released["releases"]] == [1]
            assert (await runs.post(f"{here}/programme/releases", json={})).status_code == 409
            assert (await runs.delete(item)).json()["trouble"][0]["key"] == "no_session"

            link = (await finalist.post(f"{party}/assistants", json={"label": "Ana", "days": 3})).json()[0]
            assert "/roadshow/assist/" in link["url"]
            assert (await finalist.delete(f"{party}/assistants/{link['id']}")).json() == []
            note = await finalist.put(f"{party}/notes/{world.parties['Fund0']}", json={"note": "Met in May."})
            assert note.status_code == 200
            assert "Met in May." not in (await investor.get(fund)).text
            assert (await finalist.put(f"{party}/pass", json={"photos": "no"})).json()["photos"] == "no"
            bad = await finalist.put(f"{party}/recording", json={"address": "http://x.org"})
            assert bad.status_code == 422
            passport = {
                "name": "Ines",
                "number": "N7",
                "nationality": "BR",
                "born_on": "1990-02-03",
                "consulate": "Rio",
            }
            assert (await finalist.put(f"{party}/letter", json=passport)).json()["state"] == "asked"
            [asked] = (await runs.get(f"{here}/letters")).json()
            assert "N7" not in str(asked) and asked["party"] == str(world.parties["Entry0"])
            await runs.put(f"{here}/letters/{asked['id']}", json={"issue": True})
            assert (await finalist.get(f"{party}/letter")).json()["state"] == "issued"
            assert (await finalist.get(f"{party}/letter/pdf")).content.startswith(b"%PDF")

            come = {"name": "Ada", "email": "ada@press.example", "photos": "no"}
            assert (await investor.post(f"/api/v1/events/{world.round}/come", json=come)).status_code == 200
            late = await investor.post(f"/api/v1/events/{world.round}/come", json=come | {"email": "b@press.example"})
            assert late.status_code == 409
            guest = (await runs.post(f"{here}/guests", json={"name": "Bo", "photos": "yes"})).json()["id"]
            assert guest in {one["id"] for one in (await runs.get(f"{here}/arrivals")).json() if one["is_walk_in"]}
            assert (await runs.get(f"{here}/pack")).json()["state"] == "none"
            assert (await runs.post(f"{here}/pack")).json()["state"] == "asked"
            assert (await runs.get(f"{here}/pack/1")).status_code == 404

            register = f"/api/v1/editions/{world.edition}/agreements"
            parties = [{"organisation": str(body)}, {"name_en": "County"}]
            signed = {"reference": "A-1", "kind": "letter", "signed_on": "2026-05-01", "confidentiality": "parties",
                      "title_en": "Letter", "parties": parties}  # fmt: skip
            [one] = (await runs.post(register, json=signed)).json()
            assert one["parties"][0]["name_en"] == "Fund0" and one["round_id"] is None
            assert [own["reference"] for own in (await investor.get("/api/v1/agreements")).json()] == ["A-1"]
            assert (await finalist.get("/api/v1/agreements")).json() == []
            closed = await runs.put(f"{register}/{one['id']}", json=signed | {"confidentiality": "organisers"})
            assert closed.json()[0]["confidentiality"] == "organisers"
            assert (await investor.get("/api/v1/agreements")).json() == []
            assert (await runs.put(f"{here}/agreements/{one['id']}", json={})).status_code == 200
            assert (await runs.get(register)).json()[0]["round_id"] == str(world.round)
            assert (await runs.get(f"{here}/outcomes")).json()["agreements"] == 1
            assert (await runs.delete(f"{here}/agreements/{one['id']}")).status_code == 200
            half = {"entry": str(world.parties["Entry0"])}
            assert (await runs.put(f"{here}/agreements/{one['id']}", json=half)).status_code == 422
            assert (await runs.get(f"{register}/{one['id']}/file")).status_code == 404
