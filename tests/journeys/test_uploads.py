"""A file comes in over a line that breaks, from a browser that is closed, straight to the storage or around it."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Browser, Route, expect

from contest.lib import clock, db
from contest.lib.passwords import hash_password
from tests.journeys.browser import PASSWORD, Person, person
from tests.journeys.chain import deck_form
from tests.journeys.conftest import FIRST_VALKEY, People, house_on
from tests.journeys.house import House
from tests.makers import make_edition, make_person, make_round, make_scene, pdfs

EMAIL = "tala@atoll.example"
DECK = pdfs.of_size(11 * 1024 * 1024)  # three parts
OTHER = pdfs.of_size(len(DECK) - 1) + b"x"
LINE = 1_000_000  # bytes a second

SECOND_PART = """() => {
  const bar = document.querySelector("input[name=pitch_deck]")?.form.querySelector("progress");
  return bar && !bar.hidden && bar.value > 50 && bar.value < 85;
}"""


async def ground(house: House) -> UUID:
    async with house.database():
        now = clock.now()
        edition = await make_edition()
        await make_scene(edition)
        dates = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
        made = await make_round(edition, **dates, reviews_due_at=now + timedelta(days=30))
        tala = await make_person("Tala Fonoti", email=EMAIL)
        await db.execute("update person set password_hash = $2 where id = $1", tala, await hash_password(PASSWORD))
    return made


@pytest.fixture(scope="module")
async def round_(house: House) -> UUID:
    return await ground(house)


async def begin(tala: Person, round_id: UUID) -> Person:
    await tala.sign_in(EMAIL)
    await tala.open(f"/submissions/new?round_id={round_id}")
    await tala.fill({"kind": "project"})
    await tala.press("Begin")
    await tala.page.wait_for_url("**/edit")
    return tala


@pytest.fixture
async def tala(people: People, round_: UUID) -> Person:
    return await begin(await people(), round_)


async def choose(tala: Person, folder: Path, deck: bytes = DECK) -> None:
    """A file on the disk, as people have theirs."""
    (folder / "deck.pdf").write_bytes(deck)
    await tala.page.locator("input[type=file][name=pitch_deck]").set_input_files(folder / "deck.pdf")


async def arrived(house: House, deck: bytes = DECK) -> None:
    [row] = await house.sql("select sha256, size from file where state = 'checked' order by id desc limit 1")
    assert (row["sha256"], row["size"]) == (sha256(deck).hexdigest(), len(deck))


async def is_checked(tala: Person) -> None:
    await expect(tala.page.locator("#entry-files .status")).to_have_text("Checked", timeout=60_000)
    await expect(tala.page.locator("#entry-files li")).to_have_count(1)


async def says(tala: Person, words: str) -> None:
    await expect(deck_form(tala).locator(".upload-words")).to_contain_text(words)


async def test_a_dropped_line_is_waited_for(house: House, tala: Person, tmp_path: Path) -> None:
    await choose(tala, tmp_path)
    async with tala.slow_line(LINE):
        await tala.press("Upload", deck_form(tala))
        await tala.page.wait_for_function(SECOND_PART)
    await tala.page.context.set_offline(True)
    waiting = re.compile(r"No connection\. (5\.2|10) MB of 12 MB are here; it goes on by itself\.")
    await expect(deck_form(tala).locator(".upload-words")).to_have_text(waiting)
    await tala.check()
    await tala.page.context.set_offline(False)
    await is_checked(tala)
    await arrived(house)
    tala.troubles.clear()  # the browser reports what could not be sent


async def test_a_closed_browser_goes_on_with_the_same_file(house: House, tala: Person, tmp_path: Path) -> None:
    path = tala.page.url.removeprefix(tala.url)
    await choose(tala, tmp_path)
    async with tala.slow_line(LINE):
        await tala.press("Upload", deck_form(tala))
        await tala.page.wait_for_function(SECOND_PART)
        await tala.press("Pause", deck_form(tala))
        await says(tala, "Paused. 5.2 MB of 12 MB are here.")
        await tala.check(everywhere=False)
    again = await tala.window()
    await tala.page.close()
    await again.open(path)
    await again.sees("“deck.pdf” (11.5 MB) is not here in full.")
    await again.check()
    await choose(again, tmp_path)
    sent: list[str] = []
    again.page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    await again.press("Upload", deck_form(again))
    await is_checked(again)
    assert [url[-1] for url in sent] == ["2", "3"]
    await arrived(house)


async def test_pause_go_on_and_discard(house: House, tala: Person, tmp_path: Path) -> None:
    await choose(tala, tmp_path)
    async with tala.slow_line(LINE):
        await tala.press("Upload", deck_form(tala))
        await tala.page.wait_for_function(SECOND_PART)
        await tala.press("Pause", deck_form(tala))
        await says(tala, "Paused.")
        await tala.press("Go on", deck_form(tala))
        await says(tala, "Sending: ")
        await tala.press("Discard", deck_form(tala))
        await says(tala, "Discarded. Nothing was kept.")
    await tala.page.reload()
    assert "is not here in full" not in await tala.page.content()
    [row] = await house.sql("select state from file order by id desc limit 1")
    assert row["state"] == "dropped"


async def test_another_file_of_the_same_name_is_never_mixed_in(house: House, tala: Person, tmp_path: Path) -> None:
    await choose(tala, tmp_path, OTHER)
    async with tala.slow_line(LINE):
        await tala.press("Upload", deck_form(tala))
        await tala.page.wait_for_function(SECOND_PART)
        await tala.press("Pause", deck_form(tala))
        await says(tala, "Paused.")
    await tala.page.reload()
    await choose(tala, tmp_path, OTHER.replace(b"%%%%%", b"%%%%$", 1))
    await tala.press("Upload", deck_form(tala))
    await is_checked(tala)
    states = [row["state"] for row in await house.sql("select state from file order by id desc limit 2")]
    assert states == ["checked", "dropped"]


async def test_a_session_that_ended_stops_nothing_for_good(house: House, tala: Person, tmp_path: Path) -> None:
    await choose(tala, tmp_path)
    tala.expected |= {401, 403}
    other = await tala.window()
    async with tala.slow_line(LINE):
        await tala.press("Upload", deck_form(tala))
        await tala.page.wait_for_function(SECOND_PART)
        house.end_sessions()
        await says(tala, "You are signed out. What was sent is kept.")
    await other.sign_in(EMAIL)
    await tala.page.bring_to_front()
    await tala.page.evaluate("dispatchEvent(new Event('focus'))")
    await is_checked(tala)
    await arrived(house)


@pytest.fixture(scope="module")
def direct(stores: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose storage browsers reach."""
    logs = tmp_path_factory.mktemp("direct")
    reached = {**stores, "S3_PUBLIC_ENDPOINT_URL": stores["S3_ENDPOINT_URL"]}
    with house_on(reached, logs, "direct", FIRST_VALKEY + 1).running() as started:
        yield started


@pytest.fixture(scope="module")
async def direct_round(direct: House) -> UUID:
    await direct.run("bucket")
    return await ground(direct)


@pytest.fixture
async def nearby(direct: House, direct_round: UUID, chromium: Browser) -> AsyncIterator[Person]:
    async with person(chromium, direct.url) as made:
        yield await begin(made, direct_round)


async def test_straight_to_the_storage_and_never_through_the_site(
    direct: House, nearby: Person, tmp_path: Path
) -> None:
    sent: list[str] = []
    nearby.page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    await choose(nearby, tmp_path)
    await nearby.press("Upload", deck_form(nearby))
    await is_checked(nearby)
    await arrived(direct)
    assert len(sent) == 3
    assert all(url.startswith(direct.env["S3_PUBLIC_ENDPOINT_URL"]) for url in sent)


async def test_a_browser_that_does_not_reach_the_storage_goes_through_the_site(
    direct: House, nearby: Person, tmp_path: Path
) -> None:
    async def refuse(route: Route) -> None:
        await route.abort("connectionrefused")

    await nearby.page.route(f"{direct.env['S3_PUBLIC_ENDPOINT_URL']}/**", refuse)
    await choose(nearby, tmp_path)
    await nearby.press("Upload", deck_form(nearby))
    await is_checked(nearby)
    await arrived(direct)
    nearby.troubles.clear()  # the browser reports what it did not reach
