"""The pages of the demonstration as people see them, to be looked at: `make screenshots` names the folder.

Each is taken at two widths in both languages. The first page is the picture in README.md too.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.async_api import Browser

from contest.demo import PASSWORD
from contest.lib.config import ROOT
from tests.journeys.browser import NARROW, WIDE, Person, person
from tests.journeys.conftest import FIRST_VALKEY, house_on
from tests.journeys.house import House

FOLDER = os.environ.get("SCREENSHOTS", "")
README = ROOT / "tests/screenshot.png"
A4 = {"width": 1123, "height": 794}

pytestmark = [
    pytest.mark.skipif(not FOLDER, reason="SCREENSHOTS names no folder"),
    pytest.mark.timeout(600),
]


class Picture(msgspec.Struct, frozen=True):
    """`way` begins with an address; then come links, as selectors. `who` is the beginning of a demo sign-in."""

    name: str
    who: str
    way: tuple[str, ...]


EDITION = "/challenge/editions/baoting-2026"
BERLIN = f"{EDITION}", "tr:has-text('Berlin') a", "a[href^='/judging/rounds/']"

PICTURES = (
    Picture("home", "", ("/",)),
    Picture("call", "", ("/", "a[href^='/calls/']")),
    Picture("results", "", ("/", "a[href^='/results/']")),
    Picture("verify", "applicant10", ("/certificates", "a[href*='/verify/']")),
    Picture("sign-in", "", ("/sign-in",)),
    Picture("not-found", "", ("/nowhere",)),
    Picture("my-home", "applicant14", ("/home",)),
    Picture("entry", "applicant14", ("/submissions", "main a[href^='/submissions/BT']")),
    Picture("draft", "applicant14", ("/submissions", "main a[href^='/submissions/BT']", "main a[href$='/edit']")),
    Picture("certificates", "applicant10", ("/certificates",)),
    Picture("reviews", "judge1", ("/judging/reviews",)),
    Picture("review", "judge1", ("/judging/reviews", "main a[href^='/judging/reviews/']")),
    Picture("desk", "organiser", ("/desk",)),
    Picture("mail", "organiser", ("/desk/mail",)),
    Picture("edition", "organiser", (EDITION,)),
    Picture("forms", "organiser", (f"{EDITION}/forms",)),
    Picture("form", "organiser", (f"{EDITION}/forms", "main tbody a")),
    Picture("form-preview", "organiser", (f"{EDITION}/forms", "main a[href$='/preview']")),
    Picture("judging", "organiser", BERLIN),
    Picture("ranking", "organiser", (*BERLIN, "main a[href$='/ranking']")),
)


@pytest.fixture(scope="module")
def stage(stores: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    logs = tmp_path_factory.mktemp("demonstration")
    with house_on(stores, logs, "demonstration", FIRST_VALKEY + 1).running() as house:
        yield house


@pytest.fixture(scope="module")
async def demonstration(stage: House) -> House:
    await stage.run("demo")
    return stage


async def arrive(window: Person, picture: Picture) -> str:
    """Go the way to the page; its path."""
    if picture.who:
        await window.sign_in(f"{picture.who}@demo.example", PASSWORD)
    first, *links = picture.way
    window.expected |= {404}
    await window.open(first)
    for link in links:
        await window.page.locator(link).first.click()
        await window.page.wait_for_load_state()
    return window.page.url.removeprefix(window.url)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
async def test_screenshot(demonstration: House, chromium: Browser, picture: Picture) -> None:
    async with person(chromium, demonstration.url) as window:
        path = await arrive(window, picture)
        for language in ("en", "zh"):
            await window.open(f"/language/{language}?next={path}")
            for size in (WIDE, NARROW):
                await window.page.set_viewport_size(size)  # type: ignore[arg-type]
                name = f"{picture.name}-{size['width']}-{language}.png"
                await window.page.screenshot(path=Path(FOLDER, name), full_page=True)
                assert await window.page.evaluate("document.documentElement.scrollWidth") <= size["width"]


async def test_screenshot_of_the_dark(demonstration: House, chromium: Browser) -> None:
    async with person(chromium, demonstration.url, color_scheme="dark") as window:
        for path, name in (("/", "home"), ("/verify", "verify-form"), ("/sign-in", "sign-in")):
            await window.open(path)
            await window.page.screenshot(path=Path(FOLDER, f"{name}-1280-en-dark.png"), full_page=True)


async def test_screenshot_of_a_certificate(demonstration: House, chromium: Browser, tmp_path: Path) -> None:
    async with person(chromium, demonstration.url, viewport=A4) as window:
        await window.sign_in("applicant10@demo.example", PASSWORD)
        await window.open("/certificates")
        async with window.page.expect_download() as coming:
            await window.page.locator("a[href$='.pdf']").first.click()
        await (await coming.value).save_as(tmp_path / "certificate.pdf")
        await window.page.goto(f"file://{tmp_path}/certificate.pdf#toolbar=0&navpanes=0&view=Fit")
        blank = b""
        # The viewer says nothing when it has drawn the page: it has when the picture stays the same.
        while (seen := await window.page.screenshot(path=Path(FOLDER, "certificate.png"))) != blank:
            blank = seen
            await window.page.wait_for_timeout(1000)


async def test_screenshot_for_the_readme(demonstration: House, chromium: Browser) -> None:
    async with person(chromium, demonstration.url) as window:
        await window.open("/")
        await window.page.screenshot(path=README)
    assert README.stat().st_size < 300_000
