"""A second PostgreSQL and a second Valkey, as somebody else would run them: on TCP, each with a password.

`python -m tests.second_stores COMMAND ...` starts them, runs the command with TEST_DATABASE_URL and TEST_REDIS_URL
naming them, ends them, and has the command's status. So the tests of services run once more against servers that are
given by address.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contest.lib.local import binaries
from contest.lib.local.account import Account, own_file, own_folder, to_become

SECONDS = 30


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _as(account: Account | None) -> dict[str, object]:
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """The two addresses, while both servers answer."""
    account, home = to_become(), Path(tempfile.mkdtemp(prefix="contest-second-"))
    home.chmod(0o711)
    password = secrets.token_urlsafe(16)
    folder = home / "pg"
    own_folder(folder, account)
    own_file(home / "password", password, account)
    programs = binaries.postgres(account)
    postgres_port, valkey_port = _free_port(), _free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **_as(account)}
    subprocess.run(
        [programs / "initdb", "-D", folder, "-U", "contest", "--auth=scram-sha-256", f"--pwfile={home / 'password'}",
         "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync"],
        check=True, **quiet,  # type: ignore[call-overload]
    )  # fmt: skip
    settings = ["listen_addresses=127.0.0.1", f"port={postgres_port}", "unix_socket_directories=", "fsync=off"]
    servers = [
        subprocess.Popen([programs / "postgres", "-D", folder, *(word for one in settings for word in ("-c", one))],
                         **quiet),  # type: ignore[call-overload]
        subprocess.Popen([binaries.valkey(account), "--bind", "127.0.0.1", "--port", str(valkey_port), "--save", "",
                          "--appendonly", "no", "--requirepass", password], **quiet),  # type: ignore[call-overload]
    ]  # fmt: skip
    try:
        for port, server in zip((postgres_port, valkey_port), servers, strict=True):
            _wait(port, server)
        yield {
            "TEST_DATABASE_URL": f"postgresql://contest:{password}@127.0.0.1:{postgres_port}/postgres",
            "TEST_REDIS_URL": f"redis://:{password}@127.0.0.1:{valkey_port}/0",
        }
    finally:
        for server in servers:
            server.send_signal(2)  # PostgreSQL's fast shutdown; Valkey ends on it too
        for server in servers:
            server.wait(SECONDS)
        shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    with running() as addresses:
        return subprocess.run(sys.argv[1:], env={**os.environ, **addresses}).returncode


if __name__ == "__main__":
    sys.exit(main())
