"""The organisers' pages: what they take and refuse, and to whom they do not exist."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.lib import clock, db
from tests.makers import NOW, grant, make_city, make_edition, make_person, make_round, make_scene
from tests.web import post, sign_in

SCRIPT = "<script>alert(1)</script>"


class World(msgspec.Struct, frozen=True):
    edition: UUID
    paris: UUID
    shenzhen: UUID
    city: UUID
    ana: UUID
    paul: UUID
    mei: UUID


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def world() -> AsyncIterator[World]:
    edition = await make_edition(slug="baoting-2026")
    city = await make_city()
    paris = await make_round(edition, slug="paris", city=city)
    shenzhen = await make_round(
        edition,
        slug="shenzhen",
        name_en="Shenzhen round",
        name_zh="深圳赛区",
        time_zone="Asia/Shanghai",
        city=await make_city("Shenzhen", "深圳", "Asia/Shanghai", "CN"),
    )
    ana, paul, mei = [await make_person(name) for name in ("Ana", "Paul", "Mei")]
    await grant(ana, "programme_organiser")
    await grant(paul, "round_organiser", edition_id=edition, round_id=paris)
    yield World(edition, paris, shenzhen, city, ana, paul, mei)


def _round_form(**values: Any) -> dict[str, Any]:
    plain = {
        "slug": "lyon",
        "name_en": "Lyon round",
        "name_zh": "里昂赛区",
        "opens_on": "2026-06-01",
        "opens_time": "09:00",
        "closes_on": "2026-07-15",
        "closes_time": "24:00",
        "due_on": "2026-08-15",
        "due_time": "18:00",
        "kinds": ["project", "talent"],
        "notice_days": "5",
        "stage": "online",
    }
    return plain | values


def _errors(answer: httpx.Response) -> list[str]:
    """The fields that the error summary leads to."""
    return re.findall(r'<li><a href="#f-([a-z_]+)">', answer.text)


async def statements(client: httpx.AsyncClient, url: str) -> int:
    log: list[str] = []
    token = db.statements.set(log)
    try:
        assert (await client.get(url)).status_code == 200
    finally:
        db.statements.reset(token)
    return len(log)


async def test_an_edition_is_begun_changed_and_opened(client: httpx.AsyncClient, world: World) -> None:
    await sign_in(client, world.ana)
    form = {"slug": "baoting-2027", "code_prefix": "BT27", "name_en": "Challenge", "purpose_en": "For Hainan."}
    answer = await post(client, "/challenge/editions/new", form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/challenge/editions/baoting-2027")
    page = (await client.get("/challenge/editions/baoting-2027")).text
    assert "Its name and purpose are not there in both languages." in page
    more = {"name_zh": "挑战赛", "purpose_zh": "为了海南。"}
    assert (await post(client, "/challenge/editions/baoting-2027/edit", form | more)).status_code == 303
    scene = {"key": "energy", "name_en": "Energy", "name_zh": "能源"}
    assert (await post(client, "/challenge/editions/baoting-2027/scenes", scene)).status_code == 303
    made = await post(client, "/challenge/editions/baoting-2027/rounds/new", _round_form(city_id=str(world.city)))
    assert made.status_code == 303
    assert "Its rules are not published yet." in (await client.get("/challenge/editions/baoting-2027")).text
    assert (await post(client, "/challenge/editions/baoting-2027/rules/publish")).status_code == 303
    assert (await post(client, "/challenge/editions/baoting-2027/step", {"to": "open"})).status_code == 303
    assert (await post(client, made.headers["location"] + "/step", {"to": "open"})).status_code == 409
    waiver = "/challenge/editions/baoting-2027/scan-waiver"
    answer = await post(client, waiver, {"reason": "No"})
    assert (answer.status_code, "Say why in a sentence" in answer.text) == (422, True)
    reason = "All files come from <one> office that scans them."
    assert (await post(client, waiver, {"reason": reason})).status_code == 303
    for path in ("/challenge/editions/baoting-2027", made.headers["location"]):
        assert "All files come from &lt;one&gt; office that scans them." in (await client.get(path)).text
    assert (await post(client, made.headers["location"] + "/step", {"to": "open"})).status_code == 303
    assert (await post(client, f"{waiver}/end")).status_code == 303
    assert "office that scans them" not in (await client.get("/challenge/editions/baoting-2027")).text
    row = await db.fetchrow("select state, closes_at, time_zone from round where slug = 'lyon'")
    assert row is not None
    assert (row["state"], row["time_zone"], row["closes_at"].isoformat()) == (
        "open",
        "Europe/Paris",
        "2026-07-15T22:00:00+00:00",
    )


async def test_dates_are_shown_in_the_rounds_zone_and_the_readers(client: httpx.AsyncClient, world: World) -> None:
    await db.execute("update person set time_zone = 'Asia/Shanghai' where id = $1", world.paul)
    await sign_in(client, world.paul)
    page = (await client.get(f"/challenge/rounds/{world.paris}")).text
    assert "15 May 2026, 14:00 (UTC+2)" in page
    assert "15 May 2026, 20:00 (UTC+8)" in page


async def test_a_local_time_that_does_not_exist_is_refused_on_the_form(client: httpx.AsyncClient, world: World) -> None:
    await sign_in(client, world.ana)
    form = _round_form(city_id=str(world.city), closes_on="2027-03-28", closes_time="02:30", due_on="2027-05-01")
    answer = await post(client, "/challenge/editions/baoting-2026/rounds/new", form)
    assert (answer.status_code, _errors(answer)) == (422, ["closes_at"])
    assert "2027-03-28 03:00 (UTC+2)" in answer.text
    assert 'value="02:30"' in answer.text


async def test_a_local_time_that_occurs_twice_is_asked_for(client: httpx.AsyncClient, world: World) -> None:
    await sign_in(client, world.ana)
    form = _round_form(city_id=str(world.city), closes_on="2026-10-25", closes_time="02:30", due_on="2026-12-01")
    answer = await post(client, "/challenge/editions/baoting-2026/rounds/new", form)
    assert (answer.status_code, _errors(answer)) == (422, ["closes_at"])
    assert re.findall(r'name="closes_which" value="(\w+)"', answer.text) == ["first", "second"]
    again = await post(client, "/challenge/editions/baoting-2026/rounds/new", form | {"closes_which": "second"})
    assert again.status_code == 303
    closes_at = await db.fetchval("select closes_at from round where slug = 'lyon'")
    assert closes_at.isoformat() == "2026-10-25T01:30:00+00:00"
    edit = (await client.get(again.headers["location"] + "/edit")).text
    assert re.findall(r'name="closes_which" value="(\w+)" checked', edit) == ["second"]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"closes_on": "2026-05-20", "closes_time": "10:00"}, ["closes_at"]),
        ({"due_on": "2026-06-20"}, ["reviews_due_at"]),
        ({"city_id": "", "time_zone": "Mars/Olympus"}, ["time_zone"]),
        ({"city_id": "00000000-0000-0000-0000-000000000001"}, ["city_id"]),
        ({"city_id": "not an id"}, ["city_id"]),
        ({"closes_time": "25:99"}, ["closes_at"]),
        ({"kinds": []}, ["kinds"]),
        ({"kinds": ["poem"]}, ["kinds"]),
        ({"notice_days": "many"}, ["notice_days"]),
        ({"notice_days": "99999999999999999999"}, ["notice_days"]),
        ({"quota": "-1"}, ["quota"]),
        ({"slug": "../../etc"}, ["slug"]),
        ({"slug": "paris"}, ["slug"]),
        ({"name_en": "", "name_zh": ""}, ["name_en"]),
        ({"name_en": "x" * 161}, ["name_en"]),
    ],
)
async def test_a_round_that_cannot_be_taken_shows_why_and_keeps_what_was_typed(
    client: httpx.AsyncClient, world: World, values: dict[str, Any], wrong: list[str]
) -> None:
    await sign_in(client, world.ana)
    form = _round_form(city_id=str(world.city), call_en="A call that took an hour to write.") | values
    answer = await post(client, "/challenge/editions/baoting-2026/rounds/new", form)
    assert (answer.status_code, _errors(answer)) == (422, wrong)
    assert "A call that took an hour to write." in answer.text
    assert await db.fetchval("select count(*) from round") == 2


async def test_script_in_names_is_shown_as_text(client: httpx.AsyncClient, world: World) -> None:
    await sign_in(client, world.ana)
    await db.execute(f"update edition set name_en = '{SCRIPT}', purpose_en = '{SCRIPT}'")
    await db.execute(f"update round set name_en = '{SCRIPT}', call_en = '{SCRIPT}'")
    await db.execute("update city set name_en = $1", SCRIPT)
    await make_scene(world.edition, en=SCRIPT)
    for path in (
        "/challenge/editions",
        "/challenge/editions/baoting-2026",
        "/challenge/editions/baoting-2026/edit",
        "/challenge/editions/baoting-2026/rounds/new",
        f"/challenge/rounds/{world.paris}",
        f"/challenge/rounds/{world.paris}/edit",
        "/challenge/cities/new",
    ):
        answer = await client.get(path)
        assert (answer.status_code, SCRIPT in answer.text) == (200, False)
        assert "&lt;script&gt;" in answer.text


async def test_a_missing_translation_is_marked(client: httpx.AsyncClient, world: World) -> None:
    await sign_in(client, world.ana)
    await db.execute("update round set name_zh = '' where id = $1", world.paris)
    await db.execute("update person set locale = 'zh' where id = $1", world.ana)
    answer = await client.get("/challenge/editions/baoting-2026")
    assert '<span lang="en">Paris round</span> <span class="only-in">仅英文</span>' in answer.text
    assert answer.text.count("Paris round") == 1


def _routes_of_a_round(round_id: UUID) -> list[tuple[str, str, dict[str, Any]]]:
    here = f"/challenge/rounds/{round_id}"
    return [
        ("GET", here, {}),
        ("GET", f"{here}/edit", {}),
        ("POST", f"{here}/edit", _round_form()),
        ("POST", f"{here}/step", {"to": "screening"}),
        ("POST", f"{here}/step", {"to": "cancelled", "reason_en": "x"}),
    ]


def _routes_of_an_edition(edition_id: UUID) -> list[tuple[str, str, dict[str, Any]]]:
    here = "/challenge/editions/baoting-2026"
    scene = {"key": "x", "name_en": "x", "name_zh": "x"}
    return [
        ("GET", f"{here}/edit", {}),
        ("POST", f"{here}/edit", {"slug": "x", "code_prefix": "XX", "name_en": "x"}),
        ("POST", f"{here}/step", {"to": "judging"}),
        ("GET", f"{here}/rounds/new", {}),
        ("POST", f"{here}/rounds/new", _round_form()),
        ("POST", f"{here}/scenes", scene),
        ("POST", f"{here}/partners", scene | {"role": "x"}),
        ("POST", f"{here}/scenes/{edition_id}/remove", {}),
        ("POST", f"{here}/partners/{edition_id}/remove", {}),
        ("GET", "/challenge/editions/new", {}),
        ("POST", "/challenge/editions/new", {"slug": "x", "code_prefix": "XX", "name_en": "x"}),
        ("GET", "/challenge/cities/new", {}),
        ("POST", "/challenge/cities/new", scene | {"country": "FR", "time_zone": "UTC"}),
    ]


async def _status(client: httpx.AsyncClient, method: str, url: str, form: dict[str, Any]) -> int:
    answer = await client.get(url) if method == "GET" else await post(client, url, form)
    return answer.status_code


async def test_shenzhen_is_not_there_for_the_organiser_of_paris(client: httpx.AsyncClient, world: World) -> None:
    await sign_in(client, world.paul)
    before = await db.fetch("select * from round order by id")
    routes = [*_routes_of_a_round(world.shenzhen), *_routes_of_an_edition(world.edition)]
    assert [await _status(client, *route) for route in routes] == [404] * len(routes)
    assert await db.fetch("select * from round order by id") == before
    page = (await client.get("/challenge/editions/baoting-2026")).text
    assert ("Paris round" in page, "Shenzhen round" in page) == (True, False)
    assert (await client.get(f"/challenge/rounds/{world.paris}")).status_code == 200


async def test_nothing_is_there_for_who_organises_nothing(client: httpx.AsyncClient, world: World) -> None:
    await sign_in(client, world.mei)
    lists = [("GET", "/challenge/editions", {}), ("GET", "/challenge/editions/baoting-2026", {})]
    routes = [*lists, *_routes_of_a_round(world.paris), *_routes_of_an_edition(world.edition)]
    assert [await _status(client, *route) for route in routes] == [404] * len(routes)


async def test_an_organiser_of_another_edition_finds_nothing_here(client: httpx.AsyncClient, world: World) -> None:
    await grant(world.mei, "programme_organiser", edition_id=await make_edition(slug="other"))
    await sign_in(client, world.mei)
    routes = [*_routes_of_a_round(world.paris), *_routes_of_an_edition(world.edition)[:11]]
    assert [await _status(client, *route) for route in routes] == [404] * len(routes)


async def test_a_visitor_is_asked_to_sign_in(client: httpx.AsyncClient, world: World) -> None:
    answer = await client.get(f"/challenge/rounds/{world.paris}")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/sign-in?next=%2Fchallenge%2Frounds%2F{world.paris}",
    )
    assert await _status(client, "POST", f"/challenge/rounds/{world.paris}/step", {"to": "screening"}) == 401


async def test_a_refused_step_is_recorded(client: httpx.AsyncClient, world: World) -> None:
    await sign_in(client, world.paul)
    assert await _status(client, "POST", f"/challenge/rounds/{world.paris}/step", {"to": "decided"}) == 409
    row = await db.fetchrow("select actor_id, action, outcome, data from audit_record where outcome = 'refused'")
    assert row is not None
    assert (row["actor_id"], row["action"]) == (world.paul, "step_round")
    facts = msgspec.json.decode(row["data"])["facts"]
    assert (facts["round_id"], facts["state"]) == (str(world.paris), "open")


@pytest.mark.parametrize("to", ["judging", "deliberation", "notice", "decided"])
async def test_steps_of_judging_are_not_taken_here(client: httpx.AsyncClient, world: World, to: str) -> None:
    before = {"judging": "screening", "deliberation": "judging", "notice": "deliberation", "decided": "notice"}[to]
    await db.execute("update round set state = $1", before)
    await sign_in(client, world.ana)
    assert await _status(client, "POST", f"/challenge/rounds/{world.paris}/step", {"to": to}) == 409
    assert await db.fetchval("select state from round where id = $1", world.paris) == before


async def test_cancelling_without_a_reason_keeps_the_form(client: httpx.AsyncClient, world: World) -> None:
    await sign_in(client, world.paul)
    answer = await post(client, f"/challenge/rounds/{world.paris}/step", {"to": "cancelled"})
    assert (answer.status_code, _errors(answer)) == (422, ["reason_en"])


async def test_the_list_of_editions_takes_the_same_statements_for_one_and_three(
    client: httpx.AsyncClient, world: World
) -> None:
    await sign_in(client, world.ana)
    one = await statements(client, "/challenge/editions")
    for _ in range(2):
        edition = await make_edition()
        await make_round(edition)
    assert (one, await statements(client, "/challenge/editions")) == (2, 2)


async def test_an_editions_page_takes_the_same_statements_for_one_and_three_rounds(
    client: httpx.AsyncClient, world: World
) -> None:
    await sign_in(client, world.ana)
    await db.execute("delete from round where id = $1", world.shenzhen)
    one = await statements(client, "/challenge/editions/baoting-2026")
    for _ in range(2):
        await make_round(world.edition)
        await make_scene(world.edition, key=f"scene-{_}")
    assert (one, await statements(client, "/challenge/editions/baoting-2026")) == (6, 6)
