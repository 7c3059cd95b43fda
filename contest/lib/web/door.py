"""Where connections come in: how many may stand in line, who is sent away, and who has gone meanwhile.

Up to `LONGEST_LINE` wait in the socket's own queue, which all processes share: the next one free takes the first. What
comes beyond that is told at once to come again, which costs a hundredth of a page; so that at any load the processors
go on answering pages. (contest/decisions/who-comes-too-late-is-told-at-once.md)
"""

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from contest.lib.web.turns import Turns

LONGEST_LINE = 256  # two hundred at a deadline all get their turn; they wait about a second
HELD_S = 1.5  # once the line has been too long a process keeps as many as it lets in within this time,
MOST_HELD, LEAST_HELD = 128, 16  # and so many at most and at least
MOST_URGENT = 512  # of those among them that are not sent away with the others
LOOK_S = 0.02  # how often a busy process looks at the line
OUT_OF_FILES_S = 1.0  # until it is tried again where no connection could be taken
MOST_LINGERING = 256  # callers who were told before they had said anything

# A form holds somebody's work, a health check decides about all others, and a page without its styles is no page.
URGENT = (b"POST ", b"PUT ", b"PATCH ", b"DELETE ", b"GET /healthz", b"GET /readyz", b"GET /static/")

_STATE_AND_QUEUE = struct.Struct("=B23xI")  # of Linux's tcp_info: tcpi_state, and tcpi_unacked
_CLOSE_WAIT, _CLOSED = 8, 7


def _tcp_info(sock: socket.socket) -> tuple[int, int]:
    """(state, of a listening socket how many wait to be taken). Zeros where the system does not say."""
    option = getattr(socket, "TCP_INFO", None)
    if option is None:
        return 0, 0
    try:
        state, waiting = _STATE_AND_QUEUE.unpack(sock.getsockopt(socket.IPPROTO_TCP, option, _STATE_AND_QUEUE.size))
    except OSError:
        return 0, 0
    return state, waiting


def waiting_at(listener: socket.socket) -> int:
    """How many connections nobody has taken yet."""
    return _tcp_info(listener)[1]


def has_gone(taken: socket.socket) -> bool:
    """Whether the caller has hung up already: whatever is answered, nobody reads it."""
    return _tcp_info(taken)[0] in {_CLOSE_WAIT, _CLOSED}


class Door:
    """Takes connections from a socket that others listen on too, one at a time, and none while a request waits here.

    A process that took all it could get would keep some waiting while its neighbour has nothing to do.
    """

    def __init__(
        self, listener: socket.socket, protocol: Callable[[], asyncio.Protocol], turns: Turns, refusal: bytes
    ) -> None:
        """`refusal` is the whole answer to who comes when the line is too long."""
        self._listener, self._protocol, self._turns, self._refusal = listener, protocol, turns, refusal
        self._loop = asyncio.get_running_loop()
        self._taken: set[asyncio.Task[object]] = set()
        self._held: deque[socket.socket] = deque()
        self._lingering: deque[socket.socket] = deque()
        self._is_closed = False
        self._pace, self._let_in_since, self._measured_at = float(MOST_HELD), 0, self._loop.time()
        listener.setblocking(False)
        self._looking = self._loop.call_later(LOOK_S, self._look)
        self._open()

    @property
    def is_empty(self) -> bool:
        """Whether everybody taken from the line has been let in."""
        return not self._held and not self._taken

    def _open(self) -> None:
        if self._held:
            self._loop.call_soon(self._take)
        elif not self._is_closed:
            self._loop.add_reader(self._listener, self._take)

    def _take(self) -> None:
        if self._turns.when_calm(self._open):
            self._loop.remove_reader(self._listener)
        elif self._held:
            self._let_in(self._held.popleft())
            self._open()
        elif (taken := self._accept()) is not None:
            self._let_in(taken)

    def _accept(self) -> socket.socket | None:
        if self._is_closed:
            return None
        try:
            taken, _ = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return None  # another process was quicker, or the caller has gone
        except OSError:  # no file descriptor or memory left
            self._loop.remove_reader(self._listener)
            self._loop.call_later(OUT_OF_FILES_S, self._open)
            return None
        taken.setblocking(False)
        return taken

    def _let_in(self, taken: socket.socket) -> None:
        if has_gone(taken):
            taken.close()
            return
        self._let_in_since += 1
        task = self._loop.create_task(self._loop.connect_accepted_socket(self._protocol, taken))
        self._taken.add(task)
        task.add_done_callback(self._taken.discard)

    def _look(self) -> None:
        """Once the line is too long, take it in whole: who stood in it stays, who comes then is sent away."""
        if self._is_closed:
            return
        self._looking = self._loop.call_later(LOOK_S, self._look)
        self._measure()
        self._let_go()
        waiting = waiting_at(self._listener)
        if not self._held and waiting <= LONGEST_LINE:
            return
        self._loop.remove_reader(self._listener)
        room = max(LEAST_HELD, min(MOST_HELD, int(self._pace * HELD_S))) - len(self._held)
        for _ in range(waiting):
            taken = self._accept()
            if taken is None:
                break
            if room > 0 or (room > MOST_HELD - MOST_URGENT and _is_urgent(taken)):
                self._held.append(taken)
                room -= 1
            else:
                self._send_away(taken)
        if not self._turns.when_calm(self._open):
            self._open()

    def _measure(self) -> None:
        """How many are let in a second, over the last second or so."""
        now = self._loop.time()
        passed = max(now - self._measured_at, 0.001)
        self._pace += (self._let_in_since / passed - self._pace) * min(passed, 1)
        self._let_in_since, self._measured_at = 0, now

    def _send_away(self, taken: socket.socket) -> None:
        request = b""
        try:
            request = taken.recv(1 << 16)
        except BlockingIOError:
            pass  # nothing has been said yet
        except OSError:
            taken.close()
            return
        with suppress(OSError):
            taken.send(self._refusal)
            taken.shutdown(socket.SHUT_WR)
        if request.endswith(b"\r\n\r\n"):
            taken.close()
        else:
            self._linger(taken)

    def _linger(self, taken: socket.socket) -> None:
        """What comes after a connection was closed would take the answer with it."""
        if len(self._lingering) >= MOST_LINGERING:
            self._lingering.popleft().close()
        self._lingering.append(taken)

    def _let_go(self) -> None:
        """Close the connections whose caller has said what they wanted, or has gone."""
        for _ in range(len(self._lingering)):
            taken = self._lingering.popleft()
            try:
                taken.recv(1 << 16)
            except BlockingIOError:
                self._lingering.append(taken)
            except OSError:
                taken.close()
            else:
                taken.close()

    def close(self) -> None:
        """Take no more; as `asyncio.Server.close`. Whoever was taken from the line is still let in."""
        self._is_closed = True
        self._looking.cancel()
        self._loop.remove_reader(self._listener)

    async def wait_closed(self) -> None:
        """As `asyncio.Server.wait_closed`: uvicorn itself waits for the connections."""


def _is_urgent(taken: socket.socket) -> bool:
    try:
        return taken.recv(16, socket.MSG_PEEK).startswith(URGENT)
    except OSError:
        return False
