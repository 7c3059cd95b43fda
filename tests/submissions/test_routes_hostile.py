"""Every hostile input of a call: refused at its field in the person's language, or kept as words; nothing is lost.

| Input | Here | Elsewhere |
|---|---|---|
| 1 MB line | test_a_line_of_a_megabyte... | challenge/test_routes_forms.py, test_rules_forms_engine.py |
| NUL, lone surrogates, bidi marks | test_what_no_keyboard_makes... | challenge/test_routes_forms.py |
| emoji, names of 80 characters | test_emoji_and_long_names... | certificates/test_rules.py (on the sheet) |
| HTML and scripts, every field and role | | tests/test_hostile_words.py |
| HTML and scripts, every kind of mail | | tests/test_hostile_words.py |
| a number beyond 2^31 in an address | | tests/test_roles.py |
| spreadsheet formulas | | test_routes_exports.py, judging/test_routes_exports.py, lib/test_sheets.py |
| 2 GB file | test_a_file_that_cannot_be_taken... | files/test_service_parts.py |
| 10,000 parts, wrong hash | test_a_part_that_is_not_what_was_said... | files/test_service_parts.py |
| someone else's upload | test_the_upload_of_somebody_else... | files/test_service_parts.py |
| ZIP bomb renamed PDF | test_a_bomb_named_pdf... | files/test_rules_kinds.py |
| a form condition that loops | | challenge/test_routes_forms.py, test_rules_forms_engine.py |
| negative units, lifetime 0, low above high | test_a_climate_that_cannot_be... | impact/test_rules.py |
| a factor of the wrong unit or boundary | test_a_factor_that_cannot_be... | impact/test_rules.py |
"""

import base64
import re
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.files import service as files
from contest.impact.rules import write_sheet
from contest.impact.service import shipped_factors
from contest.lib import clock, db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.storage.parts import CHECKSUM
from contest.lib.web.front import Front
from tests.makers import NOW, actor_for, documents, grant, make_edition, make_person, make_round, make_scene
from tests.submissions.entries import ALL, ANSWERS, in_work_start
from tests.web import browser, csrf_of, post, sign_in

LANGUAGES = ("en", "zh")
PROBLEM = {"en": "There is a problem", "zh": "有 1 处问题"}
NAME = "李" + "ñ" * 40 + "👩‍👩‍👧" + "x" * 32  # 80 characters as people count, with an emoji of several


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person("Lin Xiaoyu"))


@pytest.fixture
async def code(lin: Actor) -> str:
    edition = await make_edition(code_prefix="BT26")
    await make_scene(edition)
    return (await in_work_start(lin, await make_round(edition)))[1]


@pytest.fixture(params=LANGUAGES)
async def page(client: httpx.AsyncClient, lin: Actor, request: pytest.FixtureRequest) -> httpx.AsyncClient:
    """Lin's browser, in each of the languages."""
    await sign_in(client, lin.id)
    await client.get(f"/language/{request.param}")
    client.headers["x-reader"] = request.param
    return client


def reads(page: httpx.AsyncClient) -> str:
    return page.headers["x-reader"]


async def save(page: httpx.AsyncClient, code: str, **answers: str) -> httpx.Response:
    revision = await db.fetchval("select revision from submission where code = $1", code)
    return await post(page, f"/submissions/{code}/edit", {**ANSWERS, "revision": str(revision), **answers})


async def kept(code: str) -> dict[str, str]:
    row = await db.fetchrow("select title_en, title_zh, answers::text as answers from submission where code = $1", code)
    assert row is not None
    return dict(row)


def at_field(answer: httpx.Response, name: str) -> str:
    """What is said at a field of a page, in words."""
    found = re.search(rf'id="f-{name}-error"[^>]*>(.*?)</p>', answer.text, re.DOTALL)
    assert found, name
    return re.sub(r"\s+", " ", found[1]).strip()


async def sent(page: httpx.AsyncClient, method: str, path: str, **how: Any) -> httpx.Response:
    headers = {"x-csrftoken": csrf_of(page), "accept": "application/json", **how.pop("headers", {})}
    return await page.request(method, path, headers=headers, **how)


@pytest.mark.parametrize("field", ["title_en", "organisation_name", "contact_name", "problem", "landing"])
async def test_a_line_of_a_megabyte_is_named_at_its_field_and_shown_again(
    page: httpx.AsyncClient, code: str, field: str
) -> None:
    line = "字" * 333_334  # a megabyte of text, three as a form is sent
    answer = await save(page, code, **{field: line})
    assert answer.status_code == 422
    assert {"en": "at most", "zh": "最多"}[reads(page)] in at_field(answer, field).lower()
    assert line in answer.text
    assert "Micro-hydro, solar and storage." in answer.text  # what else was typed is there too
    assert (await kept(code))["title_en"] == ""


async def test_what_no_keyboard_makes_is_left_out_and_the_rest_is_kept(page: httpx.AsyncClient, code: str) -> None:
    raw = "a\x00b\u202ec\u2066d\x1be"
    assert (await save(page, code, problem=raw, title_en=raw)).status_code == 303
    assert (await kept(code))["title_en"] == "abcde"
    body = b'{"revision": 2, "changes": {"problem": {"was": "abcde", "now": "x\\ud800y\\u0000z"}}}'
    answer = await sent(page, "POST", f"/submissions/{code}/autosave", content=body)
    assert answer.status_code in {200, 422}
    told = await kept(code)
    assert not re.search(r"[\x00\ud800-\udfff\u202a-\u202e\u2066-\u2069]", told["answers"])
    assert ("xyz" in told["answers"]) == (answer.status_code == 200)


async def test_emoji_and_long_names_come_back_as_they_were_typed(page: httpx.AsyncClient, code: str) -> None:
    answers = {"contact_name": NAME, "organisation_name": NAME, "title_en": "🌊🪸 grid", "title_zh": ""}
    assert (await save(page, code, **answers)).status_code == 303
    form = (await page.get(f"/submissions/{code}/edit")).text
    assert form.count(NAME) >= 2
    assert "🌊🪸 grid" in form
    assert "🌊🪸 grid" in (await page.get("/submissions")).text


CLIMATE = {
    "impact_unit": "one village", "impact_kind": "reduction", "impact_baseline": "100", "impact_solution": "40",
    "impact_percent": "20", "impact_ramp": "table", "impact_lifetime": "10", "impact_more": "ranges",
    **{f"impact_units.{year}": "1" for year in range(1, 6)},
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"impact_units.2": "-4"}, "impact_units"),
        ({"impact_lifetime": "0"}, "impact_lifetime"),
        ({"impact_baseline_low": "120", "impact_baseline_high": "130"}, "impact_baseline_low"),
        ({"impact_baseline_low": "90", "impact_baseline_high": "80"}, "impact_baseline_low"),
    ],
)
async def test_a_climate_that_cannot_be_is_named_at_its_field(
    page: httpx.AsyncClient, code: str, answers: dict[str, str], field: str
) -> None:
    assert (await save(page, code, **(CLIMATE | answers))).status_code == 303  # a draft keeps every word
    told = await kept(code)
    assert all(value in told["answers"] for value in answers.values())
    answer = await post(page, f"/submissions/{code}/hand-in", dict.fromkeys(ALL, "yes"))
    assert answer.status_code == 422
    line = re.search(rf'href="[^"]*#f-{field}[^"]*"[^>]*>(.*?)</a>', answer.text, re.DOTALL)
    assert line, field
    assert bool(re.search("[一-鿿]", line[1])) == (reads(page) == "zh"), line[1]


@pytest.mark.parametrize(("size", "words"), [(2 * 10**9, ("too large", "过大")), (10**15, ("too large", "过大"))])
async def test_a_file_that_cannot_be_taken_is_refused_before_it_is_sent(
    page: httpx.AsyncClient, code: str, size: int, words: tuple[str, str]
) -> None:
    said = {"field": "pitch_deck", "name": "deck.pdf", "size": size}
    answer = await sent(page, "POST", f"/submissions/{code}/files/announce", json=said)
    assert answer.status_code == 413
    assert words[LANGUAGES.index(reads(page))] in answer.text
    assert await db.fetchval("select count(*) from file") == 0


async def _begun(page: httpx.AsyncClient, code: str, body: bytes) -> str:
    said = {"field": "pitch_deck", "name": "deck.pdf", "size": len(body)}
    answer = await sent(page, "POST", f"/submissions/{code}/files/announce", json=said)
    assert answer.status_code == 200, answer.text
    found: str = answer.json()["at"]
    return found


def _checksum(body: bytes) -> dict[str, str]:
    return {CHECKSUM: base64.b64encode(sha256(body).digest()).decode()}


@pytest.mark.parametrize(
    ("number", "checked", "words"),
    [
        (10_000, b"%PDF-1", ("no such part", "没有这一部分")),
        (1, b"another", ("did not arrive as it was sent", "没有完整传到")),
    ],
)
async def test_a_part_that_is_not_what_was_said_is_refused_and_can_be_sent_again(
    page: httpx.AsyncClient, code: str, number: int, checked: bytes, words: tuple[str, str]
) -> None:
    body = b"%PDF-1"
    at = await _begun(page, code, body)
    answer = await sent(page, "PUT", f"{at}/parts/{number}", content=body, headers=_checksum(checked))
    assert answer.status_code == 422
    assert words[LANGUAGES.index(reads(page))] in answer.text
    if number == 1:
        return
    answer = await sent(page, "PUT", f"{at}/parts/1", content=body, headers=_checksum(body))
    assert answer.status_code == 200


async def test_the_upload_of_somebody_else_is_not_there(app: Front, page: httpx.AsyncClient, code: str) -> None:
    at = await _begun(page, code, b"%PDF-1")
    async with browser(app) as other:
        await sign_in(other, await make_person("Mallory"))
        for method, path in (("POST", f"{at}/parts/1"), ("PUT", f"{at}/parts/1"), ("POST", f"{at}/done")):
            answer = await sent(other, method, path, content=b"%PDF-1", headers=_checksum(b"%PDF-1"))
            assert answer.status_code == 404, path
        assert (await sent(other, "POST", f"{at}/discard")).status_code == 404
    answer = await sent(page, "PUT", f"{at}/parts/1", content=b"%PDF-1", headers=_checksum(b"%PDF-1"))
    assert answer.status_code == 200


async def test_a_bomb_named_pdf_is_refused_in_words_at_its_file(page: httpx.AsyncClient, code: str) -> None:
    bomb = documents.zipped({"0": b"\0" * 10_000_000})
    await post(
        page, f"/submissions/{code}/files", {"field": "pitch_deck"}, files={"pitch_deck": ("deck.pdf", bomb, "x/y")}
    )
    for row in await db.fetch("select id from file where state = 'uploaded'"):
        verdict = await files.examine(file_id=UUID(str(row["id"])))
        assert verdict is not None
        async with db.work():
            await files.conclude(actor=SYSTEM, verdict=verdict, now=NOW)
    form = (await page.get(f"/submissions/{code}/edit")).text
    assert {"en": "This is not a PDF, whatever its name says.", "zh": "这都不是 PDF"}[reads(page)] in form


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("kgCO2/kWh", "gCO2/kWh", ("The unit of a factor", "因子的单位")),
        (",average,", ",wish,", ("The boundary of a factor", "因子的边界")),
    ],
)
async def test_a_factor_that_cannot_be_is_named_by_its_row_and_stays_as_typed(
    page: httpx.AsyncClient, lin: Actor, right: str, wrong: str, words: tuple[str, str]
) -> None:
    await grant(lin.id, "programme_organiser")
    sheet = write_sheet(shipped_factors())
    assert right in sheet
    sent = {"sheet": sheet.replace(right, wrong, 1), "host": "CN-HI", "reason_en": "New year.", "then": "publish"}
    answer = await post(page, "/impact/factors/new", sent)
    assert answer.status_code == 422
    assert words[LANGUAGES.index(reads(page))] in at_field(answer, "sheet")
    assert wrong in answer.text
    assert await db.fetchval("select count(*) from factor_set") == 0
