"""One web process: uvicorn on a socket that was inherited or is opened here."""

import socket

import uvicorn

from contest.lib.config import settings

GRACE_S = 1  # for requests under way at the end; `contest up` promises to stop within five seconds


def serve(app: str, *, fd: int | None, host: str) -> None:
    """Serve the application factory `app` until told to stop. What TRUSTED_PROXIES forward counts."""
    proxies = settings().trusted_proxies
    config = uvicorn.Config(
        app,
        factory=True,
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
    inherited = [socket.socket(fileno=fd)] if fd is not None else None
    uvicorn.Server(config).run(sockets=inherited)
