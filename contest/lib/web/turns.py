"""First come, first served: only so many requests are worked on at once, the others wait for their turn.

Without it a hundred requests at a deadline share the processor, each a little at a time, and the one with the most
steps, the hand-in, is the last to be answered. A turn covers the work alone: it begins when the body has come and ends
with the first byte of the answer, so that a slow line on either side keeps nobody waiting.
"""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from litestar.types import Receive, Scope

AT_ONCE = 10  # as many as there are connections to the database: whoever has a turn does not wait a second time
LONGEST_TURN_S = 0.5  # whoever waits for something else by then (storage, a hash) no longer counts
MOST_WAITING = 128  # of requests on connections that are here already, as from a proxy; a reader is then sent away
READ_AHEAD = 1 << 20  # a longer body is an upload: it is taken in while it comes, and waits for no turn


_own: ContextVar[Callable[[], None] | None] = ContextVar("own_turn", default=None)


def step_aside() -> None:
    """End the turn of this request: it waits for something that is none of the others' business, such as a hash."""
    leave = _own.get()
    if leave is not None:
        leave()


class Turns:
    """The turns of one process."""

    def __init__(self, at_once: int = AT_ONCE, longest: float = LONGEST_TURN_S) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._longest = longest
        self._waiting = 0
        self._calm: Callable[[], None] | None = None

    async def take(self) -> Callable[[], None]:
        """Wait for a turn. What comes back ends it, and does so once however often it is called."""
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
            if not self._waiting:
                tell, self._calm = self._calm, None
                if tell is not None:
                    tell()
        has_ended = False

        def leave() -> None:
            nonlocal has_ended
            if not has_ended:
                has_ended = True
                timer.cancel()
                self._free.release()

        _own.set(leave)
        timer = asyncio.get_running_loop().call_later(self._longest, leave)
        return leave

    @property
    def are_too_many(self) -> bool:
        """Whether so many wait that one more would only wait in vain."""
        return self._waiting >= MOST_WAITING

    def when_calm(self, tell: Callable[[], None]) -> bool:
        """Whether anybody waits for a turn; if so, `tell` is called once nobody does."""
        if self._waiting:
            self._calm = tell
        return bool(self._waiting)


def let_abandon(scope: Scope) -> None:
    """This task only reads for whoever asked: once they have hung up it ends, wherever it is, and costs no more."""
    scope["state"]["reader"] = asyncio.current_task()


def abandon(scope: Any) -> None:
    """Whoever asked has hung up. Work that changes something goes on: its sender may look for what became of it."""
    reader = scope.get("state", {}).get("reader")
    if reader is not None:
        scope["state"]["is_abandoned"] = True
        reader.cancel()


def no_turn() -> None:
    """The end of a turn that was not needed."""


async def read_ahead(scope: Scope, receive: Receive) -> Receive | None:
    """The same request with its body here already; None where that is too long, or of no length that is said."""
    said = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    if not said.isdigit() or int(said) > READ_AHEAD:
        return None
    parts: list[Any] = []
    while True:
        part = await receive()
        parts.append(part)
        if part["type"] != "http.request" or not part.get("more_body", False):
            break
    parts.reverse()

    async def again() -> Any:
        return parts.pop() if parts else await receive()

    return again
