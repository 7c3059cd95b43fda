"""One web process: uvicorn on a socket that was inherited or is opened here."""

import asyncio
import socket
from collections.abc import Callable

import uvicorn

from contest.lib.config import settings
from contest.lib.web.front import Front
from contest.lib.web.turns import Turns

BACKLOG = 2048  # who waits for a process to be free, and is served in that order
GRACE_S = 1  # for requests under way at the end; `contest up` promises to stop within five seconds
OUT_OF_FILES_S = 1.0  # until it is tried again where no connection could be taken


def serve(app: Front, *, fd: int | None, host: str) -> None:
    """Serve the application until told to stop. What TRUSTED_PROXIES forward counts."""
    proxies = settings().trusted_proxies
    config = uvicorn.Config(
        app,
        host=host,
        port=settings().port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=GRACE_S,
    )
    listener = socket.socket(fileno=fd) if fd is not None else _listen(host, config.port)
    Server(config, app.turns).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


class Server(uvicorn.Server):
    """uvicorn, taking connections at the pace of its requests."""

    def __init__(self, config: uvicorn.Config, turns: Turns) -> None:
        super().__init__(config)
        self.turns = turns

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        assert sockets is not None
        await super().startup(sockets=[])
        if self.started:
            self.servers = [Door(listener, self._protocol, self.turns) for listener in sockets]  # type: ignore[misc]

    def _protocol(self) -> asyncio.Protocol:
        return self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )


class Door:
    """Takes connections from a socket that others listen on too, one at a time, and none while a request waits here.

    Whoever waits then does so in the socket's own queue, which all processes share: the next one free takes the first.
    A process that took all it could get would keep some waiting while its neighbour has nothing to do.
    """

    def __init__(self, listener: socket.socket, protocol: Callable[[], asyncio.Protocol], turns: Turns) -> None:
        self._listener, self._protocol, self._turns = listener, protocol, turns
        self._loop = asyncio.get_running_loop()
        self._taken: set[asyncio.Task[object]] = set()
        self._is_closed = False
        listener.setblocking(False)
        self._open()

    def _open(self) -> None:
        if not self._is_closed:
            self._loop.add_reader(self._listener, self._take)

    def _take(self) -> None:
        if self._turns.when_calm(self._open):
            self._loop.remove_reader(self._listener)
            return
        try:
            taken, _ = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return  # another process was quicker, or the caller has gone
        except OSError:  # no file descriptor or memory left
            self._loop.remove_reader(self._listener)
            self._loop.call_later(OUT_OF_FILES_S, self._open)
            return
        taken.setblocking(False)
        task = self._loop.create_task(self._loop.connect_accepted_socket(self._protocol, taken))
        self._taken.add(task)
        task.add_done_callback(self._taken.discard)

    def close(self) -> None:
        """Take no more; as `asyncio.Server.close`."""
        self._is_closed = True
        self._loop.remove_reader(self._listener)

    async def wait_closed(self) -> None:
        """As `asyncio.Server.wait_closed`: uvicorn itself waits for the connections."""
