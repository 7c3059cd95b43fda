"""What a running house writes into its home, so that `contest restart` finds it and hears what became of its wish."""

import fcntl
import os
import signal
import time
from pathlib import Path

import msgspec

from contest.lib.local.errors import LocalError

PATIENCE_S = 900.0  # migrations may take their time
LOOK_S = 0.1


class Notice(msgspec.Struct, frozen=True):
    """The house's process id, the port of its status page, how many restarts it has done, and how the last went."""

    pid: int
    status_port: int
    restarts: int = 0
    trouble: str = ""


def write(home: Path, notice: Notice) -> None:
    """Whole or not at all."""
    beside = home / ".house.new"
    beside.write_bytes(msgspec.json.encode(notice))
    beside.replace(home / ".house")


def read(home: Path) -> Notice:
    """LocalError where no house runs on this home."""
    try:
        with (home / ".lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return msgspec.json.decode((home / ".house").read_bytes(), type=Notice)
    except FileNotFoundError:
        pass
    raise LocalError(f"nothing runs on {home}")


def ask_for_restart(home: Path) -> float:
    """Let the house on this home renew its processes, and wait for it: the seconds that it took."""
    before, began = read(home), time.monotonic()
    os.kill(before.pid, signal.SIGUSR1)
    while (now := read(home)).restarts == before.restarts:
        if time.monotonic() - began > PATIENCE_S:
            raise LocalError("the restart has not ended yet: see the logs in the home")
        time.sleep(LOOK_S)
    if now.trouble:
        raise LocalError(f"the restart was given up, and what ran before still runs: {now.trouble}")
    return time.monotonic() - began
