"""The virus scanner (clamd), over TCP or a unix socket: one stream of bytes in, one answer out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from msgspec import Struct

from contest.lib.config import settings
from contest.lib.errors import Unavailable
from contest.lib.i18n import N_

CHUNK_BYTES = 64 * 1024
CONNECT_SECONDS = 5
ANSWER_SECONDS = 120
_LONGEST = 4096


class Scan(Struct, frozen=True):
    """`scanner`: its name, version and the date of its signatures. `virus`: what it calls what it found, or nothing."""

    scanner: str = ""
    virus: str = ""


@asynccontextmanager
async def _connected() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    address = urlsplit(settings().clamd_url)
    if address.scheme == "unix":
        opening = asyncio.open_unix_connection(address.path)
    else:
        opening = asyncio.open_connection(address.hostname or "127.0.0.1", address.port or 3310)
    reader, writer = await asyncio.wait_for(opening, CONNECT_SECONDS)
    try:
        yield reader, writer
    finally:
        writer.close()


async def _ask(command: bytes, data: bytes | None = None) -> str:
    async with asyncio.timeout(ANSWER_SECONDS), _connected() as (reader, writer):
        writer.write(b"z" + command + b"\0")
        for at in range(0, len(data or b""), CHUNK_BYTES):
            chunk = (data or b"")[at : at + CHUNK_BYTES]
            writer.write(len(chunk).to_bytes(4, "big") + chunk)
            await writer.drain()
        if data is not None:
            writer.write(bytes(4))
        await writer.drain()
        answer = await reader.read(_LONGEST)
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


async def version() -> str:
    """Its name, version and the date of its signatures; `Unavailable` where it does not answer."""
    try:
        answer = await _ask(b"VERSION")
    except (OSError, TimeoutError, ValueError) as error:
        raise Unavailable(N_("The virus scanner does not answer.")) from error
    if not answer.startswith("ClamAV"):
        raise Unavailable(N_("The virus scanner does not answer."))
    return answer[:200]


async def scan(data: bytes) -> Scan:
    """Let it look at `data`. Anything but a clear answer is `Unavailable`: nothing passes unseen."""
    scanner = await version()
    try:
        answer = await _ask(b"INSTREAM", data)
    except (OSError, TimeoutError, ValueError) as error:  # it hangs up on what is larger than its StreamMaxLength
        raise Unavailable(N_("The virus scanner does not answer.")) from error
    if answer == "stream: OK":
        return Scan(scanner)
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Scan(scanner, answer.removeprefix("stream: ").removesuffix(" FOUND")[:200])
    raise Unavailable(N_("The virus scanner could not look at this file: %(answer)s", answer=answer[:200]))
