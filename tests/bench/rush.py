"""Two hundred applicants in the last minute: form, autosave, hand-in, receipt page, a new connection each time.

They do as people do: what is refused with 503, or breaks off, is sent again until it is through. A receipt counts when
its page was read.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

import msgspec
from msgspec import Struct, field

from contest.submissions.rules import DECLARATIONS
from tests.bench.rush_seed import Applicant

PAUSE_S = 0.2  # before what failed is tried again
ANSWER_S = 30.0
MOST_TRIES = 300
DIGEST = re.compile(rb'digest">([0-9a-f]{64})<')  # the first of the page is the whole content's


class Receipt(Struct, frozen=True):
    """What an applicant has in hand: the entry's code, the version, and the digest of its content."""

    code: str
    number: int
    sha256: str


class Tally(Struct):
    """What happened to everybody. `errors` counts answers of 500 and more and connections that broke."""

    seconds: list[float] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    errors: int = 0
    first_errors: list[str] = field(default_factory=list)
    unfinished: int = 0


class Answer(Struct, frozen=True):
    status: int
    location: str
    body: bytes


class Broken(Exception):
    """No whole answer came."""


async def ask(port: int, request: bytes) -> Answer:
    """One request on a connection of its own."""
    try:
        async with asyncio.timeout(ANSWER_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(request)
                raw = await reader.read(-1)
            finally:
                writer.close()
    except (OSError, TimeoutError) as error:
        raise Broken(type(error).__name__) from error
    head, found, body = raw.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    if not found or (length and len(body) != int(length[1])):
        raise Broken("cut off")
    location = re.search(rb"(?i)\r\nlocation: ([^\r]+)", head)
    return Answer(int(head[9:12]), location[1].decode() if location else "", body)


def _request(method: str, path: str, who: Applicant, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", f"Cookie: sid={who.cookie}; lang=en"]
    if method == "POST":
        lines += [f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Rush:
    """Everybody on one house, until `ends` (a moment of the monotonic clock)."""

    def __init__(self, port: int, ends: float) -> None:
        self.port, self.ends, self.tally = port, ends, Tally()

    async def look(self, applicants: list[Applicant]) -> None:
        """The house has been open for days when the deadline comes: everybody has seen their draft before."""
        at_once = asyncio.Semaphore(20)

        async def once(who: Applicant) -> None:
            async with at_once:
                await ask(self.port, _request("GET", f"/submissions/{who.drafts[0][0]}/edit", who))

        await asyncio.gather(*(once(who) for who in applicants))

    async def run(self, applicants: list[Applicant]) -> Tally:
        await asyncio.gather(*(self._apply(who) for who in applicants))
        return self.tally

    async def _apply(self, who: Applicant) -> None:
        for code, risks in who.drafts:
            if time.monotonic() >= self.ends:
                return
            await self._enter(who, code, risks)
        raise RuntimeError("an applicant has no draft left: seed more of them")

    async def _enter(self, who: Applicant, code: str, risks: str) -> None:
        """One entry from its form to its receipt."""
        here = f"/submissions/{code}"
        form = await self._sent(_request("GET", f"{here}/edit", who), lambda a: who.token.encode() in a.body)
        saving = {"revision": 3, "changes": {"risks": {"was": risks, "now": f"{risks} And floods."}}}
        body, token = msgspec.json.encode(saving), f"X-CSRFToken: {who.token}"
        saved = form and await self._sent(
            _request("POST", f"{here}/autosave", who, body, token, "Content-Type: application/json"),
            lambda a: b'"saved_at"' in a.body,
        )
        body = urlencode({"_csrf_token": who.token} | dict.fromkeys(DECLARATIONS, "yes")).encode()
        handed_in = saved and await self._sent(
            _request("POST", f"{here}/hand-in", who, body, "Content-Type: application/x-www-form-urlencoded"),
            lambda a: a.location.startswith(f"{here}/receipts/"),
        )
        receipt = handed_in and await self._sent(
            _request("GET", handed_in.location, who), lambda a: DIGEST.search(a.body) is not None
        )
        if not handed_in or not receipt:
            self.tally.unfinished += 1
            return
        digest = DIGEST.search(receipt.body)
        assert digest is not None
        self.tally.receipts.append(Receipt(code, int(handed_in.location.rpartition("/")[2]), digest[1].decode()))

    async def _sent(self, request: bytes, is_right: Callable[[Answer], bool]) -> Answer | None:
        """The right answer, however often it takes; None where it never comes."""
        for _ in range(MOST_TRIES):
            if (answer := await self._tried(request, ask)) is not None:
                if is_right(answer):
                    return answer
                self._note(f"{request[:60]!r} answered {answer.status} {answer.location}")
                if answer.status < 500:
                    return None
            await asyncio.sleep(PAUSE_S)
        return None

    async def _tried(self, request: bytes, ask: Callable[[int, bytes], Awaitable[Answer]]) -> Answer | None:
        began = time.perf_counter()
        try:
            return await ask(self.port, request)
        except Broken as error:
            self._note(f"{request[:60]!r} broke: {error}")
            return None
        finally:
            self.tally.seconds.append(time.perf_counter() - began)

    def _note(self, text: str) -> None:
        self.tally.errors += 1
        if len(self.tally.first_errors) < 5:
            self.tally.first_errors.append(text)
