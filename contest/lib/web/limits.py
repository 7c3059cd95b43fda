"""Limits on tries, exact over all processes: one counter in Valkey, raised and dated in one step."""

from contest.lib import valkey
from contest.lib.errors import TooMany

_HIT = """
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('TTL', KEYS[1])}
"""


async def hit(key: str, *, most: int, seconds: int) -> None:
    """Count one try under `key`; more than `most` within `seconds` of the first raise `TooMany`."""
    count, left = await valkey.command("EVAL", _HIT, 1, f"limit:{key}", seconds)
    if count > most:
        raise TooMany(retry_after=max(int(left), 1))


async def forget(key: str) -> None:
    """Start counting anew, as after a sign-in that went well."""
    await valkey.command("DEL", f"limit:{key}")
