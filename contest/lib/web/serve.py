"""One web process: uvicorn on a socket that was inherited or is opened here."""

import asyncio
import signal
import socket

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from contest.lib.config import settings
from contest.lib.local.gate import tell_ready
from contest.lib.web import busy
from contest.lib.web.door import LOOK_S, Door
from contest.lib.web.front import Front
from contest.lib.web.turns import Turns, abandon

BACKLOG = 2048  # who waits for a process to be free, and is served in that order
DRAIN_S = 30.0  # at SIGHUP: another process serves already, so everything under way is answered first
GRACE_S = 1  # for requests under way at the end; `contest up` promises to stop within five seconds


def serve(app: Front, *, fd: int | None, host: str) -> None:
    """Serve the application until told to stop. What TRUSTED_PROXIES forward counts."""
    proxies = settings().trusted_proxies
    config = uvicorn.Config(
        app,
        host=host,
        port=settings().port,
        loop="uvloop",
        http=Protocol,
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


class Protocol(HttpToolsProtocol):
    """uvicorn's, telling who reads that they have hung up."""

    def connection_lost(self, exc: Exception | None) -> None:
        cycle: RequestResponseCycle | None = self.cycle  # none before the first request
        if cycle is not None and not cycle.response_complete:
            abandon(cycle.scope)
        super().connection_lost(exc)


class Server(uvicorn.Server):
    """uvicorn, taking connections at the pace of its requests."""

    def __init__(self, config: uvicorn.Config, turns: Turns) -> None:
        super().__init__(config)
        self.turns = turns
        self.doors: list[Door] = []
        self._draining: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        assert sockets is not None
        await super().startup(sockets=[])
        if self.started:
            refusal = busy.whole_answer()
            self.doors = [Door(one, self._protocol, self.turns, refusal) for one in sockets]
            self.servers = list(self.doors)  # type: ignore[arg-type]
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._begin_drain)
            tell_ready()

    def _begin_drain(self) -> None:
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        """Take nobody in any more and answer whoever is here, telling each to come back on a new connection."""
        for door in self.doors:
            door.close()
        last = (b"connection", b"close")
        self.config.encoded_headers.append(last)
        self.server_state.default_headers = [*self.server_state.default_headers, last]
        end = asyncio.get_running_loop().time() + DRAIN_S
        while self._is_anybody_here() and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_S)  # uvicorn tells nobody when a connection ends
        self.should_exit = True

    def _is_anybody_here(self) -> bool:
        return bool(self.server_state.connections) or not all(door.is_empty for door in self.doors)

    def _protocol(self) -> asyncio.Protocol:
        return self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
