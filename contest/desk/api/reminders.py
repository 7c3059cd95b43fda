"""Reminders by rule, for programs."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import RUN_REMINDERS
from contest.desk import service
from contest.desk.queries import reminders as queries
from contest.desk.rules.reminders import MOST_HOURS, Quiet
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import delete, get, post
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["reminders"], "guards": [scoped(RUN_REMINDERS)]}
Hour = Annotated[int, msgspec.Meta(ge=0, le=23)]


class Reminders(msgspec.Struct, frozen=True):
    reminders: list[queries.RuleLine]


class AddReminder(msgspec.Struct, frozen=True, kw_only=True):
    """`hours` after a moment, negative before it, in an edition or one round of it. From the full hour `quiet_from`
    until `quiet_until` nobody is written to, by the clocks where they live; the same: never."""

    moment: Literal["entries_due", "reviews_due", "invited", "wishes_due"]
    hours: Annotated[int, msgspec.Meta(ge=-MOST_HOURS, le=MOST_HOURS)]
    edition: UUID
    round: UUID | None = None
    channel: Literal["person", "organiser", "webhook"] = "person"
    webhook: UUID | None = None
    quiet_from: Hour = 21
    quiet_until: Hour = 8


@get("/reminders", operation_id="listReminders", summary="Who is reminded of what", **TAGS)
async def listed(request: Request) -> Reminders:
    """The rules of places that one runs, and how many each has told."""
    return await _rules(request)


async def _rules(request: Request) -> Reminders:
    return Reminders(await queries.reminder_rules(actor_of(request)))


@post("/reminders", operation_id="addReminder", summary="Have people reminded", status_code=201, **TAGS)
async def add(request: Request, data: AddReminder) -> Reminders:
    """Until what they are reminded of is done, or moot."""
    async with work():
        await service.add_rule(
            actor=actor_of(request),
            place=f"{data.edition}/{data.round or ''}",
            moment=data.moment,
            hours=data.hours,
            channel=data.channel,
            webhook_id=data.webhook,
            quiet=Quiet(data.quiet_from, data.quiet_until),
            now=clock.now(),
        )
    return await _rules(request)


@delete("/reminders/{rule_id:uuid}", operation_id="endReminder", summary="Remind nobody by it any more", **TAGS)
async def end(request: Request, rule_id: UUID) -> Reminders:
    async with work():
        await service.end_rule(actor=actor_of(request), rule_id=rule_id, now=clock.now())
    return await _rules(request)


ROUTES: list[Any] = [listed, add, end]
