"""The pages of one's own data, and those of who answers."""

import httpx

from contest.lib import db
from tests.judging.world import make_open_world
from tests.mail import secret
from tests.makers import grant, make_person
from tests.web import post, sign_in


async def test_a_person_asks_on_their_page_and_an_officer_answers_on_theirs(client: httpx.AsyncClient) -> None:
    person = await make_person("Lin Xiaoyu", email="lin@example.org")
    await sign_in(client, person)
    page = await client.get("/account/data")
    assert (page.status_code, "Ask to be erased" in page.text) == (200, True)
    assert "lin@example.org" in (await client.get("/account/data/kept")).text
    wrong = await post(client, "/account/data", {"kind": "correct", "words": ""})
    assert (wrong.status_code, "Say what is wrong" in wrong.text) == (422, True)
    asked = await post(client, "/account/data", {"kind": "erase"})
    at = asked.headers["location"]
    assert "a code was mailed to" in (await client.get(at)).text
    guessed = await post(client, f"{at}/prove", {"one_time_code": "GUESSED"})
    assert (guessed.status_code, "This code is wrong" in guessed.text) == (422, True)
    proved = await post(client, f"{at}/prove", {"one_time_code": await secret("lin@example.org", "code")})
    assert (proved.status_code, proved.headers["location"]) == (303, at)
    assert "Waits for an answer" in (await client.get("/account/data")).text
    officer = await make_person("Law Officer")
    await grant(officer, "compliance_officer")
    await sign_in(client, officer)
    queue = (await client.get("/desk/requests")).text
    assert "lin@example.org" in queue and ("29 days left" in queue or "30 days left" in queue)
    there = f"/desk/requests/{at.rpartition('/')[2]}"
    assert "Erase Lin Xiaoyu for good" in (await client.get(there)).text
    unsaid = await post(client, there, {"then": "refuse", "answer": ""})
    assert (unsaid.status_code, "Write the answer" in unsaid.text) == (422, True)
    assert (await post(client, there, {"then": "erase"})).status_code == 303
    assert await db.fetchval("select state from person_request") == "working"
    twice = await post(client, there, {"then": "erase"})
    assert (twice.status_code, "has been answered already" in twice.text) == (409, True)


async def test_nobody_reads_somebodys_data_through_their_eyes(client: httpx.AsyncClient) -> None:
    chief, person = await make_person("Chen Chief"), await make_person("Lin Xiaoyu")
    await grant(chief, "programme_organiser")
    await sign_in(client, chief)
    await post(client, f"/desk/people/{person}/view", {"reason": "They cannot find their entry."})
    assert (await client.get("/account")).status_code == 200
    for path in ("/account/data", "/account/data/kept"):
        assert (await client.get(path)).status_code == 404


async def test_an_officer_says_how_long_what_is_kept_and_holds_an_entry_back(client: httpx.AsyncClient) -> None:
    world = await make_open_world(entries=1)
    [code] = world.entries
    officer = await make_person("Law Officer")
    await grant(officer, "compliance_officer")
    await sign_in(client, officer)
    page = (await client.get("/desk/retention")).text
    assert ("Nothing is held back" in page, "Nothing has gone yet" in page, "not started" in page) == (True,) * 3
    wrong = await post(client, "/desk/retention/kinds/drafts", {"months": "x", "then": "start"})
    assert (wrong.status_code, "Choose from 1 to 240 months" in wrong.text) == (422, True)
    started = await post(client, "/desk/retention/kinds/drafts", {"months": "6", "then": "start"})
    assert (started.status_code, started.headers["location"]) == (303, "/desk/retention")
    assert (await post(client, "/desk/retention/kinds/drafts", {"months": "7", "then": "stop"})).status_code == 303
    assert tuple(await db.fetchrow("select months, started_at from retention_rule")) == (7, None)
    assert (await post(client, "/desk/retention/kinds/nothing", {"months": "7"})).status_code == 404
    unknown = await post(client, "/desk/retention/holds", {"code": "NONE", "reason": "?"})
    assert (unknown.status_code, "There is no entry with this code" in unknown.text) == (422, True)
    assert (await post(client, "/desk/retention/holds", {"code": code, "reason": "A patent."})).status_code == 303
    held = (await client.get("/desk/retention")).text
    assert ("A patent." in held, f"Lift {code}" in held) == (True, True)
    lift = f"/desk/retention/holds/{await db.fetchval('select id from retention_hold')}/lift"
    assert (await post(client, lift)).status_code == 303
    assert (await post(client, lift)).status_code == 409
    assert "Nothing goes within 90 days" in (await client.get("/desk/retention/drafts")).text
    assert (await client.get("/desk/retention/mails")).status_code == 404


async def test_an_officer_writes_a_breach_down_and_goes_through_it(client: httpx.AsyncClient) -> None:
    officer = await make_person("Law Officer")
    await grant(officer, "compliance_officer")
    await sign_in(client, officer)
    assert "No breach is on record" in (await client.get("/desk/breaches")).text
    typed = {"title": "A sheet", "words": "Lost.", "known_at": "2026-01-02T10:00", "began_at": "2026-01-01T10:00"}
    wrong = await post(client, "/desk/breaches", {**typed, "ended_at": "soon"})
    assert (wrong.status_code, "Give a day and a time" in wrong.text) == (422, True)
    made = await post(client, "/desk/breaches", {**typed, "ended_at": "2026-01-02T09:00"})
    at = made.headers["location"]
    assert "Nobody is found yet" in (await client.get(at)).text
    for role in ("king", ""):
        odd = await post(client, f"{at}/people", {"way": "role", "role": role, "what": "compliance_officer"})
        assert (odd.status_code, "Choose which role they held" in odd.text) == (422, True)
    assert '<option value="compliance_officer">Compliance officer</option>' in odd.text
    assert (await post(client, f"{at}/authority", {"then": "told", "reason": ""})).status_code == 422
    assert (await post(client, f"{at}/notices", {"words": ""})).status_code == 422
    await db.execute("update role_grant set created_at = '2025-12-01'")
    assert (await post(client, f"{at}/people", {"way": "role", "role": "compliance_officer"})).status_code == 303
    assert (await post(client, f"{at}/notices", {"words": "Look."})).status_code == 303
    assert (await post(client, f"{at}/authority", {"then": "told", "reason": "Found late."})).status_code == 303
    page = (await client.get(at)).text
    assert ("Found late." in page, "Drafted" in page, "Law Officer" in page) == (True, True, True)
    assert (await post(client, f"{at}/authority", {"then": "told", "reason": "x"})).status_code == 409
    assert "told" in (await client.get("/desk/breaches")).text
