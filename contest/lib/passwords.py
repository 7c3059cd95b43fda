"""Hashing passwords: argon2id, on one thread of each process, so that guessing costs pages nothing."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from contest.lib.errors import Unavailable
from contest.lib.web.turns import step_aside

# 32 MiB, three passes: about 50 ms of one core. The library lets go of the interpreter meanwhile.
_HASHER = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_MOST_WAITING = 40  # two seconds' worth: whoever comes then is told to try again

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="passwords")
_waiting = 0


async def _run(work: object, *args: str) -> object:
    global _waiting
    if _waiting >= _MOST_WAITING:
        raise Unavailable
    _waiting += 1
    step_aside()
    try:
        return await asyncio.get_running_loop().run_in_executor(_thread, work, *args)  # type: ignore[arg-type]
    finally:
        _waiting -= 1


async def hash_password(password: str) -> str:
    """The argon2id hash of `password`. Never call it inside a `work()`: it would hold a connection meanwhile."""
    return str(await _run(_HASHER.hash, password))


async def fits(password: str, hashed: str | None) -> bool:
    """Whether `password` is the one that was hashed; without a hash the same work is done, and the answer is no."""
    fitting = await _run(_verify, password, hashed or _nobodys())
    return bool(fitting) and hashed is not None


def is_outdated(hashed: str) -> bool:
    """Whether a hash was made with other costs than today's."""
    return _HASHER.check_needs_rehash(hashed)


def _verify(password: str, hashed: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("the password of nobody")
