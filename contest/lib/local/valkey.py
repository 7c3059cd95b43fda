"""The embedded Valkey: sessions, limits and the job queues, over a unix socket only."""

import signal
import socket
from pathlib import Path

from contest.lib.local import binaries
from contest.lib.local.part import Place
from contest.lib.local.processes import Child


class Valkey:
    """Keeps its data (append only file, synced each second); the house must live without it all the same."""

    name = "valkey"

    def __init__(self, place: Place) -> None:
        self._place = place
        self._program = binaries.valkey(place.account)
        self._socket = place.run / "valkey.sock"

    def prepare(self) -> Child | None:
        return None

    def child(self) -> Child:
        place = self._place
        argv: list[str | Path] = [
            self._program,
            "--port",
            "0",
            "--unixsocket",
            self._socket,
            "--unixsocketperm",
            "700",
            "--dir",
            ".",
        ]
        argv += [
            "--appendonly",
            "yes" if place.is_durable else "no",
            "--appendfsync",
            "everysec",
            "--save",
            "",
        ]
        argv += ["--maxmemory-policy", "noeviction", "--daemonize", "no"]
        return Child(
            self.name,
            argv,
            log=place.log(self.name),
            env=place.env(),
            cwd=place.data("valkey"),
            stop=signal.SIGTERM,
            account=place.account,
            keep_open=place.keep_open,
        )

    def is_ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self._socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
            except OSError:
                return False

    def environment(self) -> dict[str, str]:
        return {"REDIS_URL": f"unix://{self._socket}?db=0"}
