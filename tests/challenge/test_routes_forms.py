"""The pages on which organisers make a form: what they take and refuse, and how they show what was typed."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.challenge import service
from contest.challenge.rules import forms
from contest.lib import clock, db
from contest.lib.ids import uuid7
from contest.lib.web.front import Front
from tests.challenge.test_routes import statements
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene
from tests.web import browser, post, sign_in

EDITION = "/challenge/editions/baoting-2026/forms"
SCRIPT = "<script>alert(1)</script>"


class World(msgspec.Struct, frozen=True):
    edition: UUID
    round: UUID
    ana: UUID
    here: str
    form: UUID


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def world(client: httpx.AsyncClient) -> AsyncIterator[World]:
    """Ana organises the edition, is signed in, and has begun a draft of the form for projects."""
    edition = await make_edition(slug="baoting-2026")
    await make_scene(edition)
    ana = await make_person("Ana")
    await grant(ana, "programme_organiser", edition_id=edition)
    async with db.work():
        form = await service.begin_form(actor=await actor_for(ana), edition_id=edition, kind="project", now=NOW)
    await sign_in(client, ana)
    yield World(edition, await make_round(edition, slug="paris"), ana, f"/challenge/forms/{form}", form)


def typed(**values: Any) -> dict[str, Any]:
    plain = {
        "type": "number",
        "section": "substance",
        "label_en": "Price of a unit",
        "label_zh": "单价",
        "needed": "submission",
        "seen_by": "judges",
    }
    return plain | values


async def saved(world: World) -> forms.Form:
    content = await db.fetchval("select content from entry_form where id = $1", world.form)
    return msgspec.json.decode(content, type=forms.Form)


def errors(answer: httpx.Response) -> list[str]:
    return re.findall(r'<li><a href="#f-([\w.]+)">', answer.text)


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w*)"', page)
    assert found is not None
    return found[1]


async def test_a_form_is_changed_looked_at_and_published(client: httpx.AsyncClient, world: World) -> None:
    page = (await client.get(EDITION)).text
    assert "Version 2 is a draft" in page
    begun = await post(client, f"{EDITION}/project")
    assert begun.headers["location"] == world.here
    more = {"unit_en": "EUR", "unit_zh": "欧元", "least": "0", "most": "100000", "decimals": "2"}
    answer = await post(client, f"{world.here}/questions/new", typed(**more))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{world.here}#at-price_of_a_unit")
    outline = (await client.get(world.here)).text
    assert "Price of a unit" in outline
    assert "Number, from 0 to 100000, decimals: 2, EUR" in outline
    assert "Nothing stands in the way." in outline
    look = (await client.get(f"{world.here}/publish")).text
    assert "New question" in look
    assert "An open call promised the form before" in look
    refused = await post(client, f"{world.here}/publish", {"revision": "2"})
    assert (refused.status_code, errors(refused)) == (422, ["reason_en"])
    done = await post(client, f"{world.here}/publish", {"revision": "2", "reason_zh": "价格很重要。"})
    assert done.status_code == 303
    assert "It stays as it is." in (await client.get(world.here)).text
    assert "价格很重要。" in (await client.get(EDITION)).text
    assert "Price of a unit" in (await client.get(f"{world.here}/changes")).text
    call = (await client.get("/calls/baoting-2026/paris")).text
    assert "价格很重要。" in call


async def test_each_kind_of_answer_comes_back_as_it_was_typed(client: httpx.AsyncClient, world: World) -> None:
    rows = {
        "option.0.en": "Yes",
        "option.0.zh": "是",
        "option.1.en": "No",
        "option.1.zh": "否",
        "option.4.zh": "不知道",
    }
    settings: dict[str, dict[str, str]] = {
        "line": {"characters": "30", "words": "12"},
        "text": {"characters": "300", "words": "200"},
        "number": {"least": "-1.5", "most": "7", "decimals": "1", "unit_en": "m", "unit_zh": "米"},
        "choice": rows,
        "several": {**rows, "most_choices": "2"},
        "date": {},
        "country": {},
        "link": {},
        "scenes": {"most_choices": "2"},
        "file": {"pages": "4", "megabytes": "7", "accepts": "pdf"},
        "years": {"years": "3", "first_year": "2027", "least": "0"},
    }
    for kind, more in settings.items():
        sent = typed(type=kind, label_en=f"Q {kind}", is_hidden_blind="1", seen_by="organisers", **more)
        sent["shown_if.0"] = "applicant_type=company"
        sent["shown_if.2"] = "applicant_type=ngo"
        assert (await post(client, f"{world.here}/questions/new", sent)).status_code == 303, kind
    made = {field.type: field for field in (await saved(world)).fields if field.key.startswith("q_")}
    assert set(made) == set(settings)
    assert made["number"].least is not None
    assert (str(made["number"].least), str(made["number"].unit)) == ("-1.5", "m")
    assert [option.value for option in made["choice"].options] == ["yes", "no", "answer"]
    assert made["choice"].shown_if == (forms.Condition("applicant_type", ("company", "ngo")),)
    assert (made["file"].accepts, made["file"].megabytes) == (("pdf",), 7)
    assert (made["file"].pages, made["years"].first_year, made["scenes"].most_choices) == (4, 2027, 2)
    assert {(field.seen_by, field.is_hidden_blind) for field in made.values()} == {("organisers", True)}
    for kind, field in made.items():
        address = f"{world.here}/questions/{field.key}"
        page = (await client.get(address)).text
        again = dict(re.findall(r'<(?:input|option)[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
        for name, text in settings[kind].items():
            assert again.get(name, text) == text or name.startswith(("option", "accepts")), (kind, name)
    page = (await client.get(world.here)).text
    assert page.count("needs mending") == 2  # the third answer of both choices has no English words


async def test_a_fault_leads_to_the_page_where_it_is_mended(client: httpx.AsyncClient, world: World) -> None:
    loop = typed(**{"shown_if.0": "ask"})
    await post(client, f"{world.here}/questions/new", loop)
    await post(client, f"{world.here}/questions/new", typed(type="choice", label_en="Only English", label_zh=""))
    page = (await client.get(f"{world.here}/questions/ask")).text
    ask = {
        "type": "line",
        "section": "place",
        "label_en": "Ask",
        "label_zh": "所需",
        "needed": "never",
        "seen_by": "judges",
    }
    await post(client, f"{world.here}/questions/ask", {**ask, "seen": seen(page), "shown_if.0": "price_of_a_unit"})
    page = (await client.get(world.here)).text
    found = re.findall(rf'<li><a href="{world.here}/questions/(\w+)">([^<]+)</a>', page)
    said = {(key, text.partition(" – ")[2]) for key, text in found}
    assert said == {
        ("price_of_a_unit", "Its condition leads back to itself: nobody would ever be asked."),
        ("ask", "Its condition leads back to itself: nobody would ever be asked."),
        ("only_english", "Offer at least two answers."),
        ("only_english", "The question is not there in both languages."),
    }
    assert "Chinese is missing" in page
    refused = await post(client, f"{world.here}/publish", {"revision": "4", "reason_en": "x"})
    assert refused.status_code == 409
    assert "leads back to itself" in refused.text
    await client.get("/language/zh")
    refused = await post(client, f"{world.here}/publish", {"revision": "4", "reason_en": "x"})
    for answer in (refused, await client.get(world.here)):
        assert "其条件最终指回自身：任何人都不会被问到。" in answer.text and "leads back" not in answer.text


async def test_a_question_is_shown_again_with_more_rows_and_in_another_order(
    client: httpx.AsyncClient, world: World
) -> None:
    rows = {"option.0.en": "One", "option.1.en": "Two", "label_en": "Which"}
    for then, order in (("up.1", ["Two", "One"]), ("options", ["One", "Two"]), ("show", ["One", "Two"])):
        answer = await post(client, f"{world.here}/questions/new", typed(type="choice", then=then, **rows))
        assert answer.status_code == 200
        assert re.findall(r'name="option\.\d+\.en" value="(\w+)"', answer.text) == order
    assert [field.key for field in (await saved(world)).fields if field.key == "which"] == []


async def test_the_preview_shows_both_languages_as_they_are_typed(client: httpx.AsyncClient, world: World) -> None:
    answer = await post(client, f"{world.here}/questions/preview", typed(unit_en="EUR", help_en=SCRIPT))
    assert answer.status_code == 200
    assert "Price of a unit" in answer.text
    assert "单价" in answer.text
    assert SCRIPT not in answer.text
    broken = await post(client, f"{world.here}/questions/preview", typed(least="many"))
    assert "cannot be read yet" in broken.text


async def test_two_people_never_write_over_one_another(client: httpx.AsyncClient, world: World) -> None:
    page = (await client.get(f"{world.here}/questions/risks")).text
    risks = {"type": "text", "section": "place", "needed": "shortlist", "seen_by": "judges", "seen": seen(page)}
    first = {**risks, "label_en": "Theirs", "label_zh": "他们的"}
    assert (await post(client, f"{world.here}/questions/risks", first)).status_code == 303
    answer = await post(client, f"{world.here}/questions/risks", {**risks, "label_en": "Mine", "label_zh": "我的"})
    assert answer.status_code == 409
    assert "Saved meanwhile" in answer.text
    assert "Theirs" in answer.text
    assert ">\nMine</textarea>" in answer.text
    again = {**risks, "label_en": "Mine", "label_zh": "我的", "seen": seen(answer.text)}
    assert (await post(client, f"{world.here}/questions/risks", again)).status_code == 303
    field = (await saved(world)).at("risks")
    assert field is not None
    assert field.label.en == "Mine"
    assert await db.fetchval("select count(*) from audit_record where outcome = 'refused'") == 1


async def test_sections_and_moves(client: httpx.AsyncClient, world: World) -> None:
    made = await post(client, f"{world.here}/sections/new", {"title_en": "Money", "title_zh": "资金"})
    assert made.headers["location"].endswith("#at-money")
    move = {"thing": "question", "key": "ask", "section": "money"}
    assert (await post(client, f"{world.here}/move", move)).status_code == 303
    assert "“What you are looking for” is number 1 of 1 now." in (await client.get(world.here)).text
    assert (
        await post(client, f"{world.here}/move", {"thing": "section", "key": "money", "by": "-1"})
    ).status_code == 303
    form = await saved(world)
    assert [section.key for section in form.sections][-2:] == ["money", "files"]
    page = (await client.get(f"{world.here}/sections/money")).text
    assert "can be taken out once its questions are moved" in page
    await post(client, f"{world.here}/questions/ask/remove")
    assert (await post(client, f"{world.here}/sections/money/remove")).status_code == 303
    new = (await client.get(f"{world.here}/questions/new?section=place")).text
    assert f"{world.here}/questions/ask/restore" in new
    assert (await post(client, f"{world.here}/questions/ask/restore")).status_code == 303
    assert "money" not in {section.key for section in (await saved(world)).sections}


async def test_a_rehearsal_keeps_nothing(client: httpx.AsyncClient, world: World) -> None:
    before = await db.fetchval("select count(*) from audit_record")
    sent = {"title_en": SCRIPT, "scene": "energy", "country": "FR", "file.pitch_deck": "checked"}
    answer = await post(client, f"{world.here}/rehearsal", sent)
    assert answer.status_code == 200
    assert "What would become of it" in answer.text
    assert "The problem: this answer is needed." in answer.text
    assert 'href="#f-file.business_plan"' in answer.text
    assert "Pitch deck (PDF): upload" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert SCRIPT not in answer.text
    assert await db.fetchval("select count(*) from submission") == 0
    assert await db.fetchval("select count(*) from audit_record") == before


async def test_the_preview_can_be_framed_by_our_pages_only(client: httpx.AsyncClient, world: World) -> None:
    framed = await client.get(f"{world.here}/as-applicant?lang=zh")
    assert "frame-ancestors 'self'" in framed.headers["content-security-policy"]
    assert framed.headers["x-frame-options"] == "SAMEORIGIN"
    assert "要解决的问题" in framed.text
    other = await client.get(f"{world.here}/preview")
    assert "frame-ancestors 'none'" in other.headers["content-security-policy"]
    assert other.headers["x-frame-options"] == "DENY"
    assert "as-applicant?lang=en" in other.text


HOSTILE = {
    "a megabyte": "x" * 1_000_000,
    "NUL and surrogates": "a\x00b\ud800c\udfff",
    "bidi marks": "\u202eevil\u2066",
    "emoji": "🌍👩‍👩‍👧",
    "HTML": f"{SCRIPT}<img src=x onerror=alert(1)>",
    "a formula": "=HYPERLINK(1)",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_words_are_refused_or_kept_as_words(client: httpx.AsyncClient, world: World, name: str) -> None:
    text = HOSTILE[name]
    raw = {"label_en": text, "label_zh": text, "help_en": text, "help_zh": text, "unit_en": text[:20], "unit_zh": "元"}
    encoded = {key: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for key, value in raw.items()}
    if name == "a megabyte":
        answer = await post(client, f"{world.here}/questions/new", typed(label_en=text))
        assert (answer.status_code, errors(answer)) == (422, ["label_en"])
        assert [field.key for field in (await saved(world)).fields if field.section == "substance"][-1] == "ai_note"
        return
    answer = await post(client, f"{world.here}/questions/new", typed(**encoded))
    assert answer.status_code == 303
    field = (await saved(world)).fields[[f.section for f in (await saved(world)).fields].index("climate") - 1]
    assert not re.search(r"[\x00\ud800-\udfff\u202a-\u202e\u2066-\u2069]", str(field.label) + str(field.help))
    for page in ("", f"/questions/{field.key}", "/preview", "/as-applicant", "/rehearsal", "/publish", "/changes"):
        shown = (await client.get(world.here + page)).text
        assert "<script>alert" not in shown, page
        assert "<img src=x" not in shown, page


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"type": "magic"}, ["type"]),
        ({"section": "ghost"}, ["section"]),
        ({"least": "many"}, ["least"]),
        ({"most": "1e400"}, ["most"]),
        ({"decimals": "13"}, ["decimals"]),
        ({"characters": "-1"}, ["characters"]),
        ({"type": "years", "years": "99"}, ["years"]),
        ({"needed": "always"}, ["needed"]),
        ({"seen_by": "everyone"}, ["seen_by"]),
        ({"type": "choice", **{f"option.{n}.en": f"A {n}" for n in range(105)}}, ["options"]),
    ],
)
async def test_what_cannot_be_is_named_at_its_field(
    client: httpx.AsyncClient, world: World, values: dict[str, str], wrong: list[str]
) -> None:
    answer = await post(client, f"{world.here}/questions/new", typed(**values))
    assert (answer.status_code, errors(answer)) == (422, wrong)
    assert "Price of a unit" in answer.text


async def test_the_lists_take_the_same_few_statements(client: httpx.AsyncClient, world: World) -> None:
    once = await statements(client, EDITION)
    for kind in ("solution", "product", "talent"):
        await post(client, f"{EDITION}/{kind}")
    for number in (3, 4, 5):
        content = msgspec.json.encode(forms.default_form("talent")).decode()
        await db.execute(
            "insert into entry_form (id, edition, kind, number, state, content, created_at, published_at)"
            " values ($1, $2, 'talent', $3, 'published', $4::jsonb, $5, $5)",
            uuid7(), world.edition, number, content, NOW,
        )  # fmt: skip
    assert await statements(client, EDITION) == once
    first = await statements(client, f"{world.here}/changes")
    assert first <= 5


async def test_a_draft_that_is_given_up_is_gone(client: httpx.AsyncClient, world: World) -> None:
    assert (await post(client, f"{world.here}/discard")).status_code == 303
    assert (await client.get(world.here)).status_code == 404
    assert "Version 2 is a draft" not in (await client.get(EDITION)).text


async def test_a_published_form_is_read_and_not_edited(client: httpx.AsyncClient, world: World) -> None:
    published = await db.fetchval(
        "select id from entry_form where edition = $1 and kind = 'talent' and state = 'published'", world.edition
    )
    here = f"/challenge/forms/{published}"
    page = (await client.get(here)).text
    assert "Your record of innovation" in page
    assert f"{here}/questions/" not in page
    assert (await client.get(f"{here}/questions/record")).status_code == 404
    assert (await post(client, f"{here}/move", {"thing": "question", "key": "record", "by": "1"})).status_code == 409
    assert "This is the first version" in (await client.get(f"{here}/changes")).text
    assert (await client.get(f"{here}/publish")).status_code == 404


async def test_a_round_organiser_finds_no_form(app: Front, world: World) -> None:
    paul = await make_person("Paul")
    await grant(paul, "round_organiser", edition_id=world.edition, round_id=world.round)
    async with browser(app) as other:
        await sign_in(other, paul)
        for path in (EDITION, world.here, f"{world.here}/preview", f"{world.here}/questions/ask"):
            assert (await other.get(path)).status_code == 404
        assert (await post(other, f"{world.here}/discard")).status_code == 404
