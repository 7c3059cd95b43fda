"""What other programs are told, for programs: addresses, their logs, calls made again."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar.params import Parameter

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import RUN_WEBHOOKS
from contest.desk import service
from contest.desk.queries import webhooks as queries
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, delete, get, post
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["webhooks"], "guards": [scoped(RUN_WEBHOOKS)]}
Page = Annotated[int, Parameter(ge=1, le=10_000)]


class NewWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """Which address is told of which events of an edition or of one round of it; no events: of all."""

    name: Annotated[str, msgspec.Meta(max_length=80)]
    address: Annotated[str, msgspec.Meta(max_length=500)]
    edition: UUID
    round: UUID | None = None
    events: Annotated[list[Annotated[str, msgspec.Meta(max_length=40)]], msgspec.Meta(max_length=30)] = []


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """An address that is told; `failed` and `waiting` count calls of its log."""

    id: UUID
    name: str
    address: str
    events: list[str]
    edition_id: UUID
    round_id: UUID | None
    made_at: datetime
    ended_at: datetime | None
    waiting: int
    failed: int
    last_at: datetime | None


class Webhooks(msgspec.Struct, frozen=True):
    webhooks: list[Webhook]


class Made(Webhook, frozen=True, kw_only=True):
    """`key` signs what it is told (HMAC-SHA-256), and is shown this once."""

    key: str


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the calls to an address, the newest first."""

    webhook: Webhook
    calls: list[queries.DeliveryLine]
    total: int
    pages: int


def _webhook(line: queries.WebhookLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in Webhook.__struct_fields__}


@get("/webhooks", operation_id="listWebhooks", summary="Who is told", **TAGS)
async def listed(request: Request) -> Webhooks:
    """Of places that the person organises and the token reaches; those that still are told first."""
    return Webhooks([Webhook(**_webhook(line)) for line in await queries.webhooks(actor_of(request))])


@post("/webhooks", operation_id="addWebhook", summary="Tell an address", status_code=201, **TAGS)
async def add(request: Request, data: NewWebhook) -> Made:
    """Public addresses over https alone."""
    actor, said = actor_of(request), cleaned(data)
    async with work():
        made, key = await service.add_webhook(
            actor=actor,
            place=f"{said.edition}/{said.round or ''}",
            name=said.name,
            address=said.address,
            events=said.events,
            now=clock.now(),
        )
    return Made(**_webhook(await queries.webhook(actor, webhook_id=made)), key=key)


@get("/webhooks/{webhook_id:uuid}", operation_id="readWebhook", summary="What an address was told", **TAGS)
async def log(request: Request, webhook_id: UUID, page: Page = 1) -> Log:
    """Less what is about an entry that the person is too close to."""
    return await _log(request, webhook_id, page)


async def _log(request: Request, webhook_id: UUID, page: int = 1) -> Log:
    found = await queries.log_of(actor_of(request), webhook_id=webhook_id, page=page)
    return Log(webhook=Webhook(**_webhook(found.webhook)), calls=found.lines, total=found.total, pages=found.pages)


@delete("/webhooks/{webhook_id:uuid}", operation_id="endWebhook", summary="Tell it nothing more", **TAGS)
async def end(request: Request, webhook_id: UUID) -> Log:
    """Calls that wait are given up; the log stays."""
    async with work():
        await service.end_webhook(actor=actor_of(request), webhook_id=webhook_id, now=clock.now())
    return await _log(request, webhook_id)


@post("/webhooks/{webhook_id:uuid}/try", operation_id="tryWebhook", summary="Send a test", **TAGS)
async def try_it(request: Request, webhook_id: UUID) -> Log:
    """A call that says it is one."""
    async with work():
        await service.try_webhook(actor=actor_of(request), webhook_id=webhook_id, now=clock.now())
    return await _log(request, webhook_id)


@post(
    "/webhooks/{webhook_id:uuid}/calls/{delivery_id:uuid}/again",
    operation_id="callAgain",
    summary="Make a call again",
    **TAGS,
)
async def again(request: Request, webhook_id: UUID, delivery_id: UUID) -> Log:
    """Its id stays, so that its reader can tell."""
    async with work():
        await service.call_again(actor=actor_of(request), webhook_id=webhook_id, delivery_id=delivery_id)
    return await _log(request, webhook_id)


ROUTES: list[Any] = [listed, add, log, end, try_it, again]
