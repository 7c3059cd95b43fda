"""The three stores of one home: those not given by address are started here."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from contest.lib.local.account import to_become
from contest.lib.local.errors import AlreadyRunning
from contest.lib.local.locks import Locks
from contest.lib.local.part import Part, Place, run_folder
from contest.lib.local.postgres import Postgres
from contest.lib.local.processes import Child
from contest.lib.local.s3 import S3
from contest.lib.local.states import State, state_of
from contest.lib.local.supervisor import Supervisor, stop_all
from contest.lib.local.valkey import Valkey

# Slowest to start first. The variable that, when set, says that the part runs elsewhere.
PARTS: dict[str, Callable[[Place], Part]] = {
    "S3_ENDPOINT_URL": S3,
    "REDIS_URL": Valkey,
    "DATABASE_URL": Postgres,
}
NAMES = {"S3_ENDPOINT_URL": "s3", "REDIS_URL": "valkey", "DATABASE_URL": "postgres"}
MAKE_S = 120.0
READY_S = 60.0
STOP_S = 2.0  # the S3 server may hang for half a minute; killed, it loses nothing that it had confirmed


class Stores:
    """PostgreSQL, Valkey and S3 on a home. `start` from the main thread; `supervisor.check` revives them."""

    def __init__(self, home: Path, *, given: Mapping[str, str] = os.environ, is_durable: bool = True) -> None:
        """`given` says by its variables what runs elsewhere. `is_durable=False`, for tests, syncs nothing."""
        self.home = home.absolute()
        self.supervisor = Supervisor()
        self.children: list[Child] = []
        self._wanted = [part for variable, part in PARTS.items() if not given.get(variable)]
        self._is_durable = is_durable
        self._parts: list[Part] = []
        self._run: Path | None = None
        self._locks: Locks | None = None

    def start(self, *, meanwhile: Callable[[dict[str, str]], None] = lambda _: None) -> dict[str, str]:
        """Start what is not given and wait until it answers; the variables by which it is found.

        `meanwhile` is called with them before the wait: what it starts may load, but must not use them yet.

        LocalError says what is wrong in one line; StopAsked when the supervisor was told to stop. Nothing is
        left running then.
        """
        locks = self.take()
        try:
            return self._start(locks, meanwhile)
        except BaseException:
            self.stop()
            raise

    def take(self) -> Locks:
        """Make the home ours, once. LocalError when it runs already."""
        if self._locks:
            return self._locks
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in ("logs", "keys"):
            (self.home / folder).mkdir(exist_ok=True, mode=0o700)
        locks = Locks(self.home)
        locks.take()
        self._locks = locks
        return locks

    @property
    def keep_open(self) -> tuple[int, ...]:
        """The descriptor that every child of this home must inherit: it says that something still runs."""
        return (self._locks.inherited,) if self._locks else ()

    def _start(self, locks: Locks, meanwhile: Callable[[dict[str, str]], None]) -> dict[str, str]:
        parts = self._make_parts((locks.inherited,))
        for part in parts:
            if making := part.prepare():
                self.supervisor.run(making, seconds=MAKE_S)  # the others are starting meanwhile
            child = part.child()
            self.children.append(child)
            self.supervisor.start(child)
        self._parts = parts
        meanwhile(self.environment())
        for part, child in zip(parts, self.children, strict=True):
            self.supervisor.wait_until(f"starting {part.name}", part.is_ready, seconds=READY_S, child=child)
        return self.environment()

    def _make_parts(self, keep_open: tuple[int, ...]) -> list[Part]:
        if not self._wanted:
            return []
        account = to_become()
        self._run = run_folder(self.home, account)
        place = Place(self.home, self._run, account, self._is_durable, keep_open)
        return [make(place) for make in self._wanted]

    def environment(self) -> dict[str, str]:
        """The variables by which the parts of this home are found, whoever started them."""
        parts = self._parts or self._make_parts(())
        return {name: value for part in parts for name, value in part.environment().items()}

    def is_ready(self) -> bool:
        """Whether all that was started answers now."""
        return all(part.is_ready() for part in self._parts)

    def states(self) -> list[State]:
        """How each part is, the first to start first; one that runs elsewhere is not asked."""
        started = {part.name: (part, child) for part, child in zip(self._parts, self.children, strict=False)}
        found = []
        for variable, make in PARTS.items():
            name = NAMES[variable]
            if make not in self._wanted:
                found.append(State(name, "elsewhere"))
            elif name not in started:
                found.append(State(name, "starts"))
            else:
                part, child = started[name]
                found.append(state_of(child, self.supervisor, answers=part.is_ready))
        return found

    def stop(self, *, seconds: float = STOP_S) -> None:
        """Stop what was started, all at once, and give the home back."""
        self.supervisor.forget(self.children)
        stop_all(self.children, seconds=seconds)
        self.children.clear()
        if self._run:
            shutil.rmtree(self._run, ignore_errors=True)
        if self._locks:
            self._locks.close()
            self._locks = None


@contextmanager
def reached(home: Path, *, given: Mapping[str, str] = os.environ) -> Iterator[dict[str, str]]:
    """The variables of the stores: those of the house that runs on this home, else of stores started for the while."""
    stores = Stores(home, given=given)
    if all(given.get(variable) for variable in PARTS):
        yield {}
        return
    try:
        found = stores.start()
    except AlreadyRunning:
        yield stores.environment()
        return
    try:
        yield found
    finally:
        stores.stop()
