"""Pages of entries, as browsers ask for them."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.files import service as files
from contest.lib import clock, db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.ids import uuid7
from contest.lib.web.front import Front
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene, pdfs
from tests.makers.files import attach, make_file
from tests.submissions.entries import ALL, ANSWERS, hand_in, in_work_start, make_ready
from tests.web import browser, csrf_of, post, sign_in

FORM = {**ANSWERS, "contact_phone": "", "website": "", "ask": ""}
AGREED = dict.fromkeys(ALL, "yes")
HOSTILE = "<script>alert(1)</script>\"'&"


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def edition() -> UUID:
    edition_id = await make_edition(code_prefix="BT26")
    await make_scene(edition_id)
    return edition_id


@pytest.fixture
async def round_(edition: UUID) -> UUID:
    return await make_round(edition)


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person("Lin Xiaoyu"))


@pytest.fixture
async def page(client: httpx.AsyncClient, lin: Actor) -> httpx.AsyncClient:
    """Lin's browser."""
    return await sign_in(client, lin.id)


@pytest.fixture
async def desk(app: Front, round_: UUID) -> AsyncIterator[httpx.AsyncClient]:
    """A screener's browser."""
    person = await make_person("Marie Screener")
    await grant(person, "screener", round_id=round_)
    async with browser(app) as made:
        yield await sign_in(made, person)


async def check_files() -> None:
    for row in await db.fetch("select id from file where state = 'uploaded'"):
        verdict = await files.examine(file_id=row["id"])
        assert verdict is not None
        async with db.work():
            await files.conclude(actor=SYSTEM, verdict=verdict, now=NOW)


async def test_the_way_from_nothing_to_a_receipt(page: httpx.AsyncClient, round_: UUID) -> None:
    assert "Paris round" in (await page.get("/submissions/new")).text
    assert "Kind of entry" in (await page.get("/submissions/new", params={"round_id": str(round_)})).text
    answer = await post(page, "/submissions/new", {"round": str(round_), "kind": "project"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/submissions/BT26-0001/edit")
    form = await page.get("/submissions/BT26-0001/edit")
    assert (form.status_code, "Lin Xiaoyu" in form.text) == (200, True)

    answer = await post(page, "/submissions/BT26-0001/edit", FORM | {"revision": "1", "then": "check"})
    assert answer.headers["location"] == "/submissions/BT26-0001/hand-in"
    data = pdfs.pdf(3)
    answer = await post(
        page, "/submissions/BT26-0001/files", {"field": "pitch_deck"}, files={"pitch_deck": ("方案.pdf", data)}
    )
    assert answer.headers["location"] == "/submissions/BT26-0001/edit#files"
    await check_files()

    review = (await page.get("/submissions/BT26-0001/hand-in")).text
    assert [text in review for text in ("方案.pdf", "Micro-hydro, solar and storage.", "China", "Company")] == [
        True
    ] * 4
    answer = await post(page, "/submissions/BT26-0001/hand-in", AGREED)
    assert answer.headers["location"] == "/submissions/BT26-0001/receipts/1"
    receipt = (await page.get("/submissions/BT26-0001/receipts/1")).text
    row = await db.fetchrow("select v.sha256, f.sha256 as file from submission_version v, file f")
    assert row is not None
    assert [text in receipt for text in (row["sha256"], row["file"], "2026-05-01 12:00:00 UTC")] == [True] * 3
    assert "Screening" in (await page.get("/submissions/BT26-0001")).text
    assert "BT26-0001" in (await page.get("/submissions")).text


async def test_twenty_posts_at_once_make_one_version_and_twenty_receipts(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    answers = await asyncio.gather(*(post(page, f"/submissions/{code}/hand-in", AGREED) for _ in range(20)))
    assert {(answer.status_code, answer.headers["location"]) for answer in answers} == {
        (303, f"/submissions/{code}/receipts/1")
    }
    assert await db.fetchval("select count(*) from submission_version") == 1


async def test_one_second_late_is_late_and_the_text_is_still_there(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    with clock.moved_to(NOW + timedelta(days=14, seconds=1)):
        answer = await post(page, f"/submissions/{code}/hand-in", AGREED)
        assert answer.status_code == 409
        assert "no longer takes entries" in answer.text
        assert ANSWERS["solution"] in answer.text
        assert ANSWERS["solution"] in (await page.get(f"/submissions/{code}/edit")).text
    refused = await db.fetchrow("select action, outcome from audit_record where outcome = 'refused'")
    assert refused is not None
    assert await db.fetchval("select count(*) from submission_version") == 0


async def test_a_late_change_of_what_was_handed_in_comes_back_with_every_word(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    with clock.moved_to(NOW + timedelta(days=15)):
        typed = FORM | {"revision": "2", "problem": "Words typed too late."}
        answer = await post(page, f"/submissions/{code}/edit", typed)
    assert (answer.status_code, "Words typed too late." in answer.text) == (409, True)
    assert await db.fetchval("select answers->>'problem' from submission") == ANSWERS["problem"]


async def test_a_stale_save_shows_both_texts_and_the_next_one_is_taken(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    _, code = await in_work_start(lin, round_)
    await post(page, f"/submissions/{code}/edit", FORM | {"revision": "1", "problem": "From the first tab."})
    second = FORM | {"revision": "1", "problem": "From the second tab."}
    answer = await post(page, f"/submissions/{code}/edit", second)
    assert answer.status_code == 409
    assert ("From the first tab." in answer.text, "From the second tab." in answer.text) == (True, True)
    assert 'name="revision" value="2"' in answer.text
    await post(page, f"/submissions/{code}/edit", second | {"revision": "2"})
    assert await db.fetchval("select answers->>'problem' from submission") == "From the second tab."


async def test_a_field_that_cannot_be_saved_keeps_every_word(page: httpx.AsyncClient, lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    answer = await post(page, f"/submissions/{code}/edit", FORM | {"revision": "1", "title_en": "x" * 201})
    assert answer.status_code == 422
    assert ('href="#f-title_en"' in answer.text, "x" * 201 in answer.text, ANSWERS["risks"] in answer.text) == (
        True,
        True,
        True,
    )


@pytest.mark.parametrize("state", ["no token", "a stale token", "signed out"])
async def test_a_form_without_its_session_comes_back_with_every_word(
    page: httpx.AsyncClient, lin: Actor, round_: UUID, state: str
) -> None:
    _, code = await in_work_start(lin, round_)
    token = {"no token": {}, "a stale token": {"_csrf_token": "0" * 64}, "signed out": {"_csrf_token": csrf_of(page)}}
    if state == "signed out":
        page.cookies.clear()
        token[state] = {"_csrf_token": csrf_of(page)}
    answer = await page.post(f"/submissions/{code}/edit", data=FORM | {"revision": "1"} | token[state])
    assert (answer.status_code, ANSWERS["solution"] in answer.text) == (401 if state == "signed out" else 403, True)
    assert await db.fetchval("select revision from submission") == 1


async def test_handing_in_names_what_is_missing_with_links(page: httpx.AsyncClient, lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    answer = await post(page, f"/submissions/{code}/hand-in", {"rules": "yes"})
    assert answer.status_code == 422
    for link in (f"/submissions/{code}/edit#f-problem", f"/submissions/{code}/edit#f-pitch_deck", "#f-own_work"):
        assert f'href="{link}"' in answer.text


# Files


async def announced(
    page: httpx.AsyncClient, code: str, size: int, field: str = "pitch_deck", *, fresh: bool = False
) -> httpx.Response:
    return await page.post(
        f"/submissions/{code}/files/announce",
        json={"field": field, "name": "deck.pdf", "size": size, "fresh": fresh},
        headers={"x-csrftoken": csrf_of(page), "accept": "application/json"},
    )


async def send(page: httpx.AsyncClient, plan: dict[str, Any], data: bytes, number: int = 1) -> httpx.Response:
    """One part of the file, as the browser cuts it."""
    part = data[(number - 1) * plan["part"] : number * plan["part"]]
    checksum = base64.b64encode(sha256(part).digest()).decode()
    headers = {"x-csrftoken": csrf_of(page), "accept": "application/json", "x-amz-checksum-sha256": checksum}
    where = (await page.post(f"{plan['at']}/parts/{number}", headers=headers)).json()
    return await page.put(where.get("url", f"{plan['at']}/parts/{number}"), content=part, headers=headers)


async def done(page: httpx.AsyncClient, plan: dict[str, Any], verb: str = "done") -> httpx.Response:
    headers = {"x-csrftoken": csrf_of(page), "accept": "application/json"}
    return await page.post(f"{plan['at']}/{verb}", headers=headers)


async def test_a_browser_announces_sends_and_reads_a_file(page: httpx.AsyncClient, lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    data = pdfs.of_size(6 * 1024 * 1024)
    plan = (await announced(page, code, len(data))).json()
    assert plan["next"] == f"/submissions/{code}/edit"
    assert (await send(page, plan, data, 2)).status_code == 200
    assert (await done(page, plan)).status_code == 409
    assert "“deck.pdf” (6.3 MB) is not here in full." in (await page.get(plan["next"])).text
    again = (await announced(page, code, len(data))).json()
    assert (again["at"], list(again["have"])) == (plan["at"], ["2"])
    assert [(await send(page, plan, data)).status_code, (await done(page, plan)).status_code] == [200, 200]
    listing = f"/submissions/{code}/files"
    part = {"hx-request": "true"}
    assert "every 2s" in (await page.get(listing, headers=part)).text
    await check_files()
    assert "every 2s" not in (await page.get(listing, headers=part)).text

    address = f"/submissions{plan['at']}"
    answer = await page.get(address)
    assert answer.content == data
    assert {name: answer.headers[name] for name in ("content-type", "content-disposition", "cache-control")} == {
        "content-type": "application/pdf",
        "content-disposition": "attachment; filename=\"deck.pdf\"; filename*=UTF-8''deck.pdf",
        "cache-control": "private, no-store",
    }
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    cut = await page.get(address, headers={"range": "bytes=2-5"})
    assert (cut.status_code, cut.content, cut.headers["content-range"]) == (
        206,
        data[2:6],
        f"bytes 2-5/{len(data)}",
    )
    beyond = await page.get(address, headers={"range": f"bytes={len(data)}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(data)}")
    assert "json" not in beyond.headers["content-type"]
    changed = await page.get(address, headers={"range": "bytes=2-5", "if-range": '"other"'})
    assert (changed.status_code, len(changed.content)) == (200, len(data))


async def test_one_byte_too_large_is_refused_and_nothing_is_stored(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    _, code = await in_work_start(lin, round_)
    limit = 20_000_000
    answer = await announced(page, code, limit + 1)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert "20 MB" in answer.json()["detail"]
    answer = await post(
        page,
        f"/submissions/{code}/files",
        {"field": "pitch_deck"},
        files={"pitch_deck": ("deck.pdf", pdfs.of_size(limit + 1))},
    )
    assert answer.status_code == 413
    assert {row["state"] for row in await db.fetch("select state from file")} == {"announced"}
    answer = await post(
        page,
        f"/submissions/{code}/files",
        {"field": "pitch_deck"},
        files={"pitch_deck": ("deck.pdf", pdfs.of_size(limit))},
    )
    assert answer.status_code == 303


async def test_somebody_elses_file_and_entry_are_not_there(
    app: Front, page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    _, code = await in_work_start(lin, round_)
    plan = (await announced(page, code, 8)).json()
    file_id = plan["at"].split("/")[2]
    async with browser(app) as other:
        await sign_in(other, await make_person("Other"))
        answers = [
            await send(other, plan, b"12345678"),
            await done(other, plan),
            await done(other, plan, "discard"),
            await other.get(f"/submissions/files/{file_id}"),
            await post(other, f"/submissions/files/{file_id}/remove"),
            await announced(other, code, 8),
            await other.get(f"/submissions/{code}"),
            await other.get(f"/submissions/{code}/edit"),
            await post(other, f"/submissions/{code}/edit", FORM | {"revision": "1"}),
            await other.get(f"/submissions/{code}/hand-in"),
            await post(other, f"/submissions/{code}/hand-in", AGREED),
            await other.get(f"/submissions/{code}/receipts/1"),
            await post(other, f"/submissions/{code}/withdraw"),
            await post(
                other, f"/submissions/{code}/files", {"field": "pitch_deck"}, files={"pitch_deck": ("a.pdf", b"%PDF")}
            ),
            await other.get("/submissions/XX-9999"),
        ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert await db.fetchval("select state from file") == "announced"


async def test_a_part_that_stops_half_way_can_be_sent_again(page: httpx.AsyncClient, lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    data = pdfs.of_size(4 * 1024 * 1024)
    plan = (await announced(page, code, len(data))).json()

    async def half() -> AsyncIterator[bytes]:
        yield data[: len(data) // 2]

    checksum = base64.b64encode(sha256(data).digest()).decode()
    headers = {"x-csrftoken": csrf_of(page), "accept": "application/json", "x-amz-checksum-sha256": checksum}
    answer = await page.put(f"{plan['at']}/parts/1", content=half(), headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:contest:invalid")
    assert (await announced(page, code, len(data))).json()["have"] == {}
    assert [(await send(page, plan, data)).status_code, (await done(page, plan)).status_code] == [200, 200]


async def test_another_file_of_the_same_name_begins_anew(page: httpx.AsyncClient, lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    data = pdfs.pdf()
    plan = (await announced(page, code, len(data))).json()
    await send(page, plan, data)
    answer = await send(page, plan, data[:-1] + b"x")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:contest:other_file")
    fresh = (await announced(page, code, len(data), fresh=True)).json()
    assert (fresh["at"] != plan["at"], fresh["have"]) == (True, {})
    assert (await done(page, plan)).status_code == 409
    assert [row["state"] for row in await db.fetch("select state from file order by id")] == ["dropped", "announced"]


async def test_a_discarded_upload_is_gone_from_the_page(page: httpx.AsyncClient, lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    data = pdfs.pdf()
    plan = (await announced(page, code, len(data))).json()
    await send(page, plan, data)
    assert (await done(page, plan, "discard")).status_code == 200
    assert "is not here in full" not in (await page.get(plan["next"])).text
    again = (await announced(page, code, len(data))).json()
    await send(page, again, data)
    assert f'action="{again["at"]}/discard"' in (await page.get(plan["next"])).text
    answer = await post(page, f"{again['at']}/discard", {"next": plan["next"]})  # by the plain button
    assert (answer.status_code, answer.headers["location"]) == (303, plan["next"])
    assert "is not here in full" not in (await page.get(plan["next"])).text


async def test_a_form_cut_off_in_its_file_leaves_nothing(page: httpx.AsyncClient, lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    head = (
        f'--b\r\nContent-Disposition: form-data; name="_csrf_token"\r\n\r\n{csrf_of(page)}\r\n'
        '--b\r\nContent-Disposition: form-data; name="field"\r\n\r\npitch_deck\r\n'
        '--b\r\nContent-Disposition: form-data; name="pitch_deck"; filename="a.pdf"\r\n\r\n'
    ).encode()
    answer = await page.post(
        f"/submissions/{code}/files",
        content=head + pdfs.pdf(),
        headers={"content-type": "multipart/form-data; boundary=b"},
    )
    assert (answer.status_code, "did not arrive whole" in answer.text) == (422, True)
    assert await db.fetchval("select state from file") == "announced"


async def test_an_upload_with_a_stale_token_is_answered_although_its_bytes_are_read(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    _, code = await in_work_start(lin, round_)
    sent: list[dict[str, object]] = []
    body = (
        b'--x\r\nContent-Disposition: form-data; name="_csrf_token"\r\n\r\nstale\r\n--x\r\n'
        b'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n--x--\r\n'
    )
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, object]:
        if not parts:
            await asyncio.Event().wait()  # as a browser that has sent everything and waits for its answer
        return parts.pop()

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    request = page.build_request("POST", f"/submissions/{code}/files")
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/submissions/{code}/files",
        "raw_path": request.url.raw_path,
        "query_string": b"",
        "headers": [
            *((name.lower(), value) for name, value in request.headers.raw if name.lower() != b"content-length"),
            (b"content-type", b"multipart/form-data; boundary=x"),
            (b"content-length", str(len(body)).encode()),
        ],
        "client": ("203.0.113.7", 4711),
        "server": ("testserver", 80),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
    }
    app = page._transport.app  # type: ignore[attr-defined]
    await asyncio.wait_for(app(scope, receive, send), 5)

    assert sent[0]["status"] == 403


@pytest.mark.parametrize("token", [None, "0" * 64])
async def test_an_upload_without_its_token_is_refused_before_the_file_is_read(
    page: httpx.AsyncClient, lin: Actor, round_: UUID, token: str | None
) -> None:
    _, code = await in_work_start(lin, round_)
    fields = {"field": "pitch_deck"} | ({"_csrf_token": token} if token else {})
    answer = await page.post(f"/submissions/{code}/files", data=fields, files={"pitch_deck": ("a.pdf", pdfs.pdf())})
    assert answer.status_code == 403
    assert await db.fetchval("select count(*) from file") == 0


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", "multipart/form-data; boundary=b"), (b"x", "multipart/form-data"), (b"{}", "application/json")],
)
async def test_an_upload_that_is_no_form_is_refused(
    page: httpx.AsyncClient, lin: Actor, round_: UUID, content: bytes, kind: str
) -> None:
    _, code = await in_work_start(lin, round_)
    answer = await page.post(f"/submissions/{code}/files", content=content, headers={"content-type": kind})
    assert answer.status_code in (403, 422)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"field": "pitch_deck", "name": "a", "size": -1}', b'{"field": 1}']
)
async def test_an_announcement_that_cannot_be_read_is_refused(
    page: httpx.AsyncClient, lin: Actor, round_: UUID, body: bytes
) -> None:
    _, code = await in_work_start(lin, round_)
    answer = await page.post(
        f"/submissions/{code}/files/announce",
        content=body,
        headers={"x-csrftoken": csrf_of(page), "accept": "application/json"},
    )
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_a_refused_file_says_why_and_can_be_removed(page: httpx.AsyncClient, lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    await post(
        page,
        f"/submissions/{code}/files",
        {"field": "pitch_deck"},
        files={"pitch_deck": ("deck.pdf", b"MZ\x90\x00" + b"\0" * 99, "application/pdf")},
    )
    await check_files()
    form = (await page.get(f"/submissions/{code}/edit")).text
    assert "This is not a PDF, whatever its name says." in form
    file_id = await db.fetchval("select id from file")
    assert (await page.get(f"/submissions/files/{file_id}")).status_code == 404
    answer = await post(page, f"/submissions/files/{file_id}/remove")
    assert answer.headers["location"] == f"/submissions/{code}/edit#files"
    for part in ("files", "impact"):
        here = f"/submissions/{code}/{part}"
        shown = await page.get(here, headers={"hx-request": "true"})
        assert shown.status_code == 200 and "deck.pdf" not in shown.text and "<html" not in shown.text
        assert (await page.get(here)).headers["location"] == f"/submissions/{code}/edit#{part}"


# Staff


async def test_two_roles_of_other_rounds_find_nothing(
    app: Front, lin: Actor, edition: UUID, round_: UUID, desk: httpx.AsyncClient
) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    file_id = await db.fetchval("select id from file")
    elsewhere = await make_round(edition)
    pages = [
        f"/submissions/rounds/{round_}",
        f"/submissions/rounds/{round_}/screening",
        f"/submissions/rounds/{round_}/screening/{code}",
        f"/submissions/{code}",
    ]
    for role, place in (
        ("round_organiser", {"round_id": elsewhere}),
        ("screener", {"round_id": elsewhere}),
        ("programme_organiser", {"edition_id": await make_edition()}),
        ("judge", {"round_id": round_}),
    ):
        person = await make_person(role)
        await grant(person, role, **place)
        async with browser(app) as stranger:
            await sign_in(stranger, person)
            answers = [await stranger.get(url) for url in [*pages, f"/submissions/files/{file_id}"]]
            answers.append(await post(stranger, pages[2], {"verdict": "eligible"}))
        assert [answer.status_code for answer in answers] == [404] * 6, role
    assert [(await desk.get(url)).status_code for url in pages] == [200] * 4


async def test_screening_takes_a_verdict_and_puts_the_next_entry_on_the_desk(
    desk: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    codes = [await make_ready(lin, round_) for _ in range(2)]
    for code in codes:
        await hand_in(lin, code)
    url = f"/submissions/rounds/{round_}/screening"
    assert codes[0] in (await desk.get(url)).text
    answer = await post(desk, f"{url}/{codes[0]}", {"verdict": "ineligible", "reason": ""})
    assert (answer.status_code, "Choose at least one reason: the applicant reads it." in answer.text) == (422, True)
    answer = await post(
        desk,
        f"{url}/{codes[0]}",
        {"verdict": "ineligible", "reason": "No landing plan.", "reasons": ["landing", "other"]},
    )
    assert answer.headers["location"] == url
    following = (await desk.get(url)).text
    assert (codes[1] in following, codes[0] + " is screened." in following) == (True, True)
    await post(desk, f"{url}/{codes[1]}", {"verdict": "eligible"})
    assert "Every entry is screened" in (await desk.get(url)).text
    assert await db.fetchval("select state from standing where reason = 'No landing plan.'") == "ineligible"


async def test_the_list_takes_six_statements_at_most_for_one_and_for_three(
    desk: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    counted = []
    for _ in range(2):
        await hand_in(lin, await make_ready(lin, round_))
        log: list[str] = []
        token = db.statements.set(log)
        assert (await desk.get(f"/submissions/rounds/{round_}")).status_code == 200
        db.statements.reset(token)
        counted.append(len(log))
        await hand_in(lin, await make_ready(lin, round_))
    assert counted == [3, 3]


async def test_lists_and_entries_are_read_with_few_statements(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    counted = {}
    for name, url in (
        ("entry", f"/submissions/{code}"),
        ("mine", "/submissions"),
        ("edit", f"/submissions/{code}/edit"),
    ):
        log: list[str] = []
        token = db.statements.set(log)
        await page.get(url)
        db.statements.reset(token)
        counted[name] = len(log)
    assert counted == {"entry": 4, "mine": 3, "edit": 2}  # mine: with the invitations to others' entries


async def test_a_hand_in_takes_few_statements(page: httpx.AsyncClient, lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    log: list[str] = []
    token = db.statements.set(log)
    await post(page, f"/submissions/{code}/hand-in", AGREED)
    db.statements.reset(token)
    assert len(log) == 7  # who asks, begin, the entry, the hand-in, its record, its event, commit


async def test_hostile_text_is_shown_and_never_run(
    page: httpx.AsyncClient, desk: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    texts = {"title_en", "title_zh", "summary_en", "problem", "solution", "organisation_name", "contact_name", "ask"}
    entry_id, code = await in_work_start(lin, round_)
    sent = FORM | dict.fromkeys(texts, HOSTILE) | {"revision": "1"}
    assert (await post(page, f"/submissions/{code}/edit", sent)).status_code == 303
    await attach(entry_id, await make_file(lin.id, name=HOSTILE))
    assert (await post(page, f"/submissions/{code}/hand-in", AGREED)).status_code == 303
    urls = ["", f"/{code}", f"/{code}/edit", f"/{code}/hand-in", f"/{code}/receipts/1", f"/{code}/withdraw"]
    answers = [await page.get(f"/submissions{url}") for url in urls]
    staff = [f"/{code}", f"/rounds/{round_}", f"/rounds/{round_}/screening"]
    answers += [await desk.get(f"/submissions{url}") for url in staff]
    for answer in answers:
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


@pytest.mark.parametrize("kind", ["project", "solution", "product", "talent"])
@pytest.mark.parametrize("locale", ["en", "zh"])
async def test_every_kind_has_a_form_in_both_languages(
    page: httpx.AsyncClient, lin: Actor, round_: UUID, kind: str, locale: str
) -> None:
    _, code = await in_work_start(lin, round_, kind)
    page.cookies.set("lang", locale, domain="testserver.local", path="/")
    for url in ("edit", "hand-in"):
        answer = await page.get(f"/submissions/{code}/{url}")
        assert answer.status_code == 200
        assert ("国家或地区" if locale == "zh" else "Country or region") in answer.text


async def test_what_a_form_wants_of_a_draft_already_is_named_first(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    _, code = await in_work_start(lin, round_)
    form = await db.fetchrow("select f.id, f.content from entry_form f join submission s on s.form = f.id")
    assert form is not None
    assert "Answer this first" not in (await page.get(f"/submissions/{code}/edit")).text
    content = msgspec.json.decode(form["content"])
    for field in content["fields"]:
        field |= {"needed": "draft"} if field["key"] == "solution" else {}
    other = await make_entry_form(form["id"], msgspec.json.encode(content).decode())
    await db.execute("update submission set form = $1", other)
    text = (await page.get(f"/submissions/{code}/edit")).text
    first, _, rest = text.partition("Answer this first")[2].partition("Before you can hand in")
    assert "#f-solution" in first
    assert "#f-solution" not in rest
    assert "#f-problem" in rest


async def test_the_forms_of_an_edition_say_how_many_entries_keep_each_version(
    app: Front, lin: Actor, edition: UUID, round_: UUID
) -> None:
    await hand_in(lin, await make_ready(lin, round_))
    await in_work_start(lin, round_)
    person = await make_person("Olga Organiser")
    await grant(person, "programme_organiser", edition_id=edition)
    async with browser(app) as made:
        await sign_in(made, person)
        text = (await made.get(f"/submissions/editions/{edition}/forms")).text
        taken = (await made.get(f"/submissions/editions/{edition}/forms/csv")).content.decode("utf-8-sig")
    assert "Project,1,yes,1,1,0\r\n" in taken
    row = text.partition("Project, Version 1")[2].partition("</tr>")[0]
    assert re.findall(r'data-kind="number">(\d+)<', row) == ["1", "1", "0"]


async def make_entry_form(like: UUID, content: str) -> UUID:
    """A published version after this one, with other questions."""
    made: UUID = await db.fetchval(
        "insert into entry_form (id, edition, kind, number, state, content, reason_en, reason_zh, revision, created_at,"
        " published_at) select $1, edition, kind, number + 1, state, $3::jsonb, 'Why', '', 1, created_at,"
        " published_at from entry_form where id = $2 returning id",
        uuid7(),
        like,
        content,
    )
    return made
