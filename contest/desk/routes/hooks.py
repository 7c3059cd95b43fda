"""What a mail service tells of the mails that it carried. Signed with a key that only the two know."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import post
from litestar.response import Response

from contest.accounts.guards import public
from contest.lib import clock, hooks
from contest.lib.config import settings
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.mail import bounces
from contest.lib.web.request import Request
from contest.notifications import service
from contest.notifications.service.arrivals import Arrival, Outcome

MOST_BYTES = 512 * 1024
MOST_AT_ONCE = 1000


class Told(msgspec.Struct):
    """One message, by the id that its Message-ID begins with."""

    message_id: UUID
    outcome: Outcome
    reason: str = ""


@post("/hooks/mail", guards=[public], status_code=200, opt={"csrf": False}, request_max_body_size=MOST_BYTES)
async def mail_hook(request: Request) -> Response[dict[str, int]]:
    """A list of outcomes as JSON, or a report as a mail (`message/rfc822`). Unsigned, there is nothing here."""
    body, now = await request.body(), clock.now()
    if not hooks.is_signed(settings().mail_hook_key, body, request.headers.get(hooks.HEADER, ""), now):
        raise NotFound
    arrivals = _report(body) if request.content_type[0] == "message/rfc822" else _told(body)
    async with work():
        changed = await service.note_arrivals(arrivals=arrivals)
    return Response({"changed": changed})


def _report(body: bytes) -> list[Arrival]:
    found = bounces.read(body)
    return [] if found is None else [Arrival(**msgspec.structs.asdict(found))]


def _told(body: bytes) -> list[Arrival]:
    try:
        told = msgspec.json.decode(body, type=list[Told])
    except msgspec.DecodeError as error:
        raise Invalid(N_("This cannot be read.")) from error
    if len(told) > MOST_AT_ONCE:
        raise Invalid(N_("This cannot be read."))
    return [Arrival(message_id=one.message_id, outcome=one.outcome, reason=one.reason) for one in told]


ROUTES: list[Any] = [mail_hook]
