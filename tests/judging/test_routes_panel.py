"""The pages of a panel: lists and workbooks looked at first, profiles, ties and rulings, capacity, terms, proposals."""

import io
from typing import Any

import httpx
import pytest
import xlsxwriter

from contest.judging import queries
from contest.lib import db
from contest.lib.web import csrf
from tests.judging.world import World, make_world
from tests.makers import grant, make_person
from tests.web import csrf_of, post, sign_in


@pytest.fixture
async def world(client: httpx.AsyncClient) -> World:
    made = await make_world()
    await sign_in(client, made.organiser.id)
    return made


def book(*rows: tuple[Any, ...]) -> bytes:
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return into.getvalue()


async def count(what: str = "panel_member") -> int:
    found: int = await db.fetchval(f"select count(*) from {what}")
    return found


async def test_a_list_is_looked_at_before_anything_is_written(client: httpx.AsyncClient, world: World) -> None:
    here, before = f"/judging/rounds/{world.round}/panel", await count()
    bad = "anna@jury.org, Anna\nnobody\njudge0@jury0.org, Judge 0\nanna@jury.org, Anna again"
    for then in ("check", "invite"):
        answer = await post(client, f"{here}/list", {"list": bad, "then": then})
        assert answer.status_code == (200 if then == "check" else 422)
        for words in (
            "3 lines need a look. Nothing was written.",
            "This is no e-mail address: nobody",
            "This person is on the panel already.",
            "The same address is on line 1.",
            "nobody\njudge0@jury0.org",
        ):
            assert words in answer.text
        assert (await count(), await count("person where email like 'anna@%'")) == (before, 0)
    good = "anna@company0.fr, Anna\nbo@jury.org, Bo"
    answer = await post(client, f"{here}/list", {"list": good})
    assert "2 judges would be invited. Nothing was written yet." in answer.text
    assert "The same e-mail domain: company0.fr." in answer.text
    assert await count() == before
    answer = await post(client, f"{here}/list", {"list": good, "then": "invite"})
    assert (answer.status_code, await count()) == (303, before + 2)


async def test_a_workbook_becomes_a_list_and_is_not_kept(client: httpx.AsyncClient, world: World) -> None:
    here, before = f"/judging/rounds/{world.round}/panel", await count()

    async def send(data: bytes, name: str = "judges.xlsx") -> httpx.Response:
        form = {csrf.FIELD: csrf_of(client)}
        return await client.post(f"{here}/sheet", data=form, files={"file": (name, data)})

    rows = [("邮箱", "姓名", "语言", "领域", "上限"), ("li@jury.org", "李晓宇", "中文", "Energy", 7.0)]
    answer = await send(book(*rows))
    assert answer.status_code == 200
    for words in ("李晓宇", "One judge would be invited. Nothing was written yet.", "at most 7", "Energy"):
        assert words in answer.text
    assert await count() == before
    for data in (b"", b"not a workbook", b"PK\x03\x04" + b"\0" * 400):
        answer = await send(data)
        assert (answer.status_code, "This is no workbook that can be read." in answer.text) == (422, True)
    answer = await send(b"x" * (2 * 1024 * 1024 + 1))
    assert (answer.status_code, "This file is too large: at most 2 MB." in answer.text) == (422, True), (
        answer.status_code
    )
    many = [("email", "name"), *((f"p{n}@jury.org", f"Person {n}") for n in range(501))]
    assert "Use at most 500 lines." in (await send(book(*many))).text
    assert (await client.post(f"{here}/sheet", files={"file": ("a.xlsx", b"x")})).status_code == 403


async def test_a_seat_and_a_part_are_changed_in_pages(client: httpx.AsyncClient, world: World) -> None:
    here, judge = f"/judging/rounds/{world.round}", world.judges[0].id
    part = {"name_en": "Energy panel", "name_zh": "能源组", "part_scenes": "energy"}
    assert (await post(client, f"{here}/parts", part)).status_code == 303
    wrong = await post(client, f"{here}/parts", part | {"name_zh": "", "part_scenes": "x"})
    assert (wrong.status_code, 'value="Energy panel"' in wrong.text) == (422, True)
    found = await queries.panel_page(actor=world.organiser, round_id=world.round)
    part_id = found.parts[0].id
    assert "Energy panel" in (await client.get(f"{here}/panel/{judge}")).text
    seat = {"least": "2", "most": "1", "panel_id": str(part_id)}
    wrong = await post(client, f"{here}/panel/{judge}", seat)
    assert (wrong.status_code, "Use a number from 0 up to the most they read." in wrong.text) == (422, True)
    assert (await post(client, f"{here}/panel/{judge}", seat | {"most": "5"})).status_code == 303
    page = (await client.get(f"{here}/panel")).text
    assert "2–5" in page and "Energy panel" in page
    assert (await post(client, f"{here}/parts/{part_id}/remove")).status_code == 303
    assert (await post(client, f"{here}/panel/{judge}/remove")).status_code == 303
    assert (await client.get(f"{here}/panel/{judge}")).status_code == 404
    assert "Not on the panel" in (await client.get(f"{here}/panel")).text


async def test_the_directory_is_picked_from(client: httpx.AsyncClient, world: World) -> None:
    await db.execute(
        "insert into judge_profile (id, person, scenes, languages, is_kept)"
        " values (gen_random_uuid(), $1, '{energy}', '{zh}', true)",
        await make_person("欧阳知远", email="ouyang@jury.org"),
    )
    here = f"/judging/rounds/{world.round}/directory"
    assert "欧阳知远" in (await client.get(f"{here}?scene=energy&language=zh&words=欧阳")).text
    assert "Nobody is found" in (await client.get(f"{here}?language=fr")).text
    assert (await post(client, here)).status_code == 422
    person = await db.fetchval("select id from person where email = 'ouyang@jury.org'")
    assert (await post(client, here, {"people": str(person)})).status_code == 303
    assert "Invited, no answer yet" in (await client.get(f"/judging/rounds/{world.round}/panel")).text


async def test_an_invited_judge_says_no_or_yes(client: httpx.AsyncClient, world: World) -> None:
    here = f"/judging/rounds/{world.round}"
    await post(client, f"{here}/panel", {"email": "new@jury.org", "name": "New Judge", "most": "5"})
    person = await db.fetchval("update person set email_confirmed_at = now() where email = 'new@jury.org' returning id")
    await sign_in(client, person)
    assert (await client.get(f"{here}/conflicts")).headers["location"] == f"{here}/join"
    page = await client.get(f"{here}/join")
    assert "I keep secret what I learn" in page.text
    wrong = await post(client, f"{here}/join", {"terms": "yes"})
    assert wrong.status_code == 422
    terms = await queries.terms_of(edition_id=world.edition)
    assert terms is not None
    yes = {"terms_id": str(terms.id), "terms": "yes", "confidentiality": "yes"}
    assert (await post(client, f"{here}/join", yes)).headers["location"] == "/judging/profile"
    assert "You have said yes." in (await client.get(f"{here}/join")).text
    assert (await post(client, f"{here}/decline")).status_code == 409
    profile = {"time_zone": "Europe/Oslo", "most": "6", "hours_week": "4,5", "away": "2026-13-01", "employer": "X"}
    wrong = await post(client, "/judging/profile", profile)
    assert (wrong.status_code, "Line 1 is no day such as" in wrong.text) == (422, True)
    wrong = await post(client, "/judging/profile", profile | {"away": "2026-03-02 – 2026-03-08"})
    assert (wrong.status_code, "Choose at least one: entries are given" in wrong.text) == (422, True)
    good = profile | {"away": "2026-03-02 – 2026-03-08\n2026/4/1", "languages": ["en", "zh"], "keywords": "a, 热泵、b"}
    done = await post(client, "/judging/profile", good)
    assert done.headers["location"] == f"{here}/conflicts"
    page = await client.get("/judging/profile")
    for words in ("2026-03-02 – 2026-03-08\n2026-04-01", "热泵", "4.5"):
        assert words in page.text


async def test_ties_are_ruled_on_in_a_page(client: httpx.AsyncClient, world: World) -> None:
    here, code = f"/judging/rounds/{world.round}/ties", min(world.entries)
    assert "Nobody is too close to anything" in (await client.get(here)).text
    ruling = {"person_id": str(world.judges[0].id), "code": code, "is_tied": "yes"}
    wrong = await post(client, here, ruling)
    assert (wrong.status_code, f'value="{code}"' in wrong.text) == (422, True)
    assert (await post(client, here, ruling | {"reason": "Family."})).status_code == 303
    page = (await client.get(here)).text
    assert "An organiser ruled so: Family." in page
    assert (await post(client, f"{here}/look")).status_code == 303
    await db.execute("update submission set owner = $1 where code = $2", world.judges[1].id, code)
    own = await post(client, here, ruling | {"person_id": str(world.judges[1].id), "is_tied": "no", "reason": "x"})
    assert (own.status_code, "nobody can rule that away" in own.text) == (409, True)


async def test_the_stages_are_planned_in_a_page(client: httpx.AsyncClient, world: World) -> None:
    here = f"/judging/rounds/{world.round}/capacity"
    assert "These are the usual stages" in (await client.get(here)).text
    stage = {f"{name}.full": value for name, value in (("reads", "3"), ("minutes", "30"), ("share", "100"))}
    form = stage | {"use.full": "yes", "least_valid.full": "2", "expected": "50"}
    wrong = await post(client, here, form | {"reads.full": "three", "share.full": "-1"})
    assert (wrong.status_code, wrong.text.count("Enter a number.")) == (422, 4)
    assert (await post(client, here, {})).status_code == 422
    assert (await post(client, here, form)).status_code == 303
    assert "These are the usual stages" not in (await client.get(here)).text


async def test_terms_and_proposals_have_pages(client: httpx.AsyncClient, world: World) -> None:
    chief, partner = await make_person("Chief"), await make_person("Partner")
    await grant(chief, "programme_organiser", edition_id=world.edition)
    await grant(partner, "partner", edition_id=world.edition)
    await sign_in(client, chief)
    here = f"/judging/editions/{world.edition}/terms"
    texts = {"terms_en": "New", "terms_zh": "新", "confidentiality_en": "Secret", "confidentiality_zh": ""}
    wrong = await post(client, here, texts)
    assert (wrong.status_code, ">\nNew</textarea>" in wrong.text) == (422, True)
    assert (await post(client, here, texts | {"confidentiality_zh": "保密"})).status_code == 303
    assert "Version 2" in (await client.get(here)).text
    assert (await post(client, here, texts | {"confidentiality_zh": "保密"})).status_code == 409
    await sign_in(client, partner)
    there = (await client.get("/judging/proposals")).headers["location"]
    assert there == f"/judging/editions/{world.edition}/proposals"
    said = {"name": "Ana", "email": "ana@jury.org", "note": "Knows heat.", "languages": "zh", "scenes": "energy"}
    assert (await post(client, there, said | {"email": "no"})).status_code == 422
    assert (await post(client, there, said)).status_code == 303
    assert "Waiting" in (await client.get(there)).text
    await sign_in(client, world.organiser.id)
    panel = f"/judging/rounds/{world.round}/panel"
    assert "Knows heat." in (await client.get(panel)).text
    proposal = await db.fetchval("select id from judge_proposal")
    answer = {"is_wanted": "no", "reason": "Next year."}
    assert (await post(client, f"/judging/rounds/{world.round}/proposals/{proposal}", answer)).status_code == 303
    await sign_in(client, partner)
    page = (await client.get(there)).text
    assert "Not this time" in page and "Next year." in page


PAGES = ["panel", "ties", "capacity", "directory", "check"]


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_asks_as_much_for_one_row_as_for_three(client: httpx.AsyncClient, page: str) -> None:
    asked = []
    for rows in (1, 3):
        world = await make_world(judges=rows, entries=rows)
        for number, judge in enumerate(world.judges):
            entry = world.entries[sorted(world.entries)[number]]
            await db.execute(
                "insert into tie (id, submission, person, kind, source, reason, created_at)"
                " values (gen_random_uuid(), $1, $2, 'declared', 'declared', '', now())", entry, judge.id,
            )  # fmt: skip
        await db.execute(
            "insert into judge_profile (id, person, is_kept) select gen_random_uuid(), id, true from person"
            " on conflict (person) do nothing"
        )
        await sign_in(client, world.organiser.id)
        await client.get(f"/judging/rounds/{world.round}/{page}")
        log: list[str] = []
        token = db.statements.set(log)
        try:
            assert (await client.get(f"/judging/rounds/{world.round}/{page}")).status_code == 200
        finally:
            db.statements.reset(token)
        asked.append(len(log))
    assert asked[0] == asked[1] <= 14
