"""`contest ...` as an operator types it."""

import os
import subprocess
import sys
from pathlib import Path

from contest.lib.config import ROOT
from contest.lib.local.stores import PARTS

SECONDS = 600
OURS = (*PARTS, "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_REGION", "SECRET_KEY", "PUBLIC_URL")


def environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing that the tests' own surroundings give, and this home."""
    return {
        **{name: value for name, value in os.environ.items() if name not in OURS},
        "CONTEST_HOME": str(home),
        **more,
    }


def contest(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    argv = [sys.executable, "-m", "contest.cli", *words]
    env = environment(home, **more)
    return subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=SECONDS)


def said(home: Path, *words: str, **more: str) -> str:
    """What it prints when all is well."""
    done = contest(home, *words, **more)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def refused(home: Path, *words: str, **more: str) -> str:
    """What it says when it refuses: one line."""
    done = contest(home, *words, **more)
    lines = done.stderr.splitlines()
    assert (done.returncode, len(lines), lines[:1] and lines[0].startswith("Error: ")) == (1, 1, True), done.stderr
    return lines[0].removeprefix("Error: ")
