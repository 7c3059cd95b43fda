"""Two languages, one entered: drafted by one of the staff, checked by another, approved by the applicant, shown."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import using
from contest.lib.web.formats import bilingual
from contest.lib.web.front import Front
from contest.submissions import queries, service
from contest.submissions.rules.translations import lacking
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene
from tests.submissions.entries import hand_in, make_ready
from tests.web import browser, post, sign_in

ONLY_EN = {"title_zh": "", "summary_zh": ""}
ZH = {"title_zh": "雨林村落微网", "summary_zh": "全天候清洁供电。"}


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def edition() -> UUID:
    made = await make_edition(code_prefix="BT26")
    await make_scene(made)
    return made


@pytest.fixture
async def round_(edition: UUID) -> UUID:
    return await make_round(edition)


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person("Lin Xiaoyu"))


@pytest.fixture
async def two(round_: UUID) -> tuple[Actor, Actor]:
    found = []
    for name in ("Tang Translator", "Chen Checker"):
        person = await make_person(name)
        await grant(person, "screener", round_id=round_)
        found.append(await actor_for(person))
    return found[0], found[1]


@pytest.fixture
async def code(lin: Actor, round_: UUID) -> str:
    made = await make_ready(lin, round_, **ONLY_EN)
    await hand_in(lin, made)
    return made


async def _place(code: str) -> dict[str, UUID]:
    row = await db.fetchrow("select edition, round from submission where code = $1", code)
    assert row is not None
    return {"edition_id": row["edition"], "round_id": row["round"]}


async def save(actor: Actor, code: str, *, revision: int = 0, is_checked: bool = False, **texts: str) -> None:
    async with db.work():
        await service.save_translation(
            actor=actor,
            code=code,
            texts=ZH | texts,
            revision=revision,
            is_checked=is_checked,
            now=NOW,
            **await _place(code),
        )


async def answer(actor: Actor, code: str, revision: int, *, approves: bool, note: str = "") -> None:
    async with db.work():
        await service.answer_translation(
            actor=actor, code=code, revision=revision, approves=approves, note=note, now=NOW
        )


async def approved(two: tuple[Actor, Actor], lin: Actor, code: str) -> None:
    await save(two[0], code)
    await save(two[1], code, revision=1, is_checked=True)
    await answer(lin, code, 2, approves=True)


async def shown() -> list[str]:
    rows = await db.fetch("select translated_title from submission_version order by submitted_at, number")
    return [row["translated_title"] for row in rows]


async def follow(code: str) -> None:
    """What the job of a hand-in does."""
    row = await db.fetchrow(
        "select s.id, v.id as version from submission s join submission_version v on v.submission = s.id"
        " where s.code = $1 order by v.number desc limit 1",
        code,
    )
    assert row is not None
    async with db.work():
        await service.follow_translation(submission_id=row["id"], version_id=row["version"])


async def state() -> str | None:
    found: str | None = await db.fetchval("select state from translation")
    return found


def test_what_is_lacking_has_the_other_language() -> None:
    assert lacking({"title_en": "A", "title_zh": "", "summary_en": "", "summary_zh": "乙"}) == {
        "title_zh": "title_en",
        "summary_en": "summary_zh",
    }
    assert lacking({"title_en": "A", "title_zh": "甲"}) == {}
    assert lacking({}) == {}


def test_a_translation_is_marked_and_its_original_stands_beside_it() -> None:
    with using("zh"):
        text = str(bilingual("Micro <grid>", "", "微网<b>"))
    assert text == (
        '微网&lt;b&gt; <span class="only-in">译自英文</span> <span class="original" lang="en">Micro &lt;grid&gt;</span>'
    )
    with using("en"):
        assert bilingual("Micro <grid>", "", "微网") == "Micro <grid>"
        assert str(bilingual("Rain and sun", "", most=4)) == "Rain…"
    with using("zh"):
        assert "only-in" in str(bilingual("Rain and sun", "", most=4))


async def test_nothing_is_shown_before_two_of_the_staff_and_the_applicant_have_agreed(
    lin: Actor, two: tuple[Actor, Actor], code: str
) -> None:
    await save(two[0], code)
    assert await queries.translation_for(submission_id=await _id(code)) is None
    with pytest.raises(NotAllowed):
        await save(two[0], code, revision=1, is_checked=True)
    with pytest.raises(NotFound):
        await answer(lin, code, 1, approves=True)
    await save(two[1], code, revision=1, is_checked=True, title_zh="雨林村微电网")
    assert await shown() == [""]
    with pytest.raises(NotFound):
        await answer(two[1], code, 2, approves=True)
    with pytest.raises(Conflict):
        await answer(lin, code, 1, approves=True)  # not the text that was read
    await answer(lin, code, 2, approves=True)
    assert await shown() == ["雨林村微电网"]
    with pytest.raises(Conflict):
        await save(two[0], code, revision=3)


async def _id(code: str) -> UUID:
    found: UUID = await db.fetchval("select id from submission where code = $1", code)
    return found


async def test_an_approval_is_taken_back_as_easily_as_it_was_given(
    lin: Actor, two: tuple[Actor, Actor], code: str
) -> None:
    await approved(two, lin, code)
    await answer(lin, code, 3, approves=False)
    assert (await shown(), await state()) == ([""], "returned")


async def test_what_is_sent_back_says_why_and_is_written_again(lin: Actor, two: tuple[Actor, Actor], code: str) -> None:
    await save(two[0], code)
    await save(two[1], code, revision=1, is_checked=True)
    with pytest.raises(Invalid) as error:
        await answer(lin, code, 2, approves=False)
    assert list(error.value.fields) == ["note"]
    await answer(lin, code, 2, approves=False, note="We say 微电网.")
    await save(two[1], code, revision=3, title_zh="雨林村微电网")
    await save(two[0], code, revision=4, is_checked=True, title_zh="雨林村微电网")
    await answer(lin, code, 5, approves=True)
    assert await shown() == ["雨林村微电网"]


async def test_a_new_version_keeps_it_while_the_original_is_the_same(
    lin: Actor, two: tuple[Actor, Actor], code: str
) -> None:
    await approved(two, lin, code)
    await _again(lin, code, problem="Villages run on dear diesel.")
    await follow(code)
    assert (await shown(), await state()) == (["雨林村落微网", "雨林村落微网"], "approved")


async def test_a_changed_original_makes_it_stale_and_says_so(
    client: httpx.AsyncClient, lin: Actor, two: tuple[Actor, Actor], code: str, round_: UUID, app: Front
) -> None:
    await approved(two, lin, code)
    await _again(lin, code, title_en="Rainforest village grid")
    await follow(code)
    assert (await shown(), await state()) == (["", ""], "stale")
    page = await sign_in(client, lin.id)
    assert "Out of date" in (await page.get(f"/submissions/{code}")).text
    assert "You have changed the original since" in (await page.get(f"/submissions/{code}/translation")).text
    async with browser(app) as desk:
        await sign_in(desk, two[0].id)
        text = (await desk.get(f"/submissions/rounds/{round_}/translations/{code}")).text
        assert "The original has changed since it was translated" in text
        assert "Rainforest village microgrid" in text
    await save(two[0], code, revision=4)
    assert await state() == "draft"


async def _again(actor: Actor, code: str, **answers: str) -> None:
    revision = await db.fetchval("select revision from submission where code = $1", code)
    async with db.work():
        await service.save_draft(actor=actor, code=code, revision=revision, fields=answers, now=NOW)
    await hand_in(actor, code)


@pytest.mark.parametrize(
    ("texts", "fields"),
    [
        ({"title_zh": "", "summary_zh": ""}, ["title_zh"]),
        ({"summary_zh": ""}, ["summary_zh"]),
        ({"title_zh": "长" * 31}, ["title_zh"]),
    ],
)
async def test_what_goes_to_the_applicant_is_whole_and_keeps_the_limits_of_the_form(
    two: tuple[Actor, Actor], code: str, texts: dict[str, str], fields: list[str]
) -> None:
    await save(two[0], code)
    with pytest.raises(Invalid) as error:
        await save(two[1], code, revision=1, is_checked=True, **texts)
    assert list(error.value.fields) == fields


async def test_two_translators_do_not_write_over_each_other(
    client: httpx.AsyncClient, two: tuple[Actor, Actor], code: str, round_: UUID
) -> None:
    await save(two[0], code, title_zh="先写的")
    page = await sign_in(client, two[1].id)
    sent = ZH | {"title_zh": "后写的", "revision": "0", "step": "draft"}
    response = await post(page, f"/submissions/rounds/{round_}/translations/{code}", sent)
    assert response.status_code == 409
    assert "后写的" in response.text
    assert "先写的" in response.text


async def test_who_is_tied_or_screens_another_round_finds_nothing(
    edition: UUID, two: tuple[Actor, Actor], code: str, round_: UUID
) -> None:
    other = await make_round(edition)
    stranger = await make_person("Stranger")
    await grant(stranger, "screener", round_id=other)
    with pytest.raises(NotFound):
        await save(await actor_for(stranger), code)
    async with db.work():
        await service.add_tie(
            actor=two[0],
            submission_id=await _id(code),
            person_id=two[0].id,
            kind="declared",
            source="declared",
            reason="",
            now=NOW,
        )
    with pytest.raises(NotFound):
        await save(two[0], code)
    assert (await queries.translation_queue(actor=two[0], round_id=round_)).lines == []
    assert [line.code for line in (await queries.translation_queue(actor=two[1], round_id=round_)).lines] == [code]


async def test_only_who_may_hand_in_answers_for_the_entry(lin: Actor, two: tuple[Actor, Actor], code: str) -> None:
    await save(two[0], code)
    await save(two[1], code, revision=1, is_checked=True)
    reader = await make_person("Reader")
    await db.execute(
        "insert into team_member (id, submission, person, role, joined_at) values ($1, $2, $3, 'edit', $4)",
        reader,
        await _id(code),
        reader,
        NOW,
    )
    with pytest.raises(NotAllowed):
        await answer(await actor_for(reader), code, 2, approves=True)


async def test_the_staff_of_the_other_language_read_it_marked_with_the_original_beside(
    client: httpx.AsyncClient, lin: Actor, two: tuple[Actor, Actor], code: str, round_: UUID
) -> None:
    await approved(two, lin, code)
    page = await sign_in(client, two[0].id)
    await page.get("/language/zh")
    text = (await page.get(f"/submissions/rounds/{round_}")).text
    beside = r"雨林村落微网 <span class=\"only-in\">译自英文</span>\s*<span class=\"original\" lang=\"en\">Rainforest"
    assert re.search(beside, text)
    entry = (await page.get(f"/submissions/{code}")).text
    assert re.search(r"<h1>雨林村落微网 <span class=\"only-in\">译自英文", entry)
    assert "Rainforest village microgrid" in entry
    assert "雨林村落微网" in entry


async def test_the_whole_way_on_the_pages(
    app: Front, client: httpx.AsyncClient, lin: Actor, two: tuple[Actor, Actor], code: str, round_: UUID
) -> None:
    desk_path = f"/submissions/rounds/{round_}/translations"
    async with browser(app) as desk:
        await sign_in(desk, two[0].id)
        assert f"{desk_path}/{code}" in (await desk.get(desk_path)).text
        sent = ZH | {"revision": "0", "step": "draft"}
        assert (await post(desk, f"{desk_path}/{code}", sent)).status_code == 303
        assert "another person of the staff has to check it" in (await desk.get(f"{desk_path}/{code}")).text
    async with browser(app) as desk:
        await sign_in(desk, two[1].id)
        assert "Wants your check" in (await desk.get(f"{desk_path}?state=draft")).text
        assert "You check what Tang Translator wrote" in (await desk.get(f"{desk_path}/{code}")).text
        sent = ZH | {"revision": "1", "step": "check"}
        assert (await post(desk, f"{desk_path}/{code}", sent)).status_code == 303
    page = await sign_in(client, lin.id)
    assert "The organisers have translated your title or summary" in (await page.get(f"/submissions/{code}")).text
    assert "Is the translation right?" in (await page.get("/home")).text
    assert "Look at the translation" in (await page.get("/submissions")).text
    asked = (await page.get(f"/submissions/{code}/translation")).text
    assert "雨林村落微网" in asked
    assert "Rainforest village microgrid" in asked
    assert "Tang" not in asked
    refused = await post(page, f"/submissions/{code}/translation", {"answer": "return", "revision": "2", "note": ""})
    assert refused.status_code == 422
    assert "Say what should be different" in refused.text
    sent = {"answer": "approve", "revision": "2", "note": ""}
    assert (await post(page, f"/submissions/{code}/translation", sent)).status_code == 303
    assert await shown() == ["雨林村落微网"]
