"""Limits on tries, exact over all processes: one counter in Valkey, raised and dated in one step."""

import hashlib
import ipaddress

from litestar.types import Scope

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


def address(scope: Scope) -> str:
    """Whose tries these are: an IPv4 address, or the network of an IPv6 one, for a household has 2^64 of those.

    The server has put the forwarded address in place where a trusted proxy sent it; no header is read here.
    """
    host = (scope.get("client") or ("", 0))[0]
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def name(text: str) -> str:
    """Something typed, as part of a key: short, and not readable there."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


async def forget(key: str) -> None:
    """Start counting anew, as after a sign-in that went well."""
    await valkey.command("DEL", f"limit:{key}")
