"""The stores of a home for a command of the operator, apart from what a command does with them."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contest.lib.config import ROOT, settings
from contest.lib.local.stores import reached
from contest.lib.migrate import migrate


@contextmanager
def stores_of(home: Path) -> Iterator[None]:
    """The stores of this home, reachable by this process's own settings, with the tables this version expects."""
    with reached(home) as found:
        os.environ.update(found, CONTEST_HOME=str(home))
        settings.cache_clear()
        asyncio.run(migrate(settings().database_url, ROOT / "migrations"))
        yield
