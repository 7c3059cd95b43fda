"""One start at a time on one home, and none beside what an earlier start left dying."""

import fcntl
import os
import time
from pathlib import Path

from contest.lib.local.errors import AlreadyRunning, LocalError

DYING_S = 0.5  # a process that was killed still holds its lock for a moment
LEFTOVERS_S = 20.0


class Locks:
    """Two locks: ours, and one that every child inherits, which is free when the last of them is gone."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._ours = _open(home / ".lock")
        self.inherited = _open(home / ".parts")

    def take(self) -> None:
        """LocalError when this home is running already, or when its parts do not end after a kill."""
        if not _wait_for(self._ours, DYING_S):
            self.close()
            raise AlreadyRunning(f"already running on {self._home}")
        if not _wait_for(self.inherited, LEFTOVERS_S):
            self.close()
            raise LocalError(f"parts of an earlier start still run on {self._home}: `fuser -v {self._home}/.parts`")

    def close(self) -> None:
        """Give both back."""
        os.close(self._ours)
        os.close(self.inherited)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _wait_for(descriptor: int, seconds: float) -> bool:
    """Whether the lock was free within so many seconds."""
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        else:
            return True
