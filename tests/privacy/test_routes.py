"""The pages of one's own data, and those of who answers."""

import httpx

from contest.lib import db
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
