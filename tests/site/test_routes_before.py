"""Before somebody enters: self-check, a question, a partner's link, a nomination; and what an entry keeps of it."""

import html
import re
from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest

from contest.challenge import service as challenge
from contest.challenge.rules.checks import Question
from contest.challenge.rules.forms import Words
from contest.challenge.tables import PartnerLink
from contest.lib import clock, db
from contest.lib.actor import SYSTEM
from contest.lib.web.front import Front
from contest.submissions import service as submissions
from tests.challenge.test_service_partners import World, _nominate, acting_for, make_partner
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene
from tests.submissions.entries import hand_in, make_ready
from tests.web import browser, post, sign_in

CALL = "/calls/baoting/paris"
QUESTIONS = [
    Question(
        key="q1",
        text=Words("Can it begin in Hainan within a year?", "能在一年内落地海南吗？"),
        fits="yes",
        otherwise=Words("This call is for work that can begin soon.", "本次征集面向可尽快启动的成果。"),
    ),
    Question(
        key="q2",
        text=Words("Do you work for the organiser?", "您是否在主办方任职？"),
        fits="no",
        otherwise=Words("The organiser's people cannot win.", "主办方人员不得参评。"),
    ),
]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def world() -> World:
    made = World()
    made.edition = await make_edition(slug="baoting")
    await make_scene(made.edition)
    made.round = await make_round(made.edition, slug="paris")
    made.partner = await make_partner(made.edition)
    made.paul = await acting_for(made.partner, made.edition)
    async with db.work():
        await challenge.plan_check(actor=SYSTEM, edition_id=made.edition, round_id=None, questions=QUESTIONS, now=NOW)
    return made


def _link_to_begin(page: str) -> str:
    found = re.search(r'href="(/submissions/new[^"]+)"', page.split("<main")[1])
    assert found is not None
    return html.unescape(found[1])


async def _begin(client: httpx.AsyncClient, address: str) -> str:
    """Begin an entry where a link leads, as the form sends it; its code."""
    page = (await client.get(address)).text
    fields = dict(re.findall(r'<input type="hidden" name="(round|via|check|nomination)" value="([^"]*)"', page))
    answer = await post(client, "/submissions/new", {**fields, "kind": "project"})
    assert answer.status_code == 303
    return answer.headers["location"].split("/")[2]


async def test_a_self_check_says_what_does_not_fit_and_keeps_nothing(client: httpx.AsyncClient, world: World) -> None:
    assert f'href="{CALL}/check"' in (await client.get(CALL)).text
    page = await post(client, f"{CALL}/check", {"q1": "no", "q2": "no"})
    assert page.status_code == 200
    for said in ("1 answer does not fit this call", "work that can begin soon", "Begin all the same", f"{CALL}/ask"):
        assert said in page.text
    assert "cannot win" not in page.text
    fits = (await post(client, f"{CALL}/check", {"q1": "yes", "q2": "no"})).text
    assert "this call is for you" in fits
    assert "Some questions are still open" in (await post(client, f"{CALL}/check", {"q1": "yes"})).text
    assert await db.fetchval("select count(*) from origin") == 0
    chinese = await client.get(f"{CALL}/check", headers={"accept-language": "zh-CN"})
    assert "能在一年内落地海南吗？" in chinese.text


async def test_a_round_can_ask_for_itself_and_a_call_without_questions_asks_none(
    client: httpx.AsyncClient, world: World
) -> None:
    async with db.work():
        await challenge.plan_check(
            actor=SYSTEM, edition_id=world.edition, round_id=world.round, questions=QUESTIONS[1:], now=NOW
        )
    assert "Hainan within a year" not in (await client.get(f"{CALL}/check")).text
    async with db.work():
        for round_id in (world.round, None):
            await challenge.plan_check(actor=SYSTEM, edition_id=world.edition, round_id=round_id, questions=[], now=NOW)
    assert (await client.get(f"{CALL}/check")).status_code == 404


async def test_answers_go_along_with_the_entry_for_staff_alone(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    page = (await post(client, f"{CALL}/check", {"q1": "no", "q2": "no"})).text
    lin = await make_person("Lin Xiaoyu")
    await sign_in(client, lin)
    code = await _begin(client, _link_to_begin(page))
    assert await db.fetchval("select self_check from origin") == '{"q1": "no", "q2": "no"}'
    await db.execute("delete from origin")
    await _begin(client, f"/submissions/new?round_id={world.round}&check=made.up")
    assert await db.fetchval("select count(*) from origin") == 0
    assert code


async def test_staff_read_who_nominated_and_what_did_not_fit(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    key = await _nominate(world)
    lin = await make_person("Lin Xiaoyu")
    actor = await actor_for(lin)
    code = await make_ready(actor, world.round)
    entry = await db.fetchval("select id from submission")
    async with db.work():
        await submissions.note_origin(entry_id=entry, round_id=world.round, nomination=key, now=NOW)
    await hand_in(actor, code)
    await db.execute("update origin set self_check = $1", '{"q1": "no"}')
    staff = await make_person("Staff")
    await grant(staff, "screener", edition_id=world.edition, round_id=world.round)
    await sign_in(client, staff)
    page = (await client.get(f"/submissions/{code}")).text
    for said in ("Nominated by Green Network", "Her microgrids work.", "Can it begin in Hainan within a year?"):
        assert said in page
    version = await db.fetchval("select content from submission_version")
    assert "Green Network" not in version
    async with browser(app) as owner:
        await sign_in(owner, lin)
        assert "Nominated by" not in (await owner.get(f"/submissions/{code}")).text


async def test_a_partners_link_counts_views_begun_and_handed_in_and_the_entry_forgets_it(
    client: httpx.AsyncClient, world: World
) -> None:
    await PartnerLink(partner=world.partner, round=world.round, code="GREEN347", label="").save()
    first = await client.get(f"{CALL}?via=GREEN347")
    assert "set-cookie" not in first.headers or "via" not in first.headers["set-cookie"]
    await client.get(f"{CALL}?via=GREEN347", headers={"sec-purpose": "prefetch"})
    await client.get("/calls/baoting?via=GREEN347")
    await client.get(f"{CALL}?via=NOBODYS1")
    assert "via=NOBODYS1" not in (await client.get(f"{CALL}?via=NOBODYS1")).text
    checked = await post(client, f"{CALL}/check", {"q1": "yes", "q2": "no", "via": "GREEN347"})
    lin = await make_person("Lin Xiaoyu")
    await sign_in(client, lin)
    code = await _begin(client, _link_to_begin(checked.text))
    entry: UUID = await db.fetchval("select id from submission where code = $1", code)
    assert await db.fetchval("select link is not null from origin where submission = $1", entry)
    for _ in range(2):
        async with db.work():
            await submissions.count_arrival(submission_id=entry, now=NOW)
    row = await db.fetchrow("select views, begun, handed_in from link_count")
    assert row is not None
    assert tuple(row.values()) == (2, 1, 1)
    assert await db.fetchval("select link is null from origin where submission = $1", entry)


async def test_the_nominated_read_why_begin_or_decline(client: httpx.AsyncClient, world: World) -> None:
    key = await _nominate(world, reason="<script>alert(1)</script> works.")
    page = (await client.get(f"/nominations/{key}")).text
    assert ("Green Network" in page, "<script>alert" in page, "&lt;script&gt;" in page) == (True, False, True)
    assert (await client.get(f"/nominations/{key}x")).status_code == 404
    await sign_in(client, await make_person("Lin Xiaoyu"))
    await _begin(client, _link_to_begin(page))
    assert await db.fetchval("select state from nomination") == "begun"
    assert "You began an entry with this nomination" in (await client.get(f"/nominations/{key}")).text
    second = await _nominate(world, "other@solar.example")
    assert (await post(client, f"/nominations/{second}/decline")).status_code == 303
    assert "You declined." in (await client.get(f"/nominations/{second}")).text


async def test_a_question_reaches_the_organisers(client: httpx.AsyncClient, world: World) -> None:
    organiser = await make_person("Ana", email="ana@host.example")
    await grant(organiser, "programme_organiser", edition_id=world.edition)
    wrong = await post(client, f"{CALL}/ask", {"question": "May I?", "email": "nobody"})
    assert (wrong.status_code, "May I?" in wrong.text) == (422, True)
    sent = await post(client, f"{CALL}/ask", {"question": "May a school enter?", "email": "mei@school.example"})
    assert (sent.status_code, sent.headers["location"]) == (303, CALL)
    mail = await db.fetchrow("select email, body from message")
    assert mail is not None
    assert (mail["email"], "May a school enter?" in mail["body"], "mei@school.example" in mail["body"]) == (
        "ana@host.example",
        True,
        True,
    )
    for _ in range(4):
        last = await post(client, f"{CALL}/ask", {"question": "Again?", "email": "mei@school.example"})
    assert last.status_code == 429


async def test_a_self_check_is_written_in_the_browser(client: httpx.AsyncClient, world: World) -> None:
    ana = await make_person("Ana")
    await grant(ana, "programme_organiser", edition_id=world.edition)
    await sign_in(client, ana)
    for here in ("/challenge/editions/baoting/check", f"/challenge/rounds/{world.round}/check"):
        assert (await client.get(here)).status_code == 200
        form = {
            "en.0": "Is it yours?",
            "zh.0": "是您的成果吗？",
            "no_en.0": "It must be.",
            "no_zh.0": "",
            "fits.0": "yes",
        }
        wrong = await post(client, here, form)
        assert (wrong.status_code, "Is it yours?" in wrong.text) == (422, True)
        assert (await post(client, here, form | {"no_zh.0": "须为本人成果。"})).status_code == 303
    assert "Is it yours?" in (await client.get(f"{CALL}/check")).text


async def test_the_page_of_a_partner_takes_the_same_statements_for_one_and_three(
    client: httpx.AsyncClient, world: World
) -> None:
    await sign_in(client, world.paul.id)
    assert "Green Network" in (await client.get("/partners")).text

    async def statements() -> int:
        log: list[str] = []
        token = db.statements.set(log)
        try:
            assert (await client.get(f"/partners/{world.partner}")).status_code == 200
        finally:
            db.statements.reset(token)
        return len(log)

    async def more() -> None:
        here = f"/partners/{world.partner}"
        assert (await post(client, f"{here}/links", {"label": "May"})).status_code == 303
        number = await db.fetchval("select count(*) from nomination")
        form = {"name": "Lin", "email": f"lin{number}@solar.example", "round_id": str(world.round), "reason": "Good."}
        assert (await post(client, f"{here}/nominations", form)).status_code == 303

    await more()
    one = await statements()
    await more()
    await more()
    assert (one, await statements()) == (5, 5)


async def test_a_partner_is_named_in_public_while_a_permission_is_recorded(
    world: World, client: httpx.AsyncClient
) -> None:
    slug, ana = "baoting", await make_person("Ana")
    await grant(ana, "programme_organiser", edition_id=world.edition)

    async def is_named() -> list[bool]:
        pages = [(await client.get(path)).text for path in ("/", f"/calls/{slug}")]
        return ["Green Network" in page for page in pages]

    here = f"/partners/{world.partner}/permission"
    assert await is_named() == [False, False]
    await sign_in(client, world.paul.id)
    assert (await post(client, here, {"permission": "we may"})).status_code == 404  # a partner does not allow itself
    await sign_in(client, ana)
    assert "record the permission" in (await client.get(f"/challenge/editions/{slug}")).text
    assert (await post(client, here, {"permission": " "})).status_code == 422
    assert (await post(client, here, {"permission": "Letter of Ms Li, 3 May, in the file"})).status_code == 303
    assert await is_named() == [True, True]
    assert "Ms Li" in (await client.get(f"/partners/{world.partner}")).text
    assert "Ms Li" not in (await client.get(f"/calls/{slug}")).text
    assert (await post(client, here, {"then": "end"})).status_code == 303
    assert await is_named() == [False, False]
    assert (await post(client, here, {"then": "end"})).status_code == 409
    kept = await db.fetch("select action from audit_record where action like 'partner.%permit' order by at")
    assert [row["action"] for row in kept] == ["partner.permit", "partner.unpermit"]
