"""PostgreSQL's own programs, with no password among their arguments: everybody on a machine sees those."""

import os
import subprocess
from subprocess import PIPE as PIPE
from typing import IO
from urllib.parse import unquote, urlsplit

from contest.lib.local import binaries
from contest.lib.local.errors import LocalError


def without_password(argument: str) -> tuple[str, str]:
    """An address without its password, and the password; any other argument as it is."""
    before, scheme, address = argument.partition("postgresql://")
    found = urlsplit(scheme + address)
    if not scheme or found.password is None:
        return argument, ""
    user, _, host = found.netloc.rpartition("@")
    return before + found._replace(netloc=f"{user.partition(':')[0]}@{host}").geturl(), unquote(found.password)


def start(program: str, *arguments: str, said: IO[bytes], stdin: int | None = None) -> subprocess.Popen[bytes]:
    """Start one; its output is a pipe, what it complains of goes into the file `said`."""
    words, secret = zip(*(without_password(one) for one in arguments), strict=True)
    argv = [str(binaries.postgres() / program), *words]
    env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGPASSWORD": "".join(secret)}
    return subprocess.Popen(argv, stdin=stdin or subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=env)


def end(program: str, process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    """Wait for it. LocalError with its own words when it failed."""
    if process.wait() != 0:
        said.seek(0)
        words = " ".join(said.read().decode(errors="replace").split())
        raise LocalError(f"{program} failed: {words or process.returncode}")
