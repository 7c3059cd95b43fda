"""The home of this installation, and one thing done on its stores."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def home() -> Path:
    return Path(os.environ.get("CONTEST_HOME") or "var").absolute()


def on_stores(verb: Callable[[], Awaitable[T]]) -> T:
    """Do one thing on the stores of this home."""
    import asyncio

    from contest.lib import db
    from contest.lib.stores import stores_of

    async def do() -> T:
        await db.open_pool(most=2)
        try:
            return await verb()
        finally:
            await db.close_pool()

    with stores_of(home()):
        return asyncio.run(do())
