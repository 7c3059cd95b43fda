"""People in a browser: what they do, and what every page they see must hold."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, Request, expect

from contest.lib import clock, totp
from contest.lib.config import ROOT

SECONDS = 20.0  # a worker may be busy
expect.set_options(timeout=SECONDS * 1000)

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
AXE = ROOT / "node_modules/axe-core/axe.min.js"
PASSWORD = "a-long-walk-by-the-sea"
CODES: dict[str, list[str]] = {}  # recovery codes, by the address of who keeps them

_STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
_REPORT = """async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {resultTypes: ["violations"], runOnly: rules});
  const where = (node) => `    ${node.html.slice(0, 200)}\\n    ${node.failureSummary}`;
  return found.violations.map((each) => `${each.id}: ${each.help}\\n${each.nodes.map(where).join("\\n")}`);
}"""


class Person:
    """One person with a browser of their own. `page` is what they look at; `troubles` what no page may do.

    A refusal that a journey asks for is named first: `person.expected |= {422}`.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.troubles: list[str] = []
        self.expected: set[int] = set()
        page.on("console", self._on_console)
        page.on("pageerror", self._on_error)
        page.on("requestfailed", self._on_failure)

    async def window(self) -> "Person":
        """One more window of the same person, signed in like the first."""
        made = Person(await self.page.context.new_page(), self.url)
        made.troubles = self.troubles
        return made

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        status = _STATUS.match(message.text)
        if status is None or int(status[1]) not in self.expected:
            self.troubles.append(f"{self.page.url}: {message.text}")

    def _on_error(self, error: Error) -> None:
        self.troubles.append(f"{self.page.url}: {error}")

    def _on_failure(self, request: Request) -> None:
        # What a person stops, or leaves behind by going on, is no trouble.
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"{request.url}: {request.failure}")

    async def open(self, path: str) -> None:
        answer = await self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status < 400 or answer.status in self.expected, f"{path}: {answer.status}"

    async def press(self, name: str, within: Locator | None = None) -> None:
        await (within or self.page).get_by_role("button", name=name, exact=True).click()

    async def follow(self, name: str) -> None:
        await self.page.get_by_role("link", name=name, exact=True).first.click()

    async def fill(self, values: dict[str, str], within: Locator | None = None) -> None:
        """Fill fields by their names: text as typed, a choice by its value."""
        for name, value in values.items():
            field = (within or self.page).locator(f"[name='{name}']")
            kind = await field.first.evaluate("(field) => field.type")
            if kind in {"radio", "checkbox"}:
                await (within or self.page).locator(f"[name='{name}'][value='{value}']").check()
            elif kind.startswith("select"):
                await field.select_option(value)
            else:
                await field.fill(value)

    async def choose_file(self, field: str, name: str, data: bytes) -> None:
        file = {"name": name, "mimeType": "application/pdf", "buffer": data}
        await self.page.locator(f"input[type=file][name='{field}']").set_input_files(file)  # type: ignore[arg-type]

    async def sees(self, words: str | re.Pattern[str], *, seconds: float = SECONDS) -> None:
        """The page says so, at the latest after some seconds: a plan is made in a worker that stands back."""
        await expect(self.page.locator("main")).to_contain_text(words, timeout=seconds * 1000)

    async def heading(self, words: str) -> None:
        await expect(self.page.locator("h1")).to_have_text(words)

    async def check(self, *, everywhere: bool = False) -> None:
        """No violation that axe finds; `everywhere`: in Chinese on a phone too, where nothing may stick out."""
        await self._axe()
        if everywhere:
            await self.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
            await self._fits()
            await self._in_language("zh")
            await self._fits()
            await self._axe()
            await self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
            await self._in_language("en")

    async def _in_language(self, code: str) -> None:
        path = self.page.url.removeprefix(self.url)
        await self.page.goto(f"{self.url}/language/{code}?next={path}")
        assert await self.page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-CN"}[code], path

    async def _axe(self) -> None:
        await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate(_REPORT)
        assert not found, f"{self.page.url}\n" + "\n".join(found)

    async def _fits(self) -> None:
        await self.page.wait_for_load_state()  # a page that has only begun has no element yet
        width = await self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROW["width"], f"{self.page.url} is {width} pixels wide on a phone"

    @asynccontextmanager
    async def slow_line(self, bytes_a_second: int) -> AsyncIterator[None]:
        """What leaves this browser meanwhile goes no faster."""
        line = await self.page.context.new_cdp_session(self.page)
        free = {"offline": False, "latency": 0, "downloadThroughput": -1}
        await line.send("Network.enable")
        await line.send("Network.emulateNetworkConditions", {**free, "uploadThroughput": bytes_a_second})
        try:
            yield
        finally:
            await line.send("Network.emulateNetworkConditions", {**free, "uploadThroughput": -1})
            await line.detach()

    async def sign_in(self, email: str, password: str = PASSWORD) -> None:
        await self.open("/sign-in")
        await self.fill({"email": email, "password": password})
        await self.press("Sign in")
        await self.page.wait_for_url(re.compile(r"/home$|/account/factor\?"))
        if "/account/factor" in self.page.url:
            await self._show_factor(email)

    async def _show_factor(self, email: str) -> None:
        """An app reads the secret the first time; later a recovery code does, for codes of one minute come once."""
        if await self.page.get_by_role("button", name="Set up a second factor").count():
            CODES[email] = await self._set_up_factor()
        else:
            await self.fill({"factor_code": CODES[email].pop()})
            await self.press("Confirm")
        await self.page.wait_for_url("**/home")

    async def set_up_factor(self, wanted: str) -> None:
        """Ask for a page of the staff and set up the second factor that it wants: an app reads the secret."""
        await self.page.goto(self.url + wanted)
        await self._set_up_factor(looked_at=True)
        await self.page.wait_for_url("**/home")  # changing the language forgets what was wanted
        await self.open(wanted)

    async def _set_up_factor(self, *, looked_at: bool = False) -> list[str]:
        await self.press("Set up a second factor")
        await self.page.locator("summary", has_text="I cannot read the picture").click()
        shown = self.page.locator("code.address")
        await expect(shown).to_be_visible()
        secret = (await shown.inner_text()).replace(" ", "")
        if looked_at:
            await self.check(everywhere=True)
        await self.fill({"factor_code": totp.code_at(secret, totp.step_of(clock.now()))})
        await self.press("Set it up")
        await expect(self.page.locator(".recovery-codes li")).to_have_count(10)
        if looked_at:
            await self.check()
        codes = await self.page.locator(".recovery-codes li").all_inner_texts()
        await self.follow("I have kept them: go on")
        return codes


@asynccontextmanager
async def person(browser: Browser, url: str, **options: Any) -> AsyncIterator[Person]:
    """A browser window of somebody's own; at the end nothing may have gone wrong in it."""
    context = await browser.new_context(**{"viewport": WIDE, "locale": "en-GB", **options})
    context.set_default_timeout(15_000)
    try:
        made = Person(await context.new_page(), url)
        yield made
        assert made.troubles == [], made.troubles
    finally:
        await context.close()
