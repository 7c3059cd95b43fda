"""The whole house on one machine: the stores, two web processes on one socket, and a worker of each queue."""

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import msgspec

from contest.lib import clock
from contest.lib.local import notice
from contest.lib.local.errors import LocalError, StopAsked
from contest.lib.local.gate import READY, VARIABLE, Gate, Ready
from contest.lib.local.notice import Notice
from contest.lib.local.processes import Child, make_room
from contest.lib.local.states import state_of
from contest.lib.local.status import StatusPage
from contest.lib.local.stores import Stores
from contest.lib.local.supervisor import stop_all

WEB_PROCESSES = 2
QUEUES = ("quick", "slow")
MIGRATE_S = 600.0
READY_S = 60.0
# Together with the stores' own two seconds less than the five that an operator waits.
WEB_STOP_S, WORKER_STOP_S = 1.5, 1.0
IDLE_S = 0.2
LOOK_S = 0.5  # for an answer of the pages, of which the status page tells
RENEWED_WEB_S, RENEWED_WORKER_S = 35.0, 30.0  # to end what is under way while another is there already


class House:
    """Runs until it is told to stop. One signal handler, one thread: every child is started from here."""

    def __init__(self, home: Path, port: int, *, tell: Callable[[str], None], demo_words: str = "") -> None:
        """`port` 0 takes a free one. `tell` shows the operator one line, `demo_words` how to use the demonstration."""
        self._stores = Stores(home)
        self._home = self._stores.home
        self._port = port
        self._tell = tell
        self._demo_words = demo_words
        self._supervisor = self._stores.supervisor
        self._supervisor.tell = tell
        self._webs: list[Child] = []
        self._workers: list[Child] = []
        self._demo: Child | None = None
        self._gate = Gate()
        self._ready: dict[Child, Ready] = {}
        self._notice = Notice(os.getpid(), 0)
        self._restart_asked = self._is_restarting = False
        self._env: dict[str, str] = dict(os.environ)

    def run(self) -> None:
        """Start everything, keep it, and return when told to stop. LocalError when that cannot be done."""
        for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(asked, self._on_signal)  # a shell may have left SIGINT ignored
        signal.signal(signal.SIGUSR1, self._on_restart)
        try:
            self._keep()
        except StopAsked:
            pass
        finally:
            self._stop()

    def _on_signal(self, *_: object) -> None:
        self._supervisor.stop_asked = True

    def _on_restart(self, *_: object) -> None:
        self._restart_asked = True

    def _keep(self) -> None:
        self._stores.take()  # before the port: a second start should hear why the port is taken
        with _listen(self._port) as listener:
            asked, self._port = self._port, listener.getsockname()[1]
            self._show_status(asked + 1 if asked else 0)
            self._env |= {"CONTEST_HOME": str(self._home), "PORT": str(self._port)}
            self._stores.start(meanwhile=partial(self._start_web_and_workers, listener.fileno()))
            self._supervisor.run(self._child("migrate", log="migrate"), seconds=MIGRATE_S)
            self._gate.open()
            self._wait_until_ready()
            for child in self._webs[1:]:  # loading two at once takes each twice as long, and the first can serve
                self._supervisor.start(child)
            self._tell(f"Ready: {self._env.get('PUBLIC_URL') or f'http://127.0.0.1:{self._port}'}")
            self._tell(f"Status, also when no page is served: http://127.0.0.1:{self._notice.status_port}")
            self._start_demo()
            while not self._supervisor.stop_asked:
                self._supervisor.check()
                self._note_demo()
                if self._restart_asked:
                    self._restart(listener.fileno())
                self._supervisor.pause(IDLE_S)

    def _start_web_and_workers(self, listener: int, found: dict[str, str]) -> None:
        """They load their code while the stores start and the database is migrated, and wait at the gate."""
        self._env |= found
        self._workers = [self._child("worker", queue, log=f"worker-{queue}") for queue in QUEUES]
        self._webs = [self._web(number, listener) for number in range(1, WEB_PROCESSES + 1)]
        for child in (self._webs[0], *self._workers):
            self._supervisor.start(child)

    def _web(self, number: int, listener: int) -> Child:
        ready = Ready()
        words = ("web", "--fd", str(listener))
        also_open = (listener, ready.inherited)
        child = self._child(*words, log=f"web-{number}", also_open=also_open, env={READY: str(ready.inherited)})
        self._ready[child] = ready
        return child

    def _restart(self, listener: int) -> None:
        """New processes from what lies on the disk now, after its migrations. What fails leaves the old ones."""
        self._restart_asked, self._is_restarting, trouble = False, True, ""
        try:
            self._supervisor.run(self._child("migrate", log="migrate"), seconds=MIGRATE_S)
            for place in range(len(self._webs)):
                self._renew_web(place, listener)
            for place, worker in enumerate(self._workers):
                self._end(worker, Child.ask_to_stop, RENEWED_WORKER_S)
                self._workers[place] = self._child("worker", QUEUES[place], log=worker.name)
                self._supervisor.start(self._workers[place])
        except LocalError as error:
            trouble = str(error)
            self._tell(f"The restart was given up: {trouble}")
        self._is_restarting = False
        self._notice = msgspec.structs.replace(self._notice, restarts=self._notice.restarts + 1, trouble=trouble)
        notice.write(self._home, self._notice)

    def _renew_web(self, place: int, listener: int) -> None:
        """The new process serves before the old one takes its leave, from the same socket."""
        old, new = self._webs[place], self._web(place + 1, listener)
        new.start()
        try:
            serves = partial(self._serves_or_died, new)
            self._supervisor.wait_until(f"the new {new.name}", serves, seconds=READY_S, child=new)
            if not new.is_alive():
                raise LocalError(f"the new {new.name} ended:\n{new.last_lines()}")
        except BaseException:
            new.kill()
            self._ready.pop(new).close()
            raise
        self._supervisor.adopt(new)
        self._webs[place] = new
        self._end(old, Child.ask_to_drain, RENEWED_WEB_S)
        self._ready.pop(old).close()

    def _serves_or_died(self, web: Child) -> bool:
        return self._ready[web].is_told() or not web.is_alive()

    def _end(self, child: Child, ask: Callable[[Child], None], seconds: float) -> None:
        self._supervisor.forget([child])
        ask(child)
        end = time.monotonic() + seconds
        self._supervisor.wait_until(
            f"the end of {child.name}", lambda: not child.is_alive() or time.monotonic() > end, seconds=seconds + 5
        )
        child.kill()

    def _show_status(self, port: int) -> None:
        from contest.lib.local import status_page  # noqa: PLC0415 - its catalogue is loaded once somebody looks

        self._page = StatusPage(port, self._status, status_page.style)
        self._supervisor.pause = self._page.wait
        self._notice = Notice(os.getpid(), self._page.port)
        notice.write(self._home, self._notice)

    def _status(self) -> bytes:
        from contest.lib.local import status_page  # noqa: PLC0415 - as above

        webs = [state_of(web, self._supervisor, answers=self._pages_answer) for web in self._webs]
        workers = [state_of(worker, self._supervisor) for worker in self._workers]
        states = [*webs, *workers, *self._stores.states()]
        return status_page.page(states, at=clock.now(), is_restarting=self._is_restarting)

    def _pages_answer(self) -> bool:
        return _ask(self._port, "/healthz", seconds=LOOK_S)[0] in {200, 503}

    def _wait_until_ready(self) -> None:
        try:
            self._supervisor.wait_until("becoming ready", self._is_ready, seconds=READY_S, child=self._webs[0])
        except LocalError as error:
            raise LocalError(f"{error}\n/readyz says: {_ask(self._port)[1] or 'nothing'}") from None

    def _is_ready(self) -> bool:
        return _ask(self._port)[0] == 200

    @property
    def _demo_mark(self) -> Path:
        return self._home / ".demo"

    def _start_demo(self) -> None:
        """The demo edition, the first time on this home unless `DEMO=no`. It tells the operator itself."""
        if self._demo_mark.exists():
            if self._demo_mark.read_text() == "played":
                self._tell(self._demo_words)
        elif os.environ.get("DEMO") != "no":
            self._demo = self._child("demo", log=None)
            self._demo.start()

    def _note_demo(self) -> None:
        """Once played to its end, which it notes itself, it is not played again on this home."""
        if self._demo is None or self._demo.is_alive():
            return
        if self._demo.status() != 0:
            self._tell("The demo edition was not played to its end; the next start tries again.")
        self._demo = None

    def _child(
        self, *words: str, log: str | None, also_open: tuple[int, ...] = (), env: Mapping[str, str] | None = None
    ) -> Child:
        path = self._home / "logs" / f"{log}.log" if log else None
        if path:
            make_room(path)
        return Child(
            log or words[0],
            [sys.executable, "-m", "contest.cli", *words],
            log=path,
            env={**self._env, VARIABLE: str(self._gate.inherited), **(env or {})},
            orphaned=signal.SIGKILL,  # the stores end at the same moment, so there is nothing it could finish
            keep_open=(*self._stores.keep_open, self._gate.inherited, *also_open),
        )

    def _stop(self) -> None:
        self._supervisor.forget([*self._webs, *self._workers])
        if self._demo:
            self._demo.kill()
        stop_all(self._webs, seconds=WEB_STOP_S)
        stop_all(self._workers, seconds=WORKER_STOP_S)
        self._stores.stop()


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        raise LocalError(f"port {port} is taken: set PORT to another ({error.strerror})") from None
    listener.listen(2048)
    return listener


def _ask(port: int, path: str = "/readyz", seconds: float = 2) -> tuple[int, str]:
    """What the pages' own port answers; status 0 when nobody does."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        client.request("GET", path)
        answer = client.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        client.close()


def check_addresses(env: Mapping[str, str]) -> None:
    """LocalError when a process that uses the stores was not told where they are."""
    missing = [name for name in ("DATABASE_URL", "REDIS_URL", "S3_ENDPOINT_URL") if not env.get(name)]
    if missing:
        raise LocalError(f"{', '.join(missing)} not set: `contest up` starts these parts and sets them by itself")
