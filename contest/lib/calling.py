"""Calls to addresses that somebody typed: a POST to other people's servers, never into a network of our own.

A name is looked up once, every address it has is judged, and the connection goes to the very address that was judged,
so that a name whose meaning changes in between leads nowhere; TLS still asks for the name. A redirect is an answer like
any other. `HOOK_NETWORKS` names the private networks that an operator lets calls into; only there http will do.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from contest.lib.config import settings
from contest.lib.errors import Invalid
from contest.lib.i18n import N_

LONGEST_URL = 500
SECONDS = 10
_LONGEST_LINE = 8 * 1024

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(Exception):
    """The address is one that no call may go to."""


class NoAnswer(Exception):
    """The server is not there, does not speak HTTP, or is too slow."""


class Target(Struct, frozen=True, kw_only=True):
    """Where a call goes: the name that was asked for, and the address that was judged."""

    host: str
    address: str
    port: int
    path: str
    is_secure: bool


def parts(url: str) -> SplitResult:
    """The address in its parts; `Invalid` (field `address`) for one that is none, or carries a name and a password."""
    trouble = Invalid(N_("Give a whole address, as in https://chat.example.org/hooks/abc."), field="address")
    try:
        found = urlsplit(url)
        is_whole = found.scheme in ("https", "http") and bool(found.hostname) and found.port != 0
    except ValueError:
        raise trouble from None
    is_plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if not is_whole or not is_plain or "@" in found.netloc:
        raise trouble
    return found


def is_allowed(address: Address, *, is_secure: bool, networks: tuple[str, ...]) -> bool:
    """Whether a call may go to this address: a public one over https, or one of the operator's networks."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return is_allowed(mapped, is_secure=is_secure, networks=networks)
    if any(address in ipaddress.ip_network(one) for one in networks):
        return True
    is_tunnel = getattr(address, "sixtofour", None) or getattr(address, "teredo", None) or address in _NAT64
    return is_secure and address.is_global and not address.is_multicast and not is_tunnel


_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address inside one of IPv6, whatever it is


async def target(url: str) -> Target:
    """Where `url` leads; `Refused` where one of its addresses may not be called, `NoAnswer` where it has none."""
    found = parts(url)
    host, is_secure = found.hostname or "", found.scheme == "https"
    port = found.port or (443 if is_secure else 80)
    try:
        known = await asyncio.wait_for(
            asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM), SECONDS
        )
    except (OSError, TimeoutError, UnicodeError) as error:
        raise NoAnswer(f"no address is known for {host}") from error
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in known]
    networks = settings().hook_networks
    if not addresses or not all(is_allowed(one, is_secure=is_secure, networks=networks) for one in addresses):
        raise Refused("an address of a private network, or one without https")
    path = (found.path or "/") + (f"?{found.query}" if found.query else "")
    return Target(host=host, address=str(addresses[0]), port=port, path=path, is_secure=is_secure)


async def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send `body` as JSON and return the status that came back, whatever it is; `Refused` or `NoAnswer`."""
    where = await target(url)
    try:
        async with asyncio.timeout(SECONDS):
            return await _exchange(where, body, headers)
    except TimeoutError as error:
        raise NoAnswer(f"no answer within {SECONDS} s") from error
    except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise NoAnswer(": ".join(filter(None, (type(error).__name__, str(error))))[:200]) from error


async def _exchange(where: Target, body: bytes, headers: Mapping[str, str]) -> int:
    secured: dict[str, Any] = {}
    if where.is_secure:
        secured = {"ssl": ssl.create_default_context(), "server_hostname": where.host}
    reader, writer = await asyncio.open_connection(where.address, where.port, limit=_LONGEST_LINE, **secured)
    try:
        usual = 443 if where.is_secure else 80
        name = f"[{where.host}]" if ":" in where.host else where.host
        sent = {
            "Host": name if where.port == usual else f"{name}:{where.port}",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "User-Agent": "contest",
            "Connection": "close",
            **headers,
        }
        head = "".join(f"{key}: {value}\r\n" for key, value in sent.items())
        writer.write(f"POST {where.path} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body)
        await writer.drain()
        line = await reader.readuntil(b"\n")
        protocol, status, *_ = line.decode("ascii", "replace").split(maxsplit=2)
        if not protocol.startswith("HTTP/1.") or not (status.isdigit() and len(status) == 3):
            raise ValueError("not an answer in HTTP")
        return int(status)
    finally:
        writer.close()
