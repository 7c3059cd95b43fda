"""Restores an archive into a home that is thrown away afterwards, and asks it everything that must hold."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from msgspec import Struct

from contest.lib.backup.restoring import Restored, Watch, restore
from contest.lib.config import ROOT
from contest.lib.local.stores import PARTS

ASKED = {"invariants": ("invariants",), "chains": ("audit", "verify"), "figures": ("figures", "verify")}


class Rehearsal(Struct, frozen=True, kw_only=True):
    """What was restored, and what does not hold, in the words of the command that found it."""

    restored: Restored
    broken: list[str]


def rehearse(archive: Path, passphrase: str, *, watch: Watch) -> Rehearsal:
    """Restore into embedded stores started for the while, whatever stores this installation is on."""
    broken: list[str] = []
    with tempfile.TemporaryDirectory(prefix="contest-rehearsal-") as scratch:
        home = Path(scratch) / "home"
        asked = partial(_ask_all, home, watch, broken.append)
        restored = restore(home, archive, passphrase, watch=watch, given={}, then=asked)
    return Rehearsal(restored=restored, broken=broken)


def _ask_all(home: Path, watch: Watch, note: Callable[[str], None], found: Mapping[str, str]) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in PARTS}
    env = {**kept, **found, "CONTEST_HOME": str(home)}
    with watch.part("migrate"):
        _say("migrate", env=env, note=note)
    for part, words in ASKED.items():
        with watch.part(part):
            _say(*words, env=env, note=note)


def _say(*words: str, env: Mapping[str, str], note: Callable[[str], None]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "contest.cli", *words], env=dict(env), cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode != 0:
        lines = [line for line in done.stdout.splitlines() if line.startswith("broken ")]
        note("; ".join([*lines, done.stderr.strip().removeprefix("Error: ")]))
