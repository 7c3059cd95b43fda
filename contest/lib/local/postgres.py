"""The embedded PostgreSQL: one cluster in the home, reachable over a unix socket only."""

import shutil
import signal
from pathlib import Path

from contest.lib.local import binaries
from contest.lib.local.account import own_folder
from contest.lib.local.part import Place
from contest.lib.local.processes import Child

PORT = 5432  # part of the socket's name; nothing listens on it
MAX_CONNECTIONS = 60
# A run of tests has several databases on one server, and houses that journeys start have their pools beside.
FORGETFUL = ("max_connections=200", "fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """A cluster, made in `pg.new` and renamed when whole: a start that was cut off leaves no half of one."""

    name = "postgres"

    def __init__(self, place: Place) -> None:
        self._place = place
        self._bin = binaries.postgres(place.account)
        self._folder = place.home / "pg"
        self._new = place.home / "pg.new"
        self._child: Child | None = None

    def prepare(self) -> Child | None:
        if self._folder.exists():
            return None
        shutil.rmtree(self._new, ignore_errors=True)
        own_folder(self._new, self._place.account)
        # Chinese names are sorted by the application: the programs come without ICU, and so may any managed
        # PostgreSQL.
        make = (
            '"$0"/initdb -D "$1" -U contest --auth=trust --encoding=UTF8 --locale=C.UTF-8 '
            "--locale-provider=builtin --builtin-locale=C.UTF-8 --no-instructions --no-sync && "
            'echo "CREATE DATABASE contest" | "$0"/postgres --single -D "$1" postgres'
        )
        argv = ["/bin/sh", "-c", make, str(self._bin), self._place.seen(self._new)]
        return self._make_child("initdb", argv, self._new, signal.SIGTERM)

    def child(self) -> Child:
        if self._new.exists():
            self._new.rename(self._folder)
        settings = ["listen_addresses=", f"port={PORT}", f"max_connections={MAX_CONNECTIONS}"]
        settings += ["unix_socket_permissions=0700", "timezone=UTC", "log_timezone=UTC"]
        if not self._place.is_durable:
            settings += FORGETFUL
        argv = [str(self._bin / "postgres"), "-D", self._place.seen(self._folder), "-k", str(self._place.run)]
        for setting in settings:
            argv += ["-c", setting]
        self._child = self._make_child(self.name, argv, self._folder, signal.SIGINT)  # the fast shutdown
        return self._child

    def _make_child(self, name: str, argv: list[str], folder: Path, stop: signal.Signals) -> Child:
        place = self._place
        return Child(
            name,
            argv,
            log=place.log("postgres"),
            env=place.env(),
            cwd=folder,
            stop=stop,
            account=place.account,
            keep_open=place.keep_open,
        )

    def is_ready(self) -> bool:
        try:
            lines = (self._folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        # A file left by a server that was killed says "ready" too, with another process id.
        return len(lines) >= 8 and lines[0] == str(self._child and self._child.pid) and lines[7].strip() == "ready"

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": f"postgresql://contest@/contest?host={self._place.run}&port={PORT}"}
