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


_pools: dict[int, ProcessPool] = {}


def _pool(tasks_each: int) -> ProcessPool:
    if tasks_each not in _pools:
        _pools[tasks_each] = _new_pool(tasks_each)
    return _pools[tasks_each]


def _new_pool(tasks_each: int) -> ProcessPool:
    return ProcessPool(
        max_workers=PROCESSES,
        max_tasks=tasks_each,
        initializer=_limit,
        initargs=(os.getpid(),),
        context=multiprocessing.get_context("spawn"),
    )


async def run(function: Callable[..., T], *arguments: Any, seconds: float, tasks_each: int = TASKS_EACH) -> T:
    """`function(*arguments)` in another process; `Killed` after `seconds`. What it raises is raised here.

    The function is found by its module and name; arguments and answer are pickled. Processes are shared by what has
    the same `tasks_each`, and are replaced after so many tasks.
    """
    future = _pool(tasks_each).schedule(function, args=arguments, timeout=seconds)
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
    """End the processes now; the next task starts new ones."""
    while _pools:
        _, pool = _pools.popitem()
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
