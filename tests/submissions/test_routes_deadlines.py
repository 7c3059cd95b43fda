"""The last minute, as browsers meet it: who is late, what comes back, what a receipt is worth."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from html import escape
from io import BytesIO
from uuid import UUID

import httpx
import pikepdf
import pytest
from markupsafe import escape as markup

from contest.app import create_app
from contest.lib import clock, db, valkey
from contest.lib.actor import Actor
from contest.lib.web.front import Front
from contest.submissions import service
from tests.makers import (
    NOW,
    actor_for,
    grant,
    make_edition,
    make_extension,
    make_late_code,
    make_person,
    make_round,
    make_scene,
)
from tests.makers.files import attach, make_file
from tests.submissions.entries import ALL, ANSWERS, hand_in, make_ready
from tests.web import browser, csrf_of, post, sign_in

FORM = {**ANSWERS, "contact_phone": "+86 898 1234", "website": "https://example.org", "ask": "A pilot site."}
AGREED = dict.fromkeys(ALL, "yes")
CLOSES = NOW + timedelta(days=14)
HOSTILE = "<script>alert(1)</script>\"'&"


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def round_() -> UUID:
    edition_id = await make_edition(code_prefix="BT26")
    await make_scene(edition_id)
    return await make_round(edition_id)


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person("Lin Xiaoyu", time_zone="Asia/Shanghai"))


@pytest.fixture
async def page(client: httpx.AsyncClient, lin: Actor) -> httpx.AsyncClient:
    """Lin's browser."""
    return await sign_in(client, lin.id)


@pytest.fixture
async def otto(app: Front, round_: UUID) -> AsyncIterator[httpx.AsyncClient]:
    """An organiser's browser."""
    person = await make_person("Otto Organiser", time_zone="Europe/Berlin")
    await grant(person, "round_organiser", round_id=round_)
    async with browser(app) as made:
        yield await sign_in(made, person)


_CLONES = [
    """insert into file select (jsonb_populate_record(file, jsonb_build_object(
        'id', md5('file' || n)::uuid, 'key', 'clone/' || n))).* from file, generate_series(1, 1000) n""",
    """insert into submission select (jsonb_populate_record(submission, jsonb_build_object(
        'id', md5('entry' || n)::uuid, 'code', 'CL-' || n))).* from submission, generate_series(1, 1000) n""",
    """insert into submission_file select (jsonb_populate_record(link, jsonb_build_object('id', md5('link' || n)::uuid,
        'submission', md5('entry' || n)::uuid, 'file', md5('file' || n)::uuid))).*
         from submission_file link, generate_series(1, 1000) n""",
]


async def test_of_a_thousand_posts_around_the_deadline_none_is_decided_wrongly(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    await make_ready(lin, round_)
    for clone in _CLONES:
        await db.execute(clone)
    at = {f"CL-{n}": CLOSES + timedelta(milliseconds=2 * n - 1000) for n in range(1, 1001)}
    gate = asyncio.Semaphore(40)

    async def send(code: str) -> httpx.Response:
        async with gate:
            with clock.moved_to(at[code]):
                return await post(page, f"/submissions/{code}/hand-in", AGREED)

    answers = dict(zip(at, await asyncio.gather(*(send(code) for code in at)), strict=True))
    wrong = {code: one.status_code for code, one in answers.items() if (one.status_code == 303) != (at[code] <= CLOSES)}
    assert wrong == {}
    assert all(ANSWERS["solution"] in one.text for one in answers.values() if one.status_code != 303)
    rows = await db.fetch(
        "select s.code, v.submitted_at from submission_version v join submission s on s.id = v.submission"
    )
    assert {row["code"]: row["submitted_at"] for row in rows} == {c: t for c, t in at.items() if t <= CLOSES}


async def test_twenty_posts_at_once_make_one_entry_and_every_answer_carries_its_receipt(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    answers = await asyncio.gather(*(post(page, f"/submissions/{code}/hand-in", AGREED) for _ in range(20)))
    assert {(one.status_code, one.headers["location"]) for one in answers} == {(303, f"/submissions/{code}/receipts/1")}
    counts = "select (select count(*) from submission_version), (select count(*) from standing),"
    row = await db.fetchrow(counts + " (select count(*) from outbox_event where name = 'submission.handed_in')")
    assert row is not None
    assert tuple(row) == (1, 1, 1)


LOST = ["session expired", "signed out everywhere", "no cookie", "stale token", "no token", "another's token"]
REFUSED = ["deadline passed", "screening began", "saved elsewhere", "too long"]
TAKEN = ["server restarted", "draft after the deadline"]


async def lose(case: str, app: Front, page: httpx.AsyncClient, lin: Actor, sent: dict[str, str]) -> None:
    """Take away what the form would be sent with."""
    if case == "session expired":
        await valkey.command("FLUSHDB")
    elif case == "signed out everywhere":
        await db.execute("update person set epoch = epoch + 1 where id = $1", lin.id)
    elif case == "no cookie":
        page.cookies.clear()
    elif case == "stale token":
        sent["_csrf_token"] = "0" * 64
    elif case == "no token":
        del sent["_csrf_token"]
    else:
        async with browser(app) as other:
            sent["_csrf_token"] = csrf_of(await sign_in(other, await make_person("Anna")))


@pytest.mark.parametrize("case", [*LOST, *REFUSED, *TAKEN])
async def test_whatever_happens_to_a_filled_form_every_word_is_kept(
    app: Front, page: httpx.AsyncClient, lin: Actor, round_: UUID, case: str
) -> None:
    code = await make_ready(lin, round_)
    typed = {
        name: f"{text} {case}" if name in {"problem", "solution", "risks"} else text for name, text in FORM.items()
    }
    sent, now, client = {"_csrf_token": csrf_of(page), "revision": "2", **typed}, NOW, page
    if case in LOST:
        await lose(case, app, page, lin, sent)
    elif case in {"deadline passed", "screening began"}:
        await hand_in(lin, code)
        now = CLOSES + timedelta(seconds=1)
        await db.execute("update round set state = $1", "screening" if case == "screening began" else "open")
    elif case == "saved elsewhere":
        async with db.work():
            await service.save_draft(actor=lin, code=code, revision=2, fields={"novelty": "Else."}, now=NOW)
    elif case == "too long":
        sent["title_en"] = typed["title_en"] = "x" * 300
    elif case == "draft after the deadline":
        now = CLOSES + timedelta(days=1)
    else:
        client = browser(create_app())
        client.cookies.update(page.cookies)
    with clock.moved_to(now):
        answer = await client.post(f"/submissions/{code}/edit", data=sent)
        if case in TAKEN:
            assert answer.status_code == 303
            answer = await client.get(f"/submissions/{code}/edit")
    missing = [
        name for name, text in typed.items() if escape(text, quote=False) not in answer.text.replace("&#39;", "'")
    ]
    assert (missing, answer.status_code) == ([], answer.status_code)
    expected = {**dict.fromkeys(LOST[:3], 401), **dict.fromkeys(LOST[3:], 403), "too long": 422}
    assert answer.status_code == (200 if case in TAKEN else expected.get(case, 409))
    saved = await db.fetchval("select answers->>'problem' from submission where code = $1", code)
    assert saved == (typed["problem"] if case in TAKEN else ANSWERS["problem"])


async def test_a_receipt_names_every_answer_and_file_with_its_digest(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_, problem=HOSTILE)
    await hand_in(lin, code)
    receipt = (await page.get(f"/submissions/{code}/receipts/1")).text
    content = await db.fetchrow("select sha256, content->'answers'->>'risks' as risks from submission_version")
    assert content is not None
    digests = re.findall(r'digest">([0-9a-f]{64})<', receipt)
    assert digests[0] == content["sha256"]
    wanted = {sha256(text.encode()).hexdigest() for text in (HOSTILE, content["risks"], ANSWERS["title_zh"])}
    assert wanted | {"ab" * 32} <= set(digests)
    assert len(digests) == len(ANSWERS) + 2
    assert "<script>alert" not in receipt


async def test_the_receipt_as_a_pdf_is_made_once_holds_the_content_and_is_its_owners(
    app: Front, page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_, problem=HOSTILE)
    receipt = await hand_in(lin, code)
    url = f"/submissions/{code}/receipts/1/receipt.pdf"
    first, again = await page.get(url), await page.get(url, headers={"accept-language": "zh"})
    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf")
    assert first.content == again.content
    assert f"{code}-1.pdf" in first.headers["content-disposition"]
    with pikepdf.open(BytesIO(first.content)) as pdf:
        inside = pdf.attachments["content.json"].get_file().read_bytes()
    assert sha256(inside).hexdigest() == receipt.sha256
    async with browser(app) as other:
        await sign_in(other, await make_person("Anna"))
        assert (await other.get(url)).status_code == 404
    assert (await page.get(url.replace("/1/", "/2/"))).status_code == 404


async def test_every_hand_in_keeps_its_receipt_and_the_older_one_names_the_newer(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    await post(page, f"/submissions/{code}/edit", FORM | {"revision": "2"})
    answer = await post(page, f"/submissions/{code}/hand-in", AGREED)
    assert answer.headers["location"].endswith("/receipts/2")
    first = (await page.get(f"/submissions/{code}/receipts/1")).text
    assert f'href="/submissions/{code}/receipts/2"' in first
    assert await db.fetchval("select content->'answers'->>'ask' from submission_version where number = 1") is None


async def test_a_withdrawal_needs_a_reason_once_it_was_handed_in(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    answer = await post(page, f"/submissions/{code}/withdraw", {"reason": ""})
    assert (answer.status_code, "#f-reason" in answer.text) == (422, True)
    await post(page, f"/submissions/{code}/withdraw", {"reason": "Sold."})
    assert await db.fetchval("select state from submission") == "withdrawn"


# The organisers' page


async def test_an_organiser_moves_a_deadline_with_one_press_and_both_see_old_and_new(
    page: httpx.AsyncClient, otto: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    here = f"/submissions/rounds/{round_}/deadline"
    assert "17 May 2026, 14:00 (UTC+2)" in (await otto.get(here)).text
    refused = await post(otto, here, {"by": "48", "reason_en": ""})
    assert (refused.status_code, "#f-reason_en" in refused.text) == (422, True)
    assert (await post(otto, here, {"by": "48", "reason_en": HOSTILE})).status_code == 303
    assert await db.fetchval("select closes_at from round") == CLOSES + timedelta(hours=48)
    draft = (await page.get(f"/submissions/{code}/edit")).text
    for moment in ("15 May 2026, 14:00 (UTC+2)", "15 May 2026, 20:00 (UTC+8)", "17 May 2026, 20:00 (UTC+8)"):
        assert moment in draft
    slugs = await db.fetchrow("select r.slug, e.slug as edition from round r join edition e on e.id = r.edition")
    assert slugs is not None
    call = (await page.get(f"/calls/{slugs['edition']}/{slugs['slug']}")).text
    assert "17 May 2026, 20:00 (UTC+8)" in call
    assert "<script>alert" not in draft + call


async def test_an_organiser_gives_an_applicant_more_time_and_takes_it_back(
    page: httpx.AsyncClient, otto: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    here = f"/submissions/rounds/{round_}"
    wrong = await post(
        otto, f"{here}/deadline/extensions", {"code": "BT26-9999", "until": "2026-05-20", "reason": HOSTILE}
    )
    assert (wrong.status_code, "#f-code" in wrong.text, "<script>alert" in wrong.text) == (422, True, False)
    sent = {"code": code.lower(), "until": "2026-05-20", "reason": HOSTILE}
    assert (await post(otto, f"{here}/deadline/extensions", sent)).status_code == 303
    with clock.moved_to(CLOSES + timedelta(days=1)):
        entry = (await page.get(f"/submissions/{code}")).text
        assert ("21 May 2026, 00:00 (UTC+2)" in entry, str(markup(HOSTILE)) in entry) == (True, True)
        answer = await post(page, f"/submissions/{code}/hand-in", AGREED)
    assert answer.headers["location"].endswith("/receipts/1")
    given = await db.fetchval("select id from extension")
    assert "Lin Xiaoyu" in (await otto.get(f"{here}/deadline")).text
    assert (await post(otto, f"/submissions/extensions/{given}/revoke")).status_code == 303
    assert "Taken back" in (await otto.get(f"{here}/deadline")).text


async def test_a_code_is_shown_once_and_opens_the_round_for_a_latecomer(
    page: httpx.AsyncClient, otto: httpx.AsyncClient, round_: UUID
) -> None:
    here = f"/submissions/rounds/{round_}"
    sent = {
        "late_until": "2026-05-20",
        "good_until": "2026-05-20",
        "most": "1",
        "late_reason": "A fair.",
        "kinds": "talent",
    }
    wrong = await post(otto, f"{here}/deadline/codes", sent | {"good_until": "2026-05-25", "most": "0"})
    assert [f"#f-{name}" in wrong.text for name in ("good_until", "most")] == [True, True]
    made = (await post(otto, f"{here}/deadline/codes", sent)).text
    found = re.search(r'code big">([A-Z0-9-]{14})<', made)
    assert found is not None
    listed = (await otto.get(f"{here}/deadline")).text
    assert (found[1] in listed, f"…{found[1][-4:]}" in listed) == (False, True)
    with clock.moved_to(CLOSES + timedelta(days=1)):
        assert "#f-late_code" in (await post(page, "/submissions/late", {"late_code": "nothing"})).text
        answer = await post(page, "/submissions/late", {"late_code": found[1].lower()})
        assert answer.headers["location"] == f"/submissions/new?round_id={round_}"
        new = (await page.get(answer.headers["location"])).text
        assert ('value="talent"' in new, 'value="project"' in new) == (True, False)
        begun = await post(page, "/submissions/new", {"round": str(round_), "kind": "talent"})
    assert begun.status_code == 303
    taken = (await otto.get(f"{here}/lists/late-codes/csv")).content.decode("utf-8-sig")
    assert (f"…{found[1][-4:]}" in taken, found[1] in taken, "Talent,1,1," in taken) == (True, False, True)
    code_id = await db.fetchval("select id from late_code")
    assert (await post(otto, f"/submissions/late-codes/{code_id}/revoke")).status_code == 303


async def test_in_the_grace_the_form_is_closed_and_the_rule_stands_on_every_page(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    rule = "it may arrive within 30 minutes after it"
    assert rule in (await page.get(f"/submissions/{code}/edit")).text
    await db.execute("update submission_file set added_at = added_at - interval '1 day'")
    entry = await db.fetchval("select id from submission")
    await attach(entry, await make_file(lin.id, state="announced", announced_at=CLOSES, checked_at=None))
    with clock.moved_to(CLOSES + timedelta(minutes=1)):
        pages = [(await page.get(f"/submissions/{code}{more}")).text for more in ("", "/edit", "/hand-in")]
        assert [rule in text for text in pages] == [True] * 3
        assert ('<fieldset class="part" id="part-' in pages[1], "data-autosave=" in pages[1]) == (True, False)
        assert (await post(page, f"/submissions/{code}/edit", FORM | {"revision": "2"})).status_code == 409
        assert (await post(page, f"/submissions/{code}/hand-in", AGREED)).status_code == 303


@pytest.mark.parametrize("rows", [1, 3])
async def test_the_page_of_more_time_takes_as_many_statements_for_one_as_for_three(
    otto: httpx.AsyncClient, round_: UUID, rows: int
) -> None:
    for number in range(rows):
        await make_extension(round_, await make_person(f"P{number}"))
        await make_late_code(round_)
    log: list[str] = []
    counting = db.statements.set(log)
    try:
        answer = await otto.get(f"/submissions/rounds/{round_}/deadline")
    finally:
        db.statements.reset(counting)
    assert (answer.status_code, len(log)) == (200, 6)


async def test_questions_drawn_before_follow_language_offer_and_error(
    page: httpx.AsyncClient, lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    url = f"/submissions/{code}/edit"

    async def form(language: str) -> str:
        text = (await page.get(url, headers={"cookie": f"sid={page.cookies['sid']}; lang={language}"})).text
        return text[text.index("<form id=") : text.index("data-autosave-status")]

    first, chinese = await form("en"), await form("zh")
    assert (await form("en"), await form("zh")) == (first, chinese)
    assert ("Germany" in first, "德国" in chinese, "Germany" in chinese) == (True, True, False)
    edition = await db.fetchval("select edition from submission")
    await make_scene(edition, key="water", en="Water", zh="水")
    assert 'value="water"' in await form("en")
    answer = await post(page, url, FORM | {"revision": "2", "title_zh": "字" * 201})
    assert (answer.status_code, 'id="f-title_zh-error"' in answer.text) == (422, True)
    assert 'id="f-title_zh-error"' not in await form("en")


async def test_an_address_that_takes_forms_alone_leads_to_its_page(otto: httpx.AsyncClient, round_: UUID) -> None:
    here = f"/submissions/rounds/{round_}"
    for below, page in (("deadline/codes", "deadline"), ("import/look", "import"), ("plan/caps", "plan")):
        answer = await otto.get(f"{here}/{below}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{here}/{page}")
    assert (await otto.get("/files/x/parts")).status_code == 404
    assert (await otto.get(f"{here}/deadline/codes", headers={"accept": "application/json"})).status_code == 404
