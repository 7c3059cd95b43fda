"""One child process: how it is started so that it never outlives us, and how it is stopped."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from contest.lib import clock
from contest.lib.local.account import Account

SET_PARENT_DEATH_SIGNAL = 1  # prctl's PR_SET_PDEATHSIG
LOG_LIMIT = 10_000_000


class Child:
    """A program in the foreground, its output in a log file.

    Start it from the main thread only: Linux ties the death signal to the thread that started the child.
    """

    def __init__(
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        log: Path | None,
        env: Mapping[str, str],
        cwd: Path | None = None,
        stop: signal.Signals = signal.SIGTERM,
        orphaned: signal.Signals | None = None,
        account: Account | None = None,
        keep_open: Sequence[int] = (),
    ) -> None:
        """`log=None` lets the child write to our own output. `keep_open` are the descriptors it inherits.

        `orphaned` is what the kernel sends when we die, by default the same as `stop`.
        """
        self.name = name
        self.log = log
        self.started_at: datetime | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self._argv = [str(part) for part in argv]
        self._env = dict(env)
        self._cwd = cwd
        self._stop = stop
        self._orphaned = orphaned or stop
        self._account = account
        self._keep_open = tuple(keep_open)

    def start(self) -> None:
        """Start the program; it is dead or alive afterwards, never ready."""
        account = self._account
        self.started_at = clock.now()
        output = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if self.log else None
        try:
            self.process = subprocess.Popen(
                self._argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._env,
                cwd=self._cwd,
                start_new_session=True,  # Ctrl-C in the terminal reaches us alone
                preexec_fn=_die_with_parent(self._orphaned),
                pass_fds=self._keep_open,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        finally:
            if output is not None:
                os.close(output)

    @property
    def pid(self) -> int:
        """The process id; 0 before the first start."""
        return self.process.pid if self.process else 0

    def is_alive(self) -> bool:
        """Whether it runs now; reaps it when it does not."""
        return self.process is not None and self.process.poll() is None

    def status(self) -> int | None:
        """Its exit status, minus the signal that killed it, or None while it runs."""
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        """Send the signal that this program takes as a request to end in order."""
        if self.is_alive() and self.process:
            self.process.send_signal(self._stop)

    def ask_to_drain(self) -> None:
        """Ask a web process to end once everybody who is with it has been answered."""
        if self.is_alive() and self.process:
            self.process.send_signal(signal.SIGHUP)

    def kill(self) -> None:
        """End it now."""
        if self.is_alive() and self.process:
            self.process.kill()
            self.process.wait()

    def last_lines(self, count: int = 8) -> str:
        """The end of its log, for the operator."""
        if self.log is None or not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 8000))
            return b"\n".join(file.read().splitlines()[-count:]).decode(errors="replace")


def make_room(log: Path) -> None:
    """Put a log that has grown large aside, once, so that logs are bounded without a log daemon."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))


def _die_with_parent(orphaned: signal.Signals) -> Callable[[], None] | None:
    """Runs in the child, after it became the account (a change of user would clear the setting).

    For PostgreSQL SIGTERM would mean waiting for its clients.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def set_up() -> None:
        libc.prctl(SET_PARENT_DEATH_SIGNAL, orphaned)
        if os.getppid() != parent:  # the parent died before the line above
            os._exit(1)

    return set_up
