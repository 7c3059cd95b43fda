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
from contest.submissions import queries
from contest.submissions.queries import exports
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene
from tests.submissions.entries import ANSWERS, hand_in, make_ready
from tests.web import browser, sign_in


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
