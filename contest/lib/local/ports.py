"""Free TCP ports, kept in the home: the S3 server remembers where it was."""

import json
import random
import socket
from pathlib import Path

from contest.lib.local.errors import LocalError

# With the step added they are still below the ports that Linux hands out by itself (32768 and up).
LOWEST, HIGHEST = 20_000, 22_700
GRPC_STEP = 10_000


def kept(path: Path, names: tuple[str, ...]) -> dict[str, int]:
    """The ports noted in the file when all are free, else new ones. A name's port + 10000 is free too."""
    if path.exists():
        ports = noted(path)
        if set(ports) == set(names) and all(map(_is_pair_free, ports.values())):
            return ports
    ports = dict(zip(names, _choose(len(names)), strict=True))
    path.write_text(json.dumps(ports))
    return ports


def noted(path: Path) -> dict[str, int]:
    """The ports noted in the file, in use or not."""
    ports: dict[str, int] = json.loads(path.read_text())
    return ports


def _choose(count: int) -> list[int]:
    chosen: list[int] = []
    for port in random.sample(range(LOWEST, HIGHEST), 500):
        if _is_pair_free(port):
            chosen.append(port)
        if len(chosen) == count:
            return chosen
    raise LocalError(f"no free ports between {LOWEST} and {HIGHEST} on 127.0.0.1")


def _is_pair_free(port: int) -> bool:
    return is_free(port) and is_free(port + GRPC_STEP)


def is_free(port: int) -> bool:
    """Whether a server could listen there now; one that has just ended does not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
