"""What is answered where the line is too long: one page in both languages, made once, sent without looking at anything.

What was refused was not begun, so whoever sent a form sends it once more: the browser still has it.
"""

from functools import cache

from litestar.types import Send

from contest.lib import i18n
from contest.lib.web import render

RETRY_AFTER_S = 5


@cache
def page() -> bytes:
    """The page, in all languages one below the other."""
    parts: list[str] = []
    for code in i18n.LOCALES:
        with i18n.using(code):
            parts.append(render.render("errors/busy.html", is_first=not parts))
    return "".join(parts).encode()


@cache
def _headers() -> list[tuple[bytes, bytes]]:
    return [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(page())).encode()),
        (b"retry-after", str(RETRY_AFTER_S).encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'; style-src 'self'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"connection", b"close"),
    ]


def whole_answer() -> bytes:
    """The answer as it goes over the line."""
    lines = [b"HTTP/1.1 503 Service Unavailable", *(name + b": " + value for name, value in _headers()), b"", page()]
    return b"\r\n".join([*lines[:-1], b""]) + lines[-1]


async def refuse(send: Send) -> int:
    """The same answer to a request that has been read; its status."""
    await send({"type": "http.response.start", "status": 503, "headers": _headers()})
    await send({"type": "http.response.body", "body": page(), "more_body": False})
    return 503
