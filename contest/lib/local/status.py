"""The status page: served by `contest up` itself, so that it is there when no web process is. On loopback only.

It is answered between two looks at the children, in the one thread that starts them, one caller at a time. Whoever is
slow is left: nothing here may keep a child that died waiting.
"""

import select
import socket
import time
from collections.abc import Callable
from contextlib import suppress

CALLER_S = 0.2
LONGEST = 4096
STYLE = b"/status.css"


class StatusPage:
    """Listens at once; `wait` answers."""

    def __init__(self, port: int, page: Callable[[], bytes], style: Callable[[], bytes]) -> None:
        """At `port` of loopback, or at a free one where that is taken; 0 takes a free one."""
        self._page, self._style = page, style
        try:
            self._listener = socket.create_server(("127.0.0.1", port))
        except OSError:
            self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(CALLER_S)
        self.port = int(self._listener.getsockname()[1])

    def wait(self, seconds: float) -> None:
        """So many seconds, answering whoever asks meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self._listener], [], [], left)[0]:
                with suppress(OSError):
                    self._answer(self._listener.accept()[0])

    def _answer(self, caller: socket.socket) -> None:
        with caller:
            caller.settimeout(CALLER_S)
            words = caller.recv(LONGEST).split(b" ", 2)
            if words[0] not in {b"GET", b"HEAD"} or len(words) < 2:
                caller.sendall(_whole(b"405 Method Not Allowed", b"text/plain", b""))
            elif words[1] == STYLE:
                caller.sendall(_whole(b"200 OK", b"text/css", self._style()))
            elif words[1] == b"/":
                caller.sendall(_whole(b"200 OK", b"text/html; charset=utf-8", self._page()))
            else:
                caller.sendall(_whole(b"404 Not Found", b"text/plain", b""))

    def close(self) -> None:
        self._listener.close()


def _whole(status: bytes, kind: bytes, body: bytes) -> bytes:
    lines = (
        b"HTTP/1.1 " + status,
        b"content-type: " + kind,
        b"content-length: %d" % len(body),
        b"content-security-policy: default-src 'none'; style-src 'self'; frame-ancestors 'none'",
        b"x-content-type-options: nosniff",
        b"cache-control: no-store",
        b"connection: close",
    )
    return b"\r\n".join((*lines, b"", body))
