"""Entries out of a table: nothing is imported before somebody looked, nor with a wrong row unless told."""

import asyncio
import csv
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

import httpx
import pytest
import xlsxwriter

from contest.lib import clock, db, valkey
from contest.lib.outbox import relay
from contest.lib.web.front import Front
from contest.submissions import queries, service
from tests.mail import mails
from tests.makers import NOW, grant, make_edition, make_person, make_round, make_scene, make_submission
from tests.web import browser, csrf_of, post, sign_in
from workers.runtime import perform
from workers.settings import REGISTRY


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
    return await make_round(edition, kinds=["project"])


@pytest.fixture
async def organiser(edition: UUID) -> UUID:
    person = await make_person("Marie")
    await grant(person, "programme_organiser", edition_id=edition)
    return person


def sheet(rows: list[list[str]]) -> bytes:
    out = StringIO(newline="")
    csv.writer(out).writerows([["email", "name", "title_en", "trl", "scene", "country", "colour"], *rows])
    return out.getvalue().encode("utf-8-sig")


def row(number: int, **spoiled: str) -> list[str]:
    plain = {"email": f"p{number}@example.org", "name": f"Person {number}", "title_en": f"Entry {number}"}
    plain |= {"trl": "7", "scene": "Energy", "country": "Germany", "colour": "red"} | spoiled
    return list(plain.values())


async def look(client: httpx.AsyncClient, round_: UUID, data: bytes, name: str = "list.csv") -> httpx.Response:
    return await client.post(
        f"/submissions/rounds/{round_}/import/look",
        files={"file": (name, data)},
        headers={"x-csrftoken": csrf_of(client)},
    )


async def bring_in(client: httpx.AsyncClient, round_: UUID, **sent: str) -> httpx.Response:
    """Press the button, and let a worker run the job that it started."""
    answer = await post(client, f"/submissions/rounds/{round_}/import", sent)
    sendings: list[str] = []

    async def send(_: str, sending: str) -> None:
        sendings.append(sending)

    await relay.fan_out(REGISTRY.events)
    await relay.send_due(send, REGISTRY)
    for sending in sendings:
        await perform(REGISTRY, sending, worker=1)
    return answer


async def entries() -> int:
    found: int = await db.fetchval("select count(*) from submission")
    return found


async def test_three_wrong_rows_among_a_thousand_stop_all_unless_told(
    client: httpx.AsyncClient, organiser: UUID, round_: UUID
) -> None:
    await sign_in(client, organiser)
    rows = [row(number) for number in range(1000)]
    rows[10] = row(10, email="nobody")
    rows[500] = row(500, trl="12")
    rows[999] = row(998, title_en="ENTRY  998")
    seen = await look(client, round_, sheet(rows))
    assert seen.status_code == 200
    for words in ("997 lines can be imported.", "3 lines are wrong.", "This is no e-mail address: nobody", "colour"):
        assert words in seen.text
    assert "enter a whole number from 1 to 9" in seen.text and "The same entry is on line 1000." in seen.text
    assert await entries() == 0
    here = f"/submissions/rounds/{round_}/import"
    refused = await bring_in(client, round_)
    assert (refused.status_code, await entries()) == (409, 0)
    assert "Line 12 is wrong: nothing was imported." in refused.text
    done = await post(client, here, {"leave_out": "yes"})
    assert (done.status_code, done.headers["location"], await entries()) == (303, here, 0)
    assert 'hx-trigger="every 1s"' in (await client.get(here)).text
    import_id = await db.fetchval("select id from entry_import")
    await asyncio.gather(*(service.carry_out_import(import_id=import_id, now=NOW) for _ in range(2)))
    assert await entries() == 997
    assert await valkey.command("GET", queries.share_key(import_id)) == b"992"
    page = (await client.get(here)).text
    assert "997 drafts were made" in page and "3 wrong lines were left out." in page and "every 1s" not in page
    assert await db.fetchval("select count(*) from entry_import where cells is not null") == 0
    drafts = await db.fetch(
        "select p.email, s.code, s.state, s.title_en, s.country, s.answers->>'trl' as trl, sc.key"
        " from submission s join person p on p.id = s.owner join scene sc on sc.id = s.scene where p.email = $1",
        "p1@example.org",
    )
    assert [tuple(one) for one in drafts] == [("p1@example.org", "BT26-0002", "draft", "Entry 1", "DE", "7", "energy")]
    assert await db.fetchval("select count(distinct code) from submission") == 997
    assert await db.fetchval("select count(*) from message where kind = 'submissions/imported'") == 997
    assert (await post(client, here, {"leave_out": "yes"})).status_code == 422  # what was imported is gone from memory
    again = await look(client, round_, sheet(rows))
    assert "0 lines can be imported." in again.text and await entries() == 997


async def test_whoever_is_known_keeps_their_account_and_is_written_to(
    client: httpx.AsyncClient, organiser: UUID, edition: UUID, round_: UUID
) -> None:
    lin = await make_person("Lin Xiaoyu", email="p1@example.org")
    await make_submission(edition, round_, lin, code="OLD-1", title_en="Another", title_zh="")
    await sign_in(client, organiser)
    await look(client, round_, sheet([row(1), row(1, title_en="Another"), row(2)]))
    await bring_in(client, round_, leave_out="yes")
    assert await db.fetchval("select count(*) from submission where owner = $1", lin) == 2
    assert await db.fetchval("select name from person where id = $1", lin) == "Lin Xiaoyu"
    ((_, known),) = await mails("p1@example.org")
    ((_, new),) = await mails("p2@example.org")
    assert "\n- BT26-0001\n" in known and "/submissions\n" in known and "/invitation?key=" not in known
    assert "\n- BT26-0002\n" in new and "/invitation?key=" in new


async def test_a_workbook_is_read_as_well_with_its_words_for_choices(
    client: httpx.AsyncClient, organiser: UUID, round_: UUID
) -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["邮箱", "姓名", "中文名称", "trl", "scene"])
        page.write_row(1, 0, ["lin@example.org", "林晓雨", "雨林村落微网", 8, "energy"])
    await sign_in(client, organiser)
    client.cookies.set("lang", "zh", domain="testserver.local", path="/")
    seen = await look(client, round_, out.getvalue(), "list.xlsx")
    assert seen.status_code == 200, seen.text
    await bring_in(client, round_)
    (made,) = await db.fetch("select title_zh, answers->>'trl' as trl from submission")
    assert tuple(made) == ("雨林村落微网", "8")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 not a workbook", "This is no table that can be read."),
        (b"\xff\xfe\x00\x01", "This is no table that can be read."),
        (b"", "The first line must name the columns"),
        (b"a,b\n1,2\n", "The first line must name the columns"),
        (b"email,name\n", "There is nothing in this table that can be imported."),
        (("email,name\n" + "a@example.org,A\n" * 1001).encode(), "Use at most 1000 lines."),
        (b"x" * (8 * 1024 * 1024 + 1), "This file is too large: at most 8 MB."),
    ],
)
async def test_what_is_no_table_is_said_at_the_field(
    data: bytes, words: str, client: httpx.AsyncClient, organiser: UUID, round_: UUID
) -> None:
    await sign_in(client, organiser)
    answer = await look(client, round_, data)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert 'href="#f-file"' in answer.text


async def test_a_round_that_is_closed_takes_none_and_a_cap_holds(
    client: httpx.AsyncClient, organiser: UUID, edition: UUID, round_: UUID
) -> None:
    await sign_in(client, organiser)
    await db.execute("insert into entry_cap (id, edition, per_person) values (gen_random_uuid(), $1, 1)", edition)
    seen = await look(client, round_, sheet([row(1), row(1, title_en="A second")]))
    assert "as many entries as this edition takes from one" in seen.text
    here = f"/submissions/rounds/{round_}/import"
    assert (await post(client, here, {"leave_out": "yes"})).status_code == 303
    await db.execute("update round set state = 'screening'")
    await service.carry_out_import(import_id=await db.fetchval("select id from entry_import"), now=NOW)
    page = (await client.get(here)).text
    assert "Nothing was imported" in page and "This round does not take new entries." in page
    await look(client, round_, sheet([row(1)]))
    assert ((await post(client, here)).status_code, await entries()) == (409, 0)


async def test_a_cell_that_would_be_a_formula_is_text_and_markup_is_shown_as_it_is(
    client: httpx.AsyncClient, organiser: UUID, round_: UUID
) -> None:
    await sign_in(client, organiser)
    seen = await look(client, round_, sheet([row(1, email="<script>x</script>", title_en="'=SUM(1)")]))
    assert "&lt;script&gt;x&lt;/script&gt;" in seen.text and "<script>x" not in seen.text
    assert "=SUM(1)" in seen.text and "&#39;=SUM(1)" not in seen.text


async def test_two_imports_of_the_same_bring_it_in_once(
    client: httpx.AsyncClient, organiser: UUID, round_: UUID
) -> None:
    await sign_in(client, organiser)
    here = f"/submissions/rounds/{round_}/import"
    for _ in range(2):
        await look(client, round_, sheet([row(1)]))
        assert (await post(client, here)).status_code == 303
    ids = await db.fetchval("select array(select id from entry_import)")
    await asyncio.gather(*(service.carry_out_import(import_id=one, now=NOW) for one in ids))
    assert await entries() == 1
    states = await db.fetch("select state, error from entry_import order by state")
    assert [one["state"] for one in states] == ["done", "failed"]
    assert states[1]["error"] == "Line 2 is wrong: nothing was imported."


async def test_a_country_that_is_none_is_said_so(client: httpx.AsyncClient, organiser: UUID, round_: UUID) -> None:
    await sign_in(client, organiser)
    rows = [row(number, country=name) for number, name in enumerate(("Germny", "ZZ", "中国", "de", "Viet Nam"))]
    page = (await look(client, round_, sheet(rows))).text
    for name in ("Germny", "ZZ", "Viet Nam"):
        assert f"no country or region is called “{name}”" in page
    assert "2 lines can be imported." in page and "at most 2 characters" not in page


async def test_what_one_organiser_looked_at_no_other_imports(app: Front, edition: UUID, round_: UUID) -> None:
    people = []
    for name in ("Marie", "Paul"):
        people.append(await make_person(name))
        await grant(people[-1], "programme_organiser", edition_id=edition)
    async with browser(app) as one, browser(app) as other:
        await sign_in(one, people[0])
        await sign_in(other, people[1])
        await look(one, round_, sheet([row(1)]))
        answer = await post(other, f"/submissions/rounds/{round_}/import")
        assert (answer.status_code, await entries()) == (422, 0)


async def test_an_import_whose_job_came_to_no_end_says_so_and_begins_anew(
    client: httpx.AsyncClient, organiser: UUID, round_: UUID
) -> None:
    await sign_in(client, organiser)
    await look(client, round_, sheet([row(1)]))
    here = f"/submissions/rounds/{round_}/import"
    await post(client, here, {})
    await relay.fan_out(REGISTRY.events)
    import_id = await db.fetchval("select id from entry_import")
    again = f"{here}/{import_id}/again"
    assert (await post(client, again, {})).status_code == 409
    await db.execute("update outbox_job set dead_at = now(), error = 'Killed.' where name = 'submissions.bring_in'")
    page = (await client.get(here)).text
    assert "The import stopped, and nothing was imported" in page and again in page and "every 1s" not in page
    other = await make_person("Other")
    await grant(other, "round_organiser", round_id=round_)
    await sign_in(client, other)
    assert (await post(client, again, {})).status_code == 404
    await sign_in(client, organiser)
    assert (await post(client, again, {})).status_code == 303
    assert "every 1s" in (await client.get(here)).text
    sendings: list[str] = []

    async def send(_: str, sending: str) -> None:
        sendings.append(sending)

    await relay.send_due(send, REGISTRY)
    for sending in sendings:
        await perform(REGISTRY, sending, worker=1)
    assert "One draft was made" in (await client.get(here)).text and await entries() == 1
    assert await db.fetchval("select count(*) from audit_record where action = 'round.retry_import'") == 1
