"""Work in a process of its own that says how far it is, and can be stopped."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from contest.lib import killable

T = TypeVar("T")

LOOK_SECONDS = 0.5


def teller(told: str) -> Callable[[float], None]:
    """In the other process: what to call with the share that is done, from 0 to 1."""
    return lambda share: _say(Path(told), share)


def _say(file: Path, share: float) -> None:
    file.write_text(f"{share:.4f}")


def _share(file: Path) -> int:
    """In thousandths; 0 before anything was said, or while it is being said."""
    text = file.read_text()
    return round(1000 * float(text)) if len(text) == 6 else 0


async def run(
    function: Callable[..., T], *arguments: Any, hear: Callable[[int], Awaitable[bool]], seconds: float
) -> T | None:
    """What `function(*arguments, told)` answers, or None where it was stopped; `told` is for `teller`.

    `hear` is told the share in thousandths, and says whether to go on.
    """
    with tempfile.NamedTemporaryFile(suffix=".share") as told:
        task = asyncio.create_task(killable.run(function, *arguments, told.name, seconds=seconds))
        share = 0
        try:
            while not (await asyncio.wait([task], timeout=LOOK_SECONDS))[0]:
                share = max(share, _share(Path(told.name)))
                if not await hear(share):
                    return None
            return task.result()
        finally:
            task.cancel()
