"""The security page for operators: its figures are read from what runs."""

import os
from datetime import timedelta
from typing import Any

from litestar import get
from litestar.response import Response

from contest.accounts import rules as accounts
from contest.accounts.guards import actor_of, requires
from contest.accounts.rules import factor
from contest.certificates.queries import published_keys
from contest.desk import rules
from contest.desk.rules import security as told
from contest.lib import clock
from contest.lib.backup.shelf import plan
from contest.lib.config import settings
from contest.lib.errors import NotFound
from contest.lib.local.errors import LocalError
from contest.lib.web import session
from contest.lib.web.front import security_headers
from contest.lib.web.render import page
from contest.lib.web.request import Request

EVERYBODY = {"*", "0.0.0.0/0", "::/0"}


@get("/desk/security", guards=[requires(rules.PROGRAMME)])
async def security(request: Request) -> Response[bytes]:
    """Headers, keys, limits, proxies and what is logged, as they are on this installation; how to report a flaw."""
    if not rules.may_see_jobs(actor_of(request)):
        raise NotFound
    its, now = settings(), clock.now()
    try:
        has_backup = plan(os.environ).is_whole
    except (LocalError, OSError):
        has_backup = False
    return page(
        "desk/security.html",
        request,
        its=its,
        now=now,
        concerns=told.concerns(
            is_loopback=its.is_public_url_loopback,
            is_secure=its.is_secure,
            trusts_everybody=bool(EVERYBODY & set(its.trusted_proxies)),
            has_contact=bool(its.security_contact),
            has_backup=has_backup,
        ),
        headers=[(name.decode(), value.decode(), told.HEADERS[name.decode()]) for name, value in security_headers()],
        keys=[key for key in await published_keys() if key.retired_at is None],
        is_secret_given=bool(os.environ.get("SECRET_KEY")),
        limits=told.LIMITS,
        logged=told.LOGGED,
        session_days=timedelta(seconds=session.LIFE_SECONDS).days,
        code=(accounts.CODE_LENGTH, accounts.CODE_LIFE.seconds // 60, accounts.CODE_TRIES),
        factor=(factor.TRIES, factor.TRIES_SECONDS // 60),
    )


ROUTES: list[Any] = [security]
