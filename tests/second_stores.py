"""Run a program on a PostgreSQL and a Valkey that are given by address: `python -m tests.second_stores -- pytest ...`.

Both are second servers, started here from the same wheels, on TCP and each with a password; both end with us, and the
kernel ends them when we are killed. The program finds them in `TEST_DATABASE_URL` and `TEST_REDIS_URL`.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import asyncpg
import redis

from contest.lib.local import binaries
from contest.lib.local.account import own_file, own_folder, to_become
from contest.lib.local.postgres import FORGETFUL
from contest.lib.local.processes import Child
from contest.lib.local.supervisor import Supervisor, stop_all

ACCOUNT = to_become()
START_S = 60.0


def main(argv: list[str]) -> int:
    """Start both, run `argv`, end both; the program's status."""
    for asked in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, lambda *_: sys.exit(1))
    home = Path(tempfile.mkdtemp(prefix="contest-second-"))
    home.chmod(0o711)
    supervisor, children = Supervisor(), list[Child]()
    environment = dict(os.environ)
    try:
        for make, name in ((_postgres, "TEST_DATABASE_URL"), (_valkey, "TEST_REDIS_URL")):
            child, environment[name], is_ready = make(home, supervisor)
            children.append(child)
            supervisor.start(child)
            supervisor.wait_until(f"starting {child.name}", is_ready, seconds=START_S, child=child)
        return subprocess.run(argv, env=environment).returncode
    finally:
        stop_all(children, seconds=2)
        shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _child(name: str, folder: Path, argv: list[str | Path], stop: signal.Signals = signal.SIGTERM) -> Child:
    env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    log = folder.parent / f"{name}.log"
    return Child(name, argv, log=log, env=env, cwd=folder, stop=stop, orphaned=signal.SIGKILL, account=ACCOUNT)


def _postgres(home: Path, supervisor: Supervisor) -> tuple[Child, str, Callable[[], bool]]:
    folder, port, password = home / "postgres", _free_port(), secrets.token_urlsafe(16)
    own_folder(folder, ACCOUNT)
    own_file(folder / "password", password, ACCOUNT)
    programs = binaries.postgres(ACCOUNT)
    words = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--username=second", "--no-sync"]
    made = _child("initdb", folder, [programs / "initdb", "-D", "data", *words, "--pwfile=password"])
    supervisor.run(made, seconds=START_S)
    settings = (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *FORGETFUL)
    argv: list[str | Path] = [programs / "postgres", "-D", "data"]
    argv += [word for setting in settings for word in ("-c", setting)]
    address = f"postgresql://second:{password}@127.0.0.1:{port}/postgres"
    return _child("postgres", folder, argv, signal.SIGQUIT), address, lambda: _answers_sql(address)


def _answers_sql(address: str) -> bool:
    import asyncio

    async def ask() -> None:
        await (await asyncpg.connect(address, timeout=5)).close()

    try:
        asyncio.run(ask())
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return True


def _valkey(home: Path, _: Supervisor) -> tuple[Child, str, Callable[[], bool]]:
    folder, port, password = home / "valkey", _free_port(), secrets.token_urlsafe(16)
    own_folder(folder, ACCOUNT)
    lines = (f"port {port}", "bind 127.0.0.1", f"requirepass {password}", 'save ""', "appendonly no")
    own_file(folder / "valkey.conf", "\n".join(lines), ACCOUNT)  # no password among the arguments: `ps` shows them
    address = f"redis://:{password}@127.0.0.1:{port}/0"
    argv: list[str | Path] = [binaries.valkey(ACCOUNT), "valkey.conf"]
    return _child("valkey", folder, argv), address, lambda: _answers_ping(address)


def _answers_ping(address: str) -> bool:
    with redis.Redis.from_url(address, socket_timeout=5) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[sys.argv.index("--") + 1 :]))
