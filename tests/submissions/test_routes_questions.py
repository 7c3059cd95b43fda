"""The thread of an entry between its team and the staff of its rounds: who reads it, who is told, what waits."""

import re
from uuid import UUID

import httpx
import pytest

from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotAllowed, NotFound
from contest.lib.web.front import Front
from contest.submissions import queries, service
from contest.submissions.rules import questions as rules
from tests.makers import (
    NOW,
    actor_for,
    grant,
    make_edition,
    make_person,
    make_round,
    make_scene,
    make_standing,
    make_submission,
    make_version,
)
from tests.web import browser, post, sign_in

QUESTION = "May we hand in <b>two</b> decks?"


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person("Lin Xiaoyu", email="lin@rainforest.org"))


@pytest.fixture
async def edition() -> UUID:
    made = await make_edition()
    await make_scene(made)
    return made


@pytest.fixture
async def round_(edition: UUID) -> UUID:
    return await make_round(edition)


@pytest.fixture
async def entry(lin: Actor, edition: UUID, round_: UUID) -> UUID:
    made = await make_submission(edition, round_, lin.id, code="ENTRY-1")
    await make_standing(made, round_, await make_version(made, lin.id, code="ENTRY-1"))
    return made


@pytest.fixture
async def draft(lin: Actor, edition: UUID, round_: UUID) -> UUID:
    return await make_submission(edition, round_, lin.id, code="DRAFT-1", state="draft", submitted_at=None)


async def staff(role: str, edition: UUID, round_: UUID | None, name: str = "", **values: object) -> Actor:
    person = await make_person(name or f"A {role}", **values)
    await grant(person, role, edition_id=edition, round_id=round_)
    return await actor_for(person)


@pytest.fixture
async def screener(edition: UUID, round_: UUID) -> Actor:
    return await staff("screener", edition, round_, "Sara Screener", email="sara@contest.org")


async def say(actor: Actor, text: str = QUESTION, code: str = "ENTRY-1", **how: bool) -> None:
    async with db.work():
        await service.say(actor=actor, code=code, text=text, now=NOW, **how)


async def test_a_question_waits_for_the_staff_until_it_is_answered(
    app: Front, client: httpx.AsyncClient, lin: Actor, screener: Actor, entry: UUID
) -> None:
    page = await sign_in(client, lin.id)
    assert (await post(page, "/submissions/ENTRY-1/questions", {"text": QUESTION})).status_code == 303
    async with browser(app) as desk:
        await sign_in(desk, screener.id)
        home = (await desk.get("/home")).text
        assert "ENTRY-1 asks something." in home
        assert "May we hand in &lt;b&gt;two&lt;/b&gt; decks?" in home
        assert "ENTRY-1" in (await desk.get("/submissions/questions")).text
        thread = (await desk.get("/submissions/ENTRY-1/questions")).text
        assert "Lin Xiaoyu" in thread
        assert "Waits for an answer" in thread
        await post(desk, "/submissions/ENTRY-1/questions", {"text": "One deck.", "audience": "told"})
        assert "ENTRY-1 asks" not in (await desk.get("/home")).text
        assert "No question waits" in (await desk.get("/submissions/questions")).text
    answer = (await page.get("/submissions/ENTRY-1/questions")).text
    assert "One deck." in answer
    assert "Sara" not in answer
    assert "The organisers ask you something" not in (await page.get("/home")).text


async def test_a_thread_belongs_to_the_desk_for_the_staff_and_to_the_entries_of_its_team(
    app: Front, client: httpx.AsyncClient, lin: Actor, edition: UUID, round_: UUID, entry: UUID
) -> None:
    organiser = await staff("round_organiser", edition, round_)
    async with browser(app) as desk:
        await sign_in(desk, organiser.id)
        for address in ("/submissions/ENTRY-1", "/submissions/ENTRY-1/questions", "/submissions/questions"):
            assert _current(await desk.get(address)) == ["/desk"]
    page = await sign_in(client, lin.id)
    assert _current(await page.get("/submissions/ENTRY-1/questions")) == ["/submissions"]


def _current(page: httpx.Response) -> list[str]:
    nav = page.text.split('class="site-nav"')[1].split("</nav>")[0]
    return re.findall(r'href="([^"]+)" aria-current', nav)


async def test_what_the_staff_ask_waits_for_the_team_until_answered_or_settled(
    client: httpx.AsyncClient, lin: Actor, screener: Actor, entry: UUID
) -> None:
    page = await sign_in(client, lin.id)
    for ending in ("questions", "questions/settle"):
        await say(screener, "Which village?")
        assert "The organisers ask you something." in (await page.get("/home")).text
        assert "The organisers ask you something." in (await page.get("/submissions")).text
        assert "/submissions/ENTRY-1/questions" in (await page.get("/submissions/ENTRY-1")).text
        await post(page, f"/submissions/ENTRY-1/{ending}", {"text": "Shiling."})
        assert "The organisers ask you something." not in (await page.get("/home")).text


async def test_a_note_of_the_staff_is_theirs_and_answers_nothing(
    client: httpx.AsyncClient, lin: Actor, screener: Actor, entry: UUID
) -> None:
    await say(lin)
    await say(screener, "Ask the lawyers first.", is_internal=True)
    page = await sign_in(client, lin.id)
    for path in ("/submissions/ENTRY-1/questions", "/submissions/ENTRY-1", "/home", "/submissions"):
        assert "lawyers" not in (await page.get(path)).text
    assert [said.text for said in (await queries.thread(actor=screener, code="ENTRY-1")).messages] == [
        QUESTION, "Ask the lawyers first.",
    ]  # fmt: skip
    assert len(await queries.waiting_threads(actor=screener)) == 1
    assert await db.fetchval("select count(*) from outbox_event where name = 'question.sent'") == 1


async def test_a_team_cannot_write_a_note_of_the_staff(lin: Actor, screener: Actor, entry: UUID) -> None:
    await say(lin, is_internal=True, asks=False)
    [said] = (await queries.thread(actor=screener, code="ENTRY-1")).messages
    assert (said.side, said.is_internal, said.waits) == ("team", False, True)


async def test_a_draft_s_question_shows_the_staff_nothing_else_of_it(
    client: httpx.AsyncClient, lin: Actor, screener: Actor, draft: UUID
) -> None:
    with pytest.raises(NotFound):
        await queries.thread(actor=screener, code="DRAFT-1")
    await say(lin, code="DRAFT-1")
    page = await sign_in(client, screener.id)
    thread = (await page.get("/submissions/DRAFT-1/questions")).text
    assert "Rainforest village microgrid" not in thread
    assert "Rainforest village microgrid" not in (await page.get("/home")).text
    assert (await page.get("/submissions/DRAFT-1")).status_code == 404
    await say(screener, "Yes.", code="DRAFT-1", asks=False)


async def test_mails_go_to_the_other_side_less_whoever_is_tied(
    lin: Actor, screener: Actor, edition: UUID, round_: UUID, entry: UUID
) -> None:
    tied = await staff("round_organiser", edition, round_, email="tied@contest.org")
    async with db.work():
        await service.add_tie(
            actor=tied, submission_id=entry, person_id=tied.id, kind="declared", source="declared", reason="", now=NOW
        )
    await say(lin)
    await say(screener, "Which village?")
    ids = await db.fetch("select id from entry_message order by at, id")
    for row in ids:
        async with db.work():
            await service.mail_question(message_id=row["id"])
    sent = await db.fetch("select email, subject, body from message where kind = 'submissions/question' order by email")
    assert [row["email"] for row in sent] == ["lin@rainforest.org", "sara@contest.org"]
    assert QUESTION in sent[1]["body"]


async def test_a_round_without_staff_of_its_own_tells_the_programme(lin: Actor, edition: UUID, entry: UUID) -> None:
    await staff("programme_organiser", edition, None, email="chief@contest.org")
    await say(lin)
    async with db.work():
        await service.mail_question(message_id=await db.fetchval("select id from entry_message"))
    assert await db.fetchval("select email from message") == "chief@contest.org"


async def test_who_only_reads_may_not_write(lin: Actor, entry: UUID) -> None:
    viewer = await actor_for(await make_person("Viewer"))
    await db.execute(
        "insert into team_member (id, submission, person, role, joined_at) values ($1, $2, $3, 'view', $4)",
        UUID(int=7), entry, viewer.id, NOW,
    )  # fmt: skip
    assert (await queries.thread(actor=viewer, code="ENTRY-1")).side == "team"
    with pytest.raises(NotAllowed):
        await say(viewer)


@pytest.mark.parametrize("text", ["", "x" * (rules.LONGEST_MESSAGE + 1)])
async def test_what_cannot_be_said(client: httpx.AsyncClient, lin: Actor, entry: UUID, text: str) -> None:
    with pytest.raises(Invalid):
        await say(lin, text)
    page = await sign_in(client, lin.id)
    answer = await post(page, "/submissions/ENTRY-1/questions", {"text": text})
    assert (answer.status_code, text in answer.text) == (422, True)


async def test_the_condition_and_the_predicate_agree_on_whose_side_one_is(
    lin: Actor, edition: UUID, round_: UUID, entry: UUID, draft: UUID
) -> None:
    other = await make_round(edition)
    grants: list[tuple[tuple[str, UUID | None, UUID | None], ...]] = [
        (),
        (("screener", edition, round_),),
        (("screener", edition, other),),
        (("round_organiser", edition, round_),),
        (("programme_organiser", edition, None),),
        (("programme_organiser", None, None),),
        (("judge", edition, round_),),
        (("judge", edition, round_), ("screener", edition, round_)),
        (("panel_chair", edition, round_), ("programme_organiser", None, None)),
        (("judge", edition, other), ("screener", edition, round_)),
        (("judge", edition, None), ("round_organiser", edition, round_)),
        (("judge", None, None), ("programme_organiser", None, None)),
        (("partner", edition, None),),
    ]
    people = []
    for given in grants:
        person = await make_person("Somebody")
        for role, edition_id, round_id in given:
            await grant(person, role, edition_id=edition_id, round_id=round_id)
        people.append(await actor_for(person))
    for has_asked in (False, True):
        if has_asked:
            await say(lin)
            await say(lin, code="DRAFT-1")
        for is_tied in (False, True):
            if is_tied:
                await db.execute(
                    "insert into tie (id, submission, person, kind, source, reason, created_at)"
                    " select gen_random_uuid(), s.id, p.id, 'ruled', 'ruled', '', $1 from submission s, person p"
                    " where p.name = 'Somebody'",
                    NOW,
                )
            for actor in [lin, *people]:
                for code, is_handed_in in (("ENTRY-1", True), ("DRAFT-1", False)):
                    said = rules.side_of(
                        actor,
                        place="own" if actor is lin else None,
                        edition_id=edition,
                        home_round=round_,
                        round_ids=[round_] if is_handed_in else [],
                        is_handed_in=is_handed_in,
                        has_asked=has_asked,
                        is_tied=is_tied and actor is not lin,
                    )
                    try:
                        found: str | None = (await queries.thread(actor=actor, code=code)).side
                    except NotFound:
                        found = None
                    assert found == said, (actor.grants, code, has_asked, is_tied)
        await db.execute("delete from tie")


async def test_what_waits_is_taken_away_whole_and_on_record(
    client: httpx.AsyncClient, lin: Actor, screener: Actor, entry: UUID
) -> None:
    await say(lin, "=Which form?")
    page = await sign_in(client, screener.id)
    assert 'href="/submissions/questions/xlsx"' in (await page.get("/submissions/questions")).text
    taken = (await page.get("/submissions/questions/csv")).content.decode("utf-8-sig")
    assert ("ENTRY-1" in taken, "'=Which form?" in taken, taken.count("\r\n")) == (True, True, 2)
    assert await db.fetchval("select data->>'as' from audit_record where action = 'questions.export'") == "csv"
    assert (await page.get("/submissions/questions/pdf")).status_code == 404
    await say(screener, "The one of your kind.")
    assert "ENTRY-1" not in (await page.get("/submissions/questions/csv")).text


async def test_waiting_threads_take_one_statement_however_many(
    client: httpx.AsyncClient, lin: Actor, screener: Actor, edition: UUID, round_: UUID, entry: UUID
) -> None:
    page = await sign_in(client, screener.id)
    counts = []
    for number in range(3):
        made = await make_submission(edition, round_, lin.id, code=f"MORE-{number}")
        await make_standing(made, round_, await make_version(made, lin.id))
        await say(lin, code=f"MORE-{number}")
        token = db.statements.set([])
        assert (await page.get("/submissions/questions")).text.count("May we hand in") == number + 1
        counts.append(len(db.statements.get() or []))
        db.statements.reset(token)
    assert len(set(counts)) == 1
