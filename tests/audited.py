"""Asks for known flaws in what is pinned: `make audit`.

Fails where one is known. Where nobody can be asked (no way out, a mirror that does not tell) it says so, names what was
not asked for, and does not fail: it has not found that all is well.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from msgspec import Struct

from contest.lib.config import ROOT

PINS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
ASKED_BY = ROOT / ".venv/audit/bin/pip-audit"
SECONDS = 600


class Answer(Struct, frozen=True):
    """Known flaws, one line each; and what was not asked for, or why nothing was."""

    flaws: list[str]
    unasked: list[str]


def read_pip(text: str) -> Answer:
    """What pip-audit said, as JSON. It calls a package that it could not ask for skipped, and all else well."""
    try:
        said = json.loads(text)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        return Answer([], ["the index of Python packages did not answer"])
    flaws = [
        f"{one['name']} {one['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for one in said
        for flaw in one.get("vulns", ())
    ]
    return Answer(flaws, [one["name"] for one in said if "skip_reason" in one])


def read_npm(text: str) -> Answer:
    """What `npm audit` said, as JSON."""
    try:
        said = json.loads(text)
        known = said["vulnerabilities"]
    except (json.JSONDecodeError, KeyError, TypeError):
        return Answer([], ["the registry of npm did not answer"])
    return Answer([f"{name} {one['range']}: {one['severity']}" for name, one in known.items()], [])


def first_pin(text: str) -> str:
    """The first pin of a file of pins, without its hashes."""
    return next(iter(re.findall(r"^([\w.-]+==[^\s;\\]+)", text, re.MULTILINE)))


def _ask_pip(pins: Path) -> Answer:
    argv = [str(ASKED_BY), "--requirement", str(pins), "--no-deps", "--disable-pip", "--format", "json"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=SECONDS)
    return read_pip(done.stdout)


def _ask_of(name: str) -> Answer:
    """One pin first: whoever does not tell of it tells of none, and need not be asked two hundred times."""
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder) / "probe.txt"
        probe.write_text(first_pin((ROOT / name).read_text()) + "\n")
        first = _ask_pip(probe)
    return Answer([], ["no pin could be asked for"]) if first.unasked else _ask_pip(ROOT / name)


def _ask_npm() -> Answer:
    env = {**os.environ, "PATH": f"{os.environ['PATH']}:{ROOT / '.venv/bin'}"}
    argv = ["npm", "audit", "--package-lock-only", "--json"]
    try:
        return read_npm(subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60).stdout)
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return read_npm("")


def tell(answers: dict[str, Answer]) -> int:
    """Print what was found; the exit status."""
    for name, answer in answers.items():
        for line in answer.flaws:
            print(f"flaw     {name}: {line}")
        if answer.unasked:
            print(f"unasked  {name}: {', '.join(answer.unasked)}")
        elif not answer.flaws:
            print(f"clean    {name}")
    return int(any(answer.flaws for answer in answers.values()))


def main() -> int:
    answers = {}
    for name in PINS:
        there = ASKED_BY.exists()
        answers[name] = _ask_of(name) if there else Answer([], ["pip-audit could not be installed"])
    return tell({**answers, "package-lock.json": _ask_npm()})


if __name__ == "__main__":
    sys.exit(main())
