"""Entries taken away: the list of a round, one entry as JSON."""

import csv
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import httpx
import pytest
from python_calamine import CalamineWorkbook

from contest.lib import clock, db, storage
from contest.lib.web.front import Front
from contest.submissions import queries, rules
from contest.submissions.queries import exports
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
    make_submission,
)
from tests.submissions.entries import ANSWERS, hand_in, make_ready
from tests.web import browser, post, sign_in


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def round_() -> UUID:
    edition = await make_edition(code_prefix="BT26")
    await make_scene(edition)
    return await make_round(edition)


@pytest.fixture
async def lin() -> UUID:
    return await make_person("Lin Xiaoyu")


@pytest.fixture
async def screener(round_: UUID) -> UUID:
    person = await make_person("Marie Screener")
    await grant(person, "screener", round_id=round_)
    return person


async def entered(person: UUID, round_id: UUID, **answers: str) -> str:
    actor = await actor_for(person)
    code = await make_ready(actor, round_id, **answers)
    await hand_in(actor, code)
    return code


def table(answer: httpx.Response) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_the_list_is_taken_in_both_forms_with_formulas_harmless(
    client: httpx.AsyncClient, lin: UUID, screener: UUID, round_: UUID
) -> None:
    code = await entered(lin, round_, title_en="=HYPERLINK(1)", title_zh="")
    page = await sign_in(client, screener)
    here = f"/submissions/rounds/{round_}/entries"
    answer = await page.get(f"{here}/csv")
    rows = table(answer)
    assert (rows[0][:4], rows[1][:4]) == (
        ["Code", "Kind of entry", "Where it stands", "Title in English"],
        [code, "Project", "Entered", "'=HYPERLINK(1)"],
    )
    assert rows[1][7:9] == [ANSWERS["organisation_name"], "China"]
    assert answer.headers["content-disposition"].startswith("attachment")
    book = await page.get(f"{here}/xlsx")
    sheet = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet] == ["Code", code]
    assert sheet[1][3] == "=HYPERLINK(1)"
    assert len(table(await page.get(f"{here}/csv?kind=talent"))) == 1
    assert (await page.get(f"{here}/pdf")).status_code == 404
    assert await db.fetchval("select count(*) from audit_record where action = 'round.export_entries'") == 3


async def test_formulas_stay_words_in_whatever_state_an_entry_is(
    client: httpx.AsyncClient, lin: UUID, screener: UUID, round_: UUID
) -> None:
    evil = "=HYPERLINK(1)"
    code = await entered(lin, round_, title_en=evil, organisation_name=f"+{evil}")
    page = await sign_in(client, screener)
    states = {"standing": rules.SHOWN[:8], "submission": rules.SHOWN[8:]}
    for thing, state in [(thing, state) for thing, some in states.items() for state in some]:
        await db.execute(f"update {thing} set state = $1", state)
        data = {"title_en": evil, "organisation_name": f"+{evil}"}
        for what in ("entries", "lists/screening"):
            book = (await page.get(f"/submissions/rounds/{round_}/{what}/xlsx")).content
            rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
            assert [row[0] for row in rows[1:]] == ([code] if thing == "standing" or what == "entries" else []), state
            assert all(text in rows[1] for text in data.values()) if rows[1:] else thing == "submission"
            assert b"<f>" not in ZipFile(BytesIO(book)).read("xl/worksheets/sheet1.xml")


async def test_a_tie_keeps_an_entry_out_of_the_list_and_of_the_data(
    client: httpx.AsyncClient, lin: UUID, screener: UUID, round_: UUID
) -> None:
    code = await entered(lin, round_)
    page = await sign_in(client, screener)
    assert (await page.get(f"/submissions/{code}/data")).json()["answers"]["problem"] == ANSWERS["problem"]
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " select gen_random_uuid(), id, $1, 'declared', 'declared', '', now() from submission",
        screener,
    )
    assert len(table(await page.get(f"/submissions/rounds/{round_}/entries/csv"))) == 1
    assert (await page.get(f"/submissions/{code}/data")).status_code == 404


async def test_a_team_takes_its_own_entry_and_nobody_elses(
    app: Front, client: httpx.AsyncClient, lin: UUID, round_: UUID
) -> None:
    code = await entered(lin, round_)
    page = await sign_in(client, lin)
    data = (await page.get(f"/submissions/{code}/data")).json()
    assert (data["code"], data["answers"]["problem"]) == (code, ANSWERS["problem"])
    assert [version["number"] for version in data["versions"]] == [1]
    async with browser(app) as other:
        await sign_in(other, await make_person("Otto"))
        assert (await other.get(f"/submissions/{code}/data")).status_code == 404
        assert (await other.get(f"/submissions/rounds/{round_}/entries/csv")).status_code in {403, 404}


async def test_the_rows_come_by_so_many_a_statement_and_none_is_left_out(
    monkeypatch: pytest.MonkeyPatch, lin: UUID, screener: UUID, round_: UUID
) -> None:
    codes = [await entered(lin, round_, title_en=f"Entry {number}") for number in range(5)]
    monkeypatch.setattr(exports, "ROWS_EACH", 2)
    monkeypatch.setattr(exports, "_NEXT", exports._NEXT.replace("limit 200", "limit 2"))
    actor = await actor_for(screener)
    rows = [row[0] async for row in queries.round_rows(actor=actor, round_id=round_, words={})]
    assert rows == codes


async def test_the_files_of_a_round_are_taken_in_one_zip_under_chosen_names(
    client: httpx.AsyncClient, lin: UUID, screener: UUID, round_: UUID
) -> None:
    code = await entered(lin, round_)
    other = await entered(await make_person("Ana"), round_, title_en="../Ev/il: *")
    for number, key in enumerate(await db.fetch("select key from file order by announced_at, id")):
        await storage.put(key["key"], b"deck %d" % number, content_type="application/pdf")
    await sign_in(client, screener)
    names = {}
    for way in ("code", "folder", "title", "own"):
        answer = await client.get(f"/submissions/rounds/{round_}/files/{way}")
        assert answer.headers["content-type"] == "application/zip"
        with ZipFile(BytesIO(answer.content)) as found:
            assert found.testzip() is None
            names[way] = found.namelist()
            assert sorted(found.read(name) for name in found.namelist()) == [b"deck 0", b"deck 1"]
    assert names["code"] == [f"{code}-pitch_deck.pdf", f"{other}-pitch_deck.pdf"]
    assert names["folder"] == [f"{code}/pitch_deck.pdf", f"{other}/pitch_deck.pdf"]
    assert names["title"][0] == f"{code} Rainforest village microgrid/pitch_deck.pdf"
    assert all(".." not in name and name.count("/") == 1 for name in names["title"])
    assert names["own"] == [f"{code}/deck.pdf", f"{other}/deck.pdf"]
    assert (await client.get(f"/submissions/rounds/{round_}/files/x")).status_code == 404
    assert await db.fetchval("select count(*) from audit_record where action = 'round.export_files'") == 4


async def test_the_zip_holds_nothing_of_who_is_tied_or_of_what_was_withdrawn(
    client: httpx.AsyncClient, lin: UUID, screener: UUID, round_: UUID
) -> None:
    await entered(lin, round_)
    entry = await db.fetchval("select id from submission")
    await sign_in(client, screener)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        entry,
        screener,
        NOW,
    )
    answer = await client.get(f"/submissions/rounds/{round_}/files/code")
    with ZipFile(BytesIO(answer.content)) as found:
        assert found.namelist() == []


async def test_every_list_of_a_round_is_taken_by_who_may_with_formulas_harmless(
    app: Front, client: httpx.AsyncClient, lin: UUID, screener: UUID, round_: UUID
) -> None:
    evil = "=cmd|' /C calc'!A0"
    code = await entered(lin, round_, title_en=evil, title_zh="", summary_zh="")
    await db.execute("update person set name = $2 where id = $1", lin, evil)
    async with browser(app) as team:
        await sign_in(team, lin)
        await post(team, f"/submissions/{code}/questions", {"text": "@SUM(1)", "asks": "yes"})
    organiser = await make_person("Chief")
    await grant(organiser, "round_organiser", round_id=round_)
    await make_extension(round_, lin)
    await make_late_code(round_, reason=evil)
    here = f"/submissions/rounds/{round_}/lists"
    async with browser(app) as chief:
        await sign_in(chief, organiser)
        assert "People of the teams" in (await chief.get(f"/submissions/rounds/{round_}")).text
        named = {"late-codes": "…WXYZ"}
        seen = {what: table(await chief.get(f"{here}/{what}/csv")) for what in queries.ROUND_LISTS}
        for what, rows in seen.items():
            assert (len(rows), rows[1][0], f"'{evil}" in rows[1]) == (2, named.get(what, code), True), what
            assert len(rows[0]) == len(rows[1])
            book = (await chief.get(f"{here}/{what}/xlsx")).content
            sheet = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
            assert evil in sheet[1] and b"<f>" not in ZipFile(BytesIO(book)).read("xl/worksheets/sheet1.xml")
    assert "'@SUM(1)" in seen["questions"][1] and seen["people"][1][5] == "Owner"
    assert seen["screening"][1][5] == "Entered" and seen["translations"][1][3] == "To be translated"
    page = await sign_in(client, screener)
    assert (await page.get(f"{here}/people/csv")).status_code == 404
    assert (await page.get(f"{here}/screening/csv")).status_code == 200
    assert "People of the teams" not in (await page.get(f"/submissions/rounds/{round_}")).text
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " select gen_random_uuid(), id, $1, 'ruled', 'ruled', '', now() from submission",
        organiser,
    )
    async with browser(app) as chief:
        await sign_in(chief, organiser)
        for what in queries.ROUND_LISTS.keys() - named.keys():
            assert len(table(await chief.get(f"{here}/{what}/csv"))) == 1


async def test_my_entries_are_taken_as_the_page_lists_them(client: httpx.AsyncClient, lin: UUID, round_: UUID) -> None:
    code = await entered(lin, round_, title_en="=1+1", title_zh="", summary_zh="")
    await db.execute("update standing set state = 'advanced'")
    await make_submission(await db.fetchval("select edition from round"), round_, lin, code="DRAFT-1", state="draft")
    page = await sign_in(client, lin)
    assert 'href="/submissions/mine/xlsx"' in (await page.get("/submissions")).text
    rows = {row[0]: row for row in table(await page.get("/submissions/mine/csv"))}
    assert rows[code][1:4] == ["Project", "In review", "'=1+1"]  # what judging found is not told before it is public
    assert rows["DRAFT-1"][2] == "Draft" and len(rows) == 3
    book = (await page.get("/submissions/mine/xlsx")).content
    sheet = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert "=1+1" in {cell for line in sheet for cell in line}
    assert (await page.get("/submissions/mine/pdf")).status_code == 404
    await sign_in(client, await make_person("Another"))
    assert len(table(await client.get("/submissions/mine/csv"))) == 1
