"""Templates kept as they were compiled, so that not each process of each start compiles four hundred of them anew.

They lie where Python keeps what it compiled of this folder, and follow its rules: whoever may write there may write the
code itself; where nothing may be written, or `PYTHONDONTWRITEBYTECODE` is set, nothing is, and each process compiles
what it needs.
"""

import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from pickle import UnpicklingError

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from contest.lib.config import ROOT

FOLDER = Path(__file__).parent / "__pycache__" / "templates"


class Compiled(BytecodeCache):
    """What was compiled for `language` with the code and the catalogues of `root`, kept in `folder`."""

    def __init__(self, language: str, *, root: Path = ROOT, folder: Path = FOLDER) -> None:
        self._language = language
        self._root = root
        self._folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"{self._language}-{super().get_cache_key(name, filename)}"

    def get_source_checksum(self, source: str) -> str:
        """Of all that decides what comes out: the template's text, and what its words and filters are by now."""
        return sha256(f"{made_with(self._root, self._language)}{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        # A file that was cut off is as good as none, and is written anew.
        with suppress(OSError, EOFError, UnpicklingError), (self._folder / bucket.key).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        part = self._folder / f"{bucket.key}.{os.getpid()}"
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(bucket.bytecode_to_string())
            part.replace(self._folder / bucket.key)  # whole or not at all: others read meanwhile


@cache
def made_with(root: Path, language: str) -> str:
    """The digest of what goes into each template of a language: its catalogues, this house's part of the compiler with
    the filters (which are called for constants while compiling), and the libraries."""
    digest = sha256(" ".join(version(name) for name in ("jinja2", "markupsafe", "babel")).encode())
    catalogues = (root / "contest" / "locale" / language).glob("*.po")
    for path in sorted([*catalogues, *(root / "contest" / "lib").rglob("*.py")]):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
