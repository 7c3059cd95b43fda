"""Restores an archive into a home that is thrown away afterwards, and asks it everything that must hold."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path

from msgspec import Struct

from contest.lib.backup import register
from contest.lib.backup.restoring import Restored, Watch, restore
from contest.lib.config import ROOT
from contest.lib.local.stores import PARTS

ASKED = {"invariants": ("invariants",), "chains": ("audit", "verify"), "figures": ("figures", "verify")}


class Rehearsal(Struct, frozen=True, kw_only=True):
    """What was restored, and what does not hold, in the words of the command that found it."""

    restored: Restored
    broken: list[str]


def rehearse(archive: Path, passphrase: str, *, erased: Collection[str], watch: Watch) -> Rehearsal:
    """Restore into embedded stores started for the while, whatever stores this installation is on.

    `erased`: the marks of whom the archive may bring back.
    """
    broken: list[str] = []
    with tempfile.TemporaryDirectory(prefix="contest-rehearsal-") as scratch:
        home = Path(scratch) / "home"
        asked = partial(_ask_all, home, watch, broken.append, erased)
        restored = restore(home, archive, passphrase, watch=watch, given={}, then=asked)
    return Rehearsal(restored=restored, broken=broken)


def _ask_all(
    home: Path, watch: Watch, note: Callable[[str], None], erased: Collection[str], found: Mapping[str, str]
) -> None:
    env = surroundings(home, found)
    erase_again(home, erased, found, watch=watch, note=note)
    for part, words in ASKED.items():
        with watch.part(part):
            _say(*words, env=env, note=note)


def erase_again(
    home: Path, marks: Collection[str], found: Mapping[str, str], *, watch: Watch, note: Callable[[str], None]
) -> str:
    """Bring what was restored to this version, and erase whom it brought back; what that says.

    `found`: the variables of the stores, while they run; `note` is told what could not be done.
    """
    env = surroundings(home, found)
    with watch.part("migrate"):
        _say("migrate", env=env, note=note)
    with watch.part("erase"), tempfile.TemporaryDirectory(prefix="contest-erased-") as folder:
        path = Path(folder) / "marks"
        register.write(path, marks)
        return _say("erased", "repeat", str(path), env=env, note=note)


def surroundings(home: Path, found: Mapping[str, str]) -> dict[str, str]:
    """The variables for a command on stores that were just filled."""
    kept = {name: value for name, value in os.environ.items() if name not in PARTS}
    return {**kept, **found, "CONTEST_HOME": str(home)}


def _say(*words: str, env: Mapping[str, str], note: Callable[[str], None]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "contest.cli", *words], env=dict(env), cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode != 0:
        lines = [line for line in done.stdout.splitlines() if line.startswith("broken ")]
        note("; ".join([*lines, done.stderr.strip().removeprefix("Error: ")]))
    return done.stdout.strip()
