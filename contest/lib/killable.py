"""Work on hostile or heavy input, in a process that may be killed and may not eat the machine's memory."""

import asyncio
import ctypes
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from functools import cache
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from contest.lib.errors import Unavailable

T = TypeVar("T")

MEMORY_BYTES = 2 * 1024**3
PROCESSES = 2
TASKS_EACH = 100  # what a library leaves behind in memory goes with its process


class Killed(Exception):
    """No answer: the text says whether it took too long or its process died of it."""


def _limit(parent: int) -> None:
    """In the child, before anything else: no more memory than its share, and no life without its parent.

    One thread for linear algebra: there are as many processes as cores, and threads that wait for a core burn it.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


@cache
def _pool() -> ProcessPool:
    return ProcessPool(
        max_workers=PROCESSES,
        max_tasks=TASKS_EACH,
        initializer=_limit,
        initargs=(os.getpid(),),
        context=multiprocessing.get_context("spawn"),
    )


async def run(function: Callable[..., T], *arguments: Any, seconds: float) -> T:
    """`function(*arguments)` in another process; `Killed` after `seconds`. What it raises is raised here.

    The function is found by its module and name; arguments and answer are pickled.
    """
    future = _pool().schedule(function, args=arguments, timeout=seconds)
    try:
        answer: T = await asyncio.wrap_future(future)
    except BrokenExecutor as error:  # no process starts at all: not this task's doing, so it may be tried again
        close()
        raise Unavailable from error
    except (FutureTimeout, TimeoutError) as error:
        raise Killed(f"took longer than {seconds:.0f} s") from error
    except (ProcessExpired, MemoryError) as error:
        raise Killed(f"its process died: {error}") from error
    return answer


def close() -> None:
    """End the process now; the next task starts a new one."""
    if _pool.cache_info().currsize:
        _pool().stop()  # type: ignore[no-untyped-call]
        _pool().join()
        _pool.cache_clear()
