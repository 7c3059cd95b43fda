"""Where to go next: only ever an address of our own."""

import re
from typing import Any
from urllib.parse import quote

from litestar.response import Response

_LONGEST = 2_000
# One slash, then neither a second nor a backslash, which browsers take for one; and nothing that they strip.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f-\x9f]*")


def local(address: Any, default: str = "/") -> str:
    """`address` where it is a path of this site, else `default`: whoever made a link cannot send people elsewhere."""
    if isinstance(address, str) and len(address) <= _LONGEST and _LOCAL.fullmatch(address):
        return address
    return default


def redirect(address: str, *, default: str = "/") -> Response[bytes]:
    """Go and get `address`, after a form was taken."""
    location = quote(local(address, default), safe="/?&=%#:;@!$'()*+,~[]-._")
    return Response(b"", status_code=303, headers={"location": location, "cache-control": "private, no-store"})
