"""What this machine lacks, one line a thing, with the line that installs it."""

import asyncio
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from contest.lib.local import binaries
from contest.lib.local.account import to_become
from contest.lib.local.errors import LocalError

APT = "sudo apt-get install -y --no-install-recommends "
SETUP = "make setup"


class Finding(Struct, frozen=True):
    """One thing looked for. `remedy` is the line to type when it is missing."""

    what: str
    is_there: bool
    remedy: str
    is_required: bool = True


def examine(assets: Path) -> Iterator[Finding]:
    """Look at everything, cheapest first. `assets` is the folder with what the browser gets."""
    version = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    is_promised = (3, 11) <= sys.version_info[:2] <= (3, 14)
    yield Finding(f"{version}, of 3.11 to 3.14", is_promised, f"{APT}python3 python3-venv")
    account = to_become()
    for what, find, variable in (
        ("PostgreSQL", binaries.postgres, "DATABASE_URL"),
        ("Valkey", binaries.valkey, "REDIS_URL"),
        ("S3 server", binaries.weed, "S3_ENDPOINT_URL"),
    ):
        if os.environ.get(variable):
            yield Finding(f"{what}: {variable} says where it runs", True, "")
        else:
            yield Finding(f"{what}: its programs can be executed", _works(partial(find, account)), SETUP)
    yield Finding("WeasyPrint finds Pango", _imports_weasyprint(), f"{APT}libpango-1.0-0 libpangoft2-1.0-0")
    has_subset = _works(lambda: ctypes.CDLL("libharfbuzz-subset.so.0"))
    yield Finding("harfbuzz-subset, for small certificates in little time", has_subset, f"{APT}libharfbuzz-subset0")
    yield _scanner()
    is_built = assets.is_dir() and any(assets.iterdir())
    yield Finding("the browser's assets are built", is_built, SETUP)
    yield Finding("Node 20 or newer, to build them again", _has_node(), SETUP, is_required=not is_built)


def _scanner() -> Finding:
    """Without one the house runs, and each edition that opens a call has to answer for it in writing."""
    from contest.lib import clamd  # noqa: PLC0415 - only here: most commands need no settings
    from contest.lib.errors import Unavailable  # noqa: PLC0415 - as above

    install = f"{APT}clamav-daemon clamav-freshclam; then CLAMD_URL=unix:/run/clamav/clamd.ctl"
    address = os.environ.get("CLAMD_URL")
    if not address:
        what = "a virus scanner at CLAMD_URL; without one no call opens unless an organiser waives it in writing"
        return Finding(what, False, install, is_required=False)
    try:
        return Finding(f"virus scanner: {asyncio.run(clamd.version())}", True, "")
    except Unavailable:
        return Finding(f"virus scanner: CLAMD_URL={address} answers; until it does, files wait", False, install)


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (LocalError, OSError):
        return False
    return True


def _imports_weasyprint() -> bool:
    """In a process of its own: a library that is missing may end more than an import."""
    done = subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True)
    return done.returncode == 0


def _has_node() -> bool:
    node = shutil.which("node", path=f"{os.environ.get('PATH', os.defpath)}:{Path(sys.executable).parent}")
    if node is None:
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    return version.startswith("v") and int(version[1:].split(".")[0]) >= 20
