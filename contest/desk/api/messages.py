"""The outbox, for programs: what waits for approval, what went out, what came back; approved, kept, sent again."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar.params import Parameter

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import RUN_MESSAGES
from contest.desk import queries, service
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, get, post, put
from contest.lib.web.request import Request
from contest.notifications.queries import MessageLine, MessageView
from contest.notifications.rules.wordings import LONGEST_BODY, LONGEST_SUBJECT

TAGS: dict[str, Any] = {"tags": ["messages"], "guards": [scoped(RUN_MESSAGES)]}
Page = Annotated[int, Parameter(ge=1, le=10_000)]
State = Literal[
    "drafted", "approved", "queued", "sending", "sent", "delivered", "kept", "bounced", "uncertain", "withdrawn"
]


class Messages(msgspec.Struct, frozen=True, kw_only=True):
    """A page of messages, the newest first, and how many there are in each state."""

    messages: list[MessageLine]
    counts: dict[str, int]
    total: int
    pages: int


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Which of those that wait are let go."""

    messages: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=1000)]


class Approved(msgspec.Struct, frozen=True, kw_only=True):
    """How many go out now: those of the chosen that waited."""

    approved: int


class Rewording(msgspec.Struct, frozen=True, kw_only=True):
    """What a message that waits is to say."""

    subject: Annotated[str, msgspec.Meta(max_length=LONGEST_SUBJECT)]
    body: Annotated[str, msgspec.Meta(max_length=LONGEST_BODY)]


@get("/messages", operation_id="listMessages", summary="Messages of editions one organises", **TAGS)
async def listed(
    request: Request,
    only: Annotated[State | None, Parameter(query="state")] = None,
    to: UUID | None = None,
    page: Page = 1,
) -> Messages:
    """Those in one `state`, or `to` one person; fifty a page. Codes in a subject are masked."""
    found = await queries.mail(actor_of(request), state=only, page=page, to=to)
    return Messages(messages=found.lines, counts=found.counts, total=found.total, pages=found.pages)


@get("/messages/{message_id:uuid}", operation_id="readMessage", summary="One message", **TAGS)
async def read(request: Request, message_id: UUID) -> MessageView:
    """As its reader gets it, less its codes."""
    return await _message(request, message_id)


async def _message(request: Request, message_id: UUID) -> MessageView:
    return await queries.message(actor_of(request), message_id=message_id, may_reveal=False)


@post("/messages/approve", operation_id="approveMessages", summary="Let messages go", **TAGS)
async def approve(request: Request, data: Chosen) -> Approved:
    """Those that wait; what went out or was kept back meanwhile is left as it is."""
    async with work():
        count = await service.approve_messages(actor=actor_of(request), ids=data.messages, until=None, now=clock.now())
    return Approved(approved=count)


@put("/messages/{message_id:uuid}", operation_id="rewordMessage", summary="Change a message that waits", **TAGS)
async def reword(request: Request, message_id: UUID, data: Rewording) -> MessageView:
    """Refused where it would tell its reader who judges."""
    said = cleaned(data)
    async with work():
        await service.reword_message(
            actor=actor_of(request), message_id=message_id, subject=said.subject, body=said.body
        )
    return await _message(request, message_id)


@post("/messages/{message_id:uuid}/withdraw", operation_id="withdrawMessage", summary="Keep a message back", **TAGS)
async def withdraw(request: Request, message_id: UUID) -> MessageView:
    """It will not go out."""
    async with work():
        await service.withdraw_message(actor=actor_of(request), message_id=message_id)
    return await _message(request, message_id)


@post("/messages/{message_id:uuid}/send-again", operation_id="sendMessageAgain", summary="Send it again", **TAGS)
async def send_again(request: Request, message_id: UUID) -> MessageView:
    """What came back, was kept, or may not have arrived."""
    async with work():
        await service.send_message_again(actor=actor_of(request), message_id=message_id, now=clock.now())
    return await _message(request, message_id)


ROUTES: list[Any] = [listed, read, approve, reword, withdraw, send_again]
