"""The desk's pages: messages and jobs, who sees them, and how many statements they take."""

import html
import re
import time
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.desk import queries
from contest.lib import clock, config, db, hooks, outbox
from contest.lib.outbox import jobs, relay
from contest.lib.outbox.registry import Job
from contest.lib.web.front import Front
from contest.notifications.rules import STATES
from contest.notifications.service import Recipient, queue_message
from tests.lib.test_hooks import report
from tests.makers import grant, make_edition, make_person
from tests.web import browser, post, sign_in

LIN = Recipient(person_id=None, email="lin@example.org", name="Lin <Xiaoyu>")


@pytest.fixture
async def organiser(client: httpx.AsyncClient) -> httpx.AsyncClient:
    person = await make_person()
    await grant(person, "programme_organiser")
    return await sign_in(client, person)


async def write(**more: Any) -> UUID:
    async with db.work():
        return await queue_message(kind="accounts/code", to=LIN, context={}, secrets={"code": "735199"}, **more)


async def set_state(message_id: UUID, state: str) -> None:
    await db.execute("update message set state = $2 where id = $1", message_id, state)


async def make_job(*, is_dead: bool = True) -> UUID:
    async with db.work():
        await outbox.emit("message.queued", message_id="0")
    await relay.fan_out({"message.queued": [Job("notifications.send")]})
    job_id: UUID = await db.fetchval("select id from outbox_job where dead_at is null")
    if is_dead:
        await db.execute("update outbox_job set dead_at = now(), error = 'It <broke>' where id = $1", job_id)
    return job_id


@pytest.mark.parametrize("path", ["/desk/mail", "/desk/jobs"])
async def test_the_desk_is_for_organisers(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).headers["location"] == f"/sign-in?next={path.replace('/', '%2F')}"
    await sign_in(client, await make_person())
    assert (await client.get(path)).status_code == 404


async def test_messages_are_listed_and_their_codes_masked(organiser: httpx.AsyncClient) -> None:
    message_id = await write()
    answer = await organiser.get("/desk/mail")
    assert answer.status_code == 200
    assert f'href="/desk/mail/{message_id}"' in answer.text
    assert "Lin &lt;Xiaoyu&gt;" in answer.text
    assert "735199" not in answer.text


async def test_a_state_shows_its_messages_only(organiser: httpx.AsyncClient) -> None:
    queued, drafted = await write(), await write(needs_approval=True)
    answer = await organiser.get("/desk/mail?state=drafted")
    assert (str(drafted) in answer.text, str(queued) in answer.text) == (True, False)
    answer = await organiser.get("/desk/mail?state=bounced")
    assert "No message is in this state" in answer.text
    answer = await organiser.get("/desk/mail?state=%27;drop&page=99999999999")
    assert (answer.status_code, str(drafted) in answer.text, str(queued) in answer.text) == (200, True, True)


async def test_the_list_in_any_state_is_taken_away_as_json(organiser: httpx.AsyncClient) -> None:
    for state in STATES:
        await set_state(await write(), state)
    for address, count in (("/desk/mail", len(STATES)), ("/desk/mail?state=delivered", 1)):
        (link,) = re.findall(r'href="([^"]*/json[^"]*)"', (await organiser.get(address)).text)
        taken = (await organiser.get(html.unescape(link))).json()
        assert len({one["State"] for one in taken}) == len(taken) == count


async def test_an_empty_list_says_so(organiser: httpx.AsyncClient) -> None:
    assert "No message yet" in (await organiser.get("/desk/mail")).text
    assert "No job has stopped" in (await organiser.get("/desk/jobs")).text


@pytest.mark.parametrize("path", ["/desk/mail", "/desk/jobs"])
async def test_a_list_takes_as_many_statements_for_3_rows_as_for_1(organiser: httpx.AsyncClient, path: str) -> None:
    async def count() -> int:
        token = db.statements.set([])
        try:
            answer = await organiser.get(path)
            assert answer.status_code == 200
            log = db.statements.get()
            return len(log or [])
        finally:
            db.statements.reset(token)

    await write()
    await make_job()
    one = await count()
    for _ in range(2):
        await write()
        await make_job()
    assert (await count(), one) == (one, 3)  # the person, the counts, the rows


async def test_pages_of_50(organiser: httpx.AsyncClient) -> None:
    ids = [await write() for _ in range(51)]
    first, second = (await organiser.get("/desk/mail")).text, (await organiser.get("/desk/mail?page=2")).text
    assert [str(ids[0]) in page for page in (first, second)] == [False, True]
    assert [str(ids[50]) in page for page in (first, second)] == [True, False]


async def test_an_editions_organiser_sees_its_messages_and_no_jobs(client: httpx.AsyncClient) -> None:
    edition, person = await make_edition(), await make_person()
    await grant(person, "programme_organiser", edition_id=edition)
    await sign_in(client, person)
    own, other, nobodys = await write(edition_id=edition), await write(edition_id=await make_edition()), await write()
    text = (await client.get("/desk/mail")).text
    assert [str(one) in text for one in (own, other, nobodys)] == [True, False, False]
    statuses = [(await client.get(f"/desk/mail/{one}")).status_code for one in (own, other, nobodys)]
    assert statuses == [200, 404, 404]
    assert (await post(client, f"/desk/mail/{other}/withdraw")).status_code == 404
    assert (await client.get("/desk/jobs")).status_code == 404
    assert (await post(client, f"/desk/jobs/{await make_job()}/run-again")).status_code == 404


@pytest.mark.parametrize(
    ("public_url", "host", "state", "is_shown"),
    [
        ("http://127.0.0.1:8000", "localhost", "kept", True),
        ("http://127.0.0.1:8000", "contest.example", "kept", False),
        ("https://contest.example", "localhost", "kept", False),
        ("http://127.0.0.1:8000", "localhost", "queued", False),
    ],
)
async def test_a_kept_code_is_shown_on_this_machine_only(
    app: Front, monkeypatch: pytest.MonkeyPatch, public_url: str, host: str, state: str, is_shown: bool
) -> None:
    monkeypatch.setenv("PUBLIC_URL", public_url)
    config.settings.cache_clear()
    person = await make_person()
    await grant(person, "programme_organiser")
    message_id = await write()
    await set_state(message_id, state)
    try:
        async with browser(app, host=host) as client:
            await sign_in(client, person)
            answer = await client.get(f"/desk/mail/{message_id}")
    finally:
        monkeypatch.undo()
        config.settings.cache_clear()
    assert answer.status_code == 200
    assert ("735199" in answer.text, "••••••" in answer.text) == (is_shown, not is_shown)


async def test_a_drafted_message_is_approved_once(organiser: httpx.AsyncClient) -> None:
    message_id = await write(needs_approval=True)
    assert "Approve and send" in (await organiser.get(f"/desk/mail/{message_id}")).text
    answer = await post(organiser, f"/desk/mail/{message_id}/approve")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/mail/{message_id}")
    assert await db.fetchval("select state from message") == "approved"
    assert (await post(organiser, f"/desk/mail/{message_id}/approve")).status_code == 409
    outcomes = await db.fetch("select action, outcome from audit_record order by id")
    assert [row["outcome"] for row in outcomes] == ["done", "refused"]


async def test_a_message_is_withdrawn(organiser: httpx.AsyncClient) -> None:
    message_id = await write()
    assert (await post(organiser, f"/desk/mail/{message_id}/withdraw")).status_code == 303
    assert await db.fetchval("select state from message") == "withdrawn"
    assert "Withdraw</button>" not in (await organiser.get(f"/desk/mail/{message_id}")).text


async def test_sending_again_without_a_server_is_refused(organiser: httpx.AsyncClient) -> None:
    message_id = await write()
    await set_state(message_id, "kept")
    assert "Send again" not in (await organiser.get(f"/desk/mail/{message_id}")).text
    answer = await post(organiser, f"/desk/mail/{message_id}/send-again")
    assert answer.status_code == 409
    assert "No mail server is set" in answer.text


async def test_a_form_without_its_token_does_nothing(organiser: httpx.AsyncClient) -> None:
    message_id = await write(needs_approval=True)
    assert (await organiser.post(f"/desk/mail/{message_id}/approve")).status_code == 403
    assert await db.fetchval("select state from message") == "drafted"


async def test_a_dead_job_says_why_and_runs_again(organiser: httpx.AsyncClient) -> None:
    job_id = await make_job()
    text = (await organiser.get("/desk/jobs")).text
    assert "It &lt;broke&gt;" in text
    assert (await post(organiser, f"/desk/jobs/{job_id}/run-again")).status_code == 303
    assert await jobs.unfinished() == 1
    assert await db.fetchval("select action from audit_record") == "job.run_again"
    assert (await post(organiser, f"/desk/jobs/{job_id}/run-again")).status_code == 409
    text = (await organiser.get("/desk/jobs?shown=waiting")).text
    assert "notifications.send" in text
    assert "Run again" not in text


async def test_the_invariants_hold_and_find_what_breaks_them() -> None:
    await make_job()
    for sql in queries.INVARIANTS.values():
        assert await db.fetch(sql) == []
    await db.execute("update outbox_job set done_at = now(), worker = 1, error = null")
    await db.execute("update outbox_event set relayed_at = null")
    for sql in queries.INVARIANTS.values():
        assert len(await db.fetch(sql)) == 1


async def test_the_desk_shows_what_waits(organiser: httpx.AsyncClient) -> None:
    assert "Nothing waits for you" in (await organiser.get("/desk")).text
    await write(needs_approval=True)
    await make_job()
    text = (await organiser.get("/desk")).text
    assert ("Messages to approve" in text, "Jobs that stopped" in text, "came back" in text) == (True, True, False)


async def test_the_organiser_of_a_round_has_a_desk_without_messages_and_jobs(client: httpx.AsyncClient) -> None:
    edition, person = await make_edition(), await make_person()
    await grant(person, "round_organiser", edition_id=edition)
    await sign_in(client, person)
    await write(needs_approval=True, edition_id=edition)
    await make_job()
    answer = await client.get("/desk")
    assert (answer.status_code, "Nothing waits for you" in answer.text) == (200, True)
    assert "/desk/mail" not in answer.text
    assert (await client.get("/desk/mail")).status_code == 404


async def test_a_letter_is_written_in_the_browser_and_what_is_wrong_with_it_said_at_its_field(
    client: httpx.AsyncClient,
) -> None:
    edition, person = await make_edition(), await make_person()
    await grant(person, "programme_organiser", edition_id=edition)
    await sign_in(client, person)
    listed = await client.get("/desk/mail/letters")
    path = f"/desk/mail/letters/{edition}/submissions-screened-more"
    assert f'href="{path}"' in listed.text
    page = await client.get(path)
    assert "The organisers have looked at “{title}” and ask for more" in page.text
    form = {"way": "reviewed", "subject_en": "About {cdoe}", "body_en": "Hi {judge} <b> {asked} {until} {link}"}
    answer = await post(client, path, form)
    assert answer.status_code == 422
    assert "Is {code} meant?" not in answer.text  # who judges comes first
    assert "“judge” tells who judges" in answer.text and "Hi {judge} &lt;b&gt;" in answer.text
    answer = await post(client, path, form | {"body_en": "Hi {asked} {until} {link}"})
    assert (answer.status_code, "Is {code} meant?" in answer.text) == (422, True)
    answer = await post(client, path, form | {"subject_en": "About {code}", "body_en": "Hi {asked} {until} {link}"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#samples")
    page = await client.get(path)
    assert "About BT26-0147" in page.text and "Letter of the host " in page.text
    assert "After a person has looked" in (await client.get("/desk/mail/letters")).text


async def _write_many(count: int, *, edition: UUID, kind: str = "judging/decided") -> None:
    await db.execute(
        "insert into message (id, kind, recipient_name, email, locale, subject, body, message_id, state,"
        " needs_approval, edition_id, about, is_demo, is_essential, attempts, created_at)"
        " select gen_random_uuid(), $3, 'x', 'x@y.org', 'en', 's', 'b', n::text || '@x', 'drafted', true, $2, '{}',"
        " false, true, 0, now() from generate_series(1, $1) n",
        *(count, edition, kind),
    )


async def test_1000_messages_go_by_one_click_and_the_page_answers_in_a_second(client: httpx.AsyncClient) -> None:
    edition, other, person = await make_edition(), await make_edition(), await make_person()
    await grant(person, "programme_organiser", edition_id=edition)
    await sign_in(client, person)
    await _write_many(1000, edition=edition)
    await write(edition_id=other, needs_approval=True)
    page = await client.get("/desk/mail?state=drafted")
    until = re.search(r'name="all" value="([^"]+)"', page.text)
    assert "Approve and send all 1000" in page.text and until is not None
    late = await write(edition_id=edition, needs_approval=True)  # written after the page was opened
    await db.execute("update message set id = 'ffffffff-ffff-7fff-8fff-ffffffffffff' where id = $1", late)
    begun = time.perf_counter()
    answer = await post(client, "/desk/mail/approve", {"all": until[1]})
    assert (answer.status_code, time.perf_counter() - begun < 1.0) == (303, True)
    counts = {row["state"]: row["n"] for row in await db.fetch("select state, count(*) as n from message group by 1")}
    assert counts == {"approved": 1000, "drafted": 2}
    assert await db.fetchval("select count(*) from outbox_event where name = 'message.queued'") == 1000
    await post(client, "/desk/mail/approve", {"all": until[1]})
    assert await db.fetchval("select count(*) from outbox_event where name = 'message.queued'") == 1000


async def test_messages_are_ticked_changed_and_let_go(client: httpx.AsyncClient) -> None:
    edition, person = await make_edition(), await make_person()
    await grant(person, "programme_organiser", edition_id=edition)
    await sign_in(client, person)
    await _write_many(3, edition=edition)
    one, two, three = [row["id"] for row in await db.fetch("select id from message order by id")]
    foreign = await write(edition_id=await make_edition(), needs_approval=True)
    await post(client, "/desk/mail/approve", {"message": [str(one), str(foreign), "x"]})
    assert [await _state(m) for m in (one, two, foreign)] == ["approved", "drafted", "drafted"]
    path = f"/desk/mail/{two}"
    answer = await post(client, f"{path}/reword", {"subject": "Better", "body": ""})
    assert (answer.status_code, "This answer is needed." in answer.text) == (422, True)
    answer = await post(client, f"{path}/reword", {"subject": "Better", "body": "Words \ue000code\ue001"})
    assert answer.status_code == 303
    assert await db.fetchval("select subject || body from message where id = $1", two) == "BetterWords code\n"
    assert (await post(client, f"/desk/mail/{one}/reword", {"subject": "x", "body": "x"})).status_code == 409
    assert (await post(client, f"/desk/mail/{foreign}/reword", {"subject": "x", "body": "x"})).status_code == 404
    await db.execute("update message set recipient_id = $2 where id = $1", three, person)
    listed = (await client.get(f"/desk/mail?to={person}")).text
    assert [f'/desk/mail/{m}"' in listed for m in (two, three)] == [False, True]


async def _state(message_id: UUID) -> str:
    return str(await db.fetchval("select state from message where id = $1", message_id))


async def test_a_mail_service_tells_by_a_signed_call(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_HOOK_KEY", "shared")
    config.settings.cache_clear()
    message_id = await write()
    await set_state(message_id, "sent")
    body = msgspec.json.encode([{"message_id": message_id, "outcome": "failed", "reason": "550 gone"}])

    async def tell(sent: bytes, key: str = "shared", kind: str = "application/json") -> httpx.Response:
        headers = {hooks.HEADER: hooks.sign(key, sent, clock.now()), "content-type": kind}
        return await client.post("/hooks/mail", content=sent, headers=headers)

    assert (await tell(body, key="guessed")).status_code == 404
    assert (await client.post("/hooks/mail", content=body)).status_code == 404
    assert (await tell(b"{")).status_code == 422
    assert await _state(message_id) == "sent"
    assert [(await tell(body)).json() for _ in range(2)] == [{"changed": 1}, {"changed": 0}]
    assert await _state(message_id) == "bounced"
    await set_state(message_id, "sent")
    assert (await tell(report("failed", message_id=message_id), kind="message/rfc822")).json() == {"changed": 1}
    config.settings.cache_clear()
