"""A house of `contest up` on a home of its own, with applicants and their drafts in it."""

import asyncio
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from msgspec import Struct

from contest.lib import db, valkey
from contest.lib.config import ROOT
from contest.lib.local.stores import PARTS, reached
from tests.bench.pages import environment
from tests.bench.rush_seed import Applicant, seed_rush

CONTEST = [sys.executable, "-m", "contest.cli"]


class Running(Struct, kw_only=True):
    """The house: its home, its port, the process of `contest up`, and what its parts are found by."""

    home: Path
    port: int
    process: subprocess.Popen[str]
    found: dict[str, str]

    def command(self, *words: str) -> list[str]:
        return [*CONTEST, *words]

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, **self.found, "CONTEST_HOME": str(self.home), "PORT": str(self.port)}


@contextmanager
def house() -> Iterator[Running]:
    """Started, ready, and ended afterwards."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 8192) if most > 0 else 8192, most))
    home = Path(tempfile.mkdtemp(prefix="contest-hold-"))
    env = {name: value for name, value in os.environ.items() if name not in (*PARTS, "PUBLIC_URL")}
    env |= {"CONTEST_HOME": str(home), "PORT": "0", "DEMO": "no"}
    try:
        with subprocess.Popen([*CONTEST, "up"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout
                ready = re.match(r"Ready: http://127\.0\.0\.1:(\d+)", process.stdout.readline())
                if ready is None:
                    raise RuntimeError("the house did not start")
                with reached(home, given={}) as found:
                    yield Running(home=home, port=int(ready[1]), process=process, found=found)
            finally:
                process.send_signal(signal.SIGINT)
                process.communicate()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@asynccontextmanager
async def peopled(running: Running, *, drafts_each: int) -> AsyncIterator[list[Applicant]]:
    """200 applicants with drafts; this process is connected to the stores meanwhile."""
    with environment({**running.found, "CONTEST_HOME": str(running.home)}):
        db.engine().config["dsn"] = running.found["DATABASE_URL"]
        await db.open_pool(most=2)
        try:
            yield await seed_rush(number=1, drafts_each=drafts_each)
        finally:
            await db.close_pool()
            await valkey.close()


async def done(argv: list[str], running: Running) -> tuple[int, str]:
    """A command of the operator's while everything else goes on: its status and what it said."""
    process = await asyncio.create_subprocess_exec(
        *argv, cwd=ROOT, env=running.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace")
