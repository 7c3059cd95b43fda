"""Meetings by programs: the same verbs as on the pages, each with its scope."""

from datetime import timedelta

import msgspec
import pytest

from contest.accounts.rules.tokens import MEETINGS, RUN_ROUNDS
from contest.lib import clock, db
from contest.lib.web.front import Front
from contest.roadshow import service
from tests.makers import NOW, make_token
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
