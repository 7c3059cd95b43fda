"""What every embedded server has in common."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from contest.lib.local.account import Account, own_folder
from contest.lib.local.processes import Child, make_room


class Place(Struct, frozen=True):
    """Where the embedded servers of one home live, and who they are."""

    home: Path
    run: Path
    account: Account | None
    is_durable: bool
    keep_open: tuple[int, ...]

    def log(self, name: str) -> Path:
        """The log of one server."""
        log = self.home / "logs" / f"{name}.log"
        make_room(log)
        return log

    def data(self, name: str) -> Path:
        """The server's own data folder, made when it is not there."""
        folder = self.home / name
        own_folder(folder, self.account)
        return folder

    def seen(self, folder: Path) -> str:
        """How a server started in this folder must name it when it insists on a path.

        An account that we dropped to may not walk there (a home below /root). The kernel's link to the
        working directory leads there all the same.
        """
        return "/proc/self/cwd" if self.account else str(folder)

    def env(self, **more: str) -> Mapping[str, str]:
        """A server's environment: nothing of ours, so no secret and no setting meant for another server."""
        return {
            "PATH": os.defpath,
            "HOME": str(self.run),
            "TMPDIR": str(self.run),
            "LC_ALL": "C.UTF-8",
            **more,
        }


class Part(Protocol):
    """One embedded server."""

    name: str

    def prepare(self) -> Child | None:
        """Make what must exist before the server; a child that ends by itself when that takes time."""

    def child(self) -> Child:
        """The server, not started yet."""

    def is_ready(self) -> bool:
        """Whether it answers now."""

    def environment(self) -> dict[str, str]:
        """The variables by which the application finds it."""


def run_folder(home: Path, account: Account | None) -> Path:
    """The folder for sockets, at a short path: a socket's may hold about 100 bytes, and a home lies deep."""
    mark = hashlib.sha1(str(home.resolve()).encode(), usedforsecurity=False).hexdigest()[:8]
    folder = Path(f"/tmp/contest-{os.getuid()}-{mark}")  # noqa: S108 -- ours alone: owner and mode are checked
    own_folder(folder, account)
    return folder
