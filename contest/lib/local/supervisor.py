"""Keeps children running, gives up on what cannot live, and stops all in a bounded time."""

import time
from collections.abc import Callable, Iterable

from contest.lib.local.errors import LocalError, StopAsked
from contest.lib.local.processes import Child

DEATHS_ALLOWED = 4  # the next one within the window ends everything
WINDOW_S = 60.0
FIRST_PAUSE_S = 0.1
POLL_S = 0.02


class Supervisor:
    """Children that must live. Not a thread: whoever holds it calls `check` or waits with it."""

    def __init__(self) -> None:
        self.stop_asked = False
        self.tell: Callable[[str], None] = lambda _: None
        self.pause: Callable[[float], None] = time.sleep  # what is done between two looks
        self._children: list[Child] = []
        self._deaths: dict[Child, list[float]] = {}
        self._start_at: dict[Child, float] = {}

    def start(self, child: Child) -> None:
        """Start a child and watch over it from now on."""
        child.start()
        self.adopt(child)

    def adopt(self, child: Child) -> None:
        """Watch over a child that was started already."""
        self._children.append(child)
        self._deaths[child] = []

    def check(self) -> None:
        """Start again what died, each time a little later. LocalError at the fifth death within a minute."""
        now = time.monotonic()
        for child in self._children:
            if child in self._start_at:
                if now >= self._start_at[child]:
                    del self._start_at[child]
                    child.start()
            elif not child.is_alive():
                self._mourn(child, now)

    def _mourn(self, child: Child, now: float) -> None:
        deaths = [moment for moment in self._deaths[child] if now - moment < WINDOW_S]
        deaths.append(now)
        self._deaths[child] = deaths
        if len(deaths) > DEATHS_ALLOWED:
            raise LocalError(
                f"{child.name} died {len(deaths)} times in a minute; its last words:\n{child.last_lines()}"
            )
        pause = FIRST_PAUSE_S * 2 ** (len(deaths) - 1)
        self._start_at[child] = now + pause
        self.tell(f"{child.name} ended with status {child.status()}; starting it again")

    def wait_until(self, what: str, is_done: Callable[[], bool], *, seconds: float, child: Child | None = None) -> None:
        """Keep all alive until `is_done`. LocalError after `seconds`, StopAsked when we are told to stop."""
        end = time.monotonic() + seconds
        while True:
            if self.stop_asked:
                raise StopAsked
            if is_done():
                return
            self.check()
            if time.monotonic() > end:
                words = f"; the last words of {child.name}:\n{child.last_lines()}" if child else ""
                raise LocalError(f"{what} took longer than {seconds:.0f} s{words}")
            self.pause(POLL_S)

    def run(self, child: Child, *, seconds: float) -> None:
        """Run a program that ends by itself, keeping the others alive. LocalError when it fails."""
        child.start()
        try:
            self.wait_until(child.name, lambda: not child.is_alive(), seconds=seconds, child=child)
        finally:
            child.kill()
        if child.status() != 0:
            raise LocalError(f"{child.name} failed:\n{child.last_lines()}")

    def deaths(self, child: Child) -> int:
        """How often it has ended by itself in the last minute or so."""
        return len(self._deaths.get(child, ()))

    def forget(self, children: Iterable[Child]) -> None:
        """Stop watching over these: what dies now stays dead."""
        for child in children:
            self._start_at.pop(child, None)
            if child in self._children:
                self._children.remove(child)


def stop_all(children: Iterable[Child], *, seconds: float) -> None:
    """Ask all of them at once, wait together, and kill what is still there after `seconds`."""
    living = [child for child in children if child.is_alive()]
    for child in living:
        child.ask_to_stop()
    end = time.monotonic() + seconds
    while any(child.is_alive() for child in living) and time.monotonic() < end:
        time.sleep(POLL_S)
    for child in living:
        child.kill()
