"""Reminders by rule: the list of them, a new one, one less."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge import queries as challenge
from contest.desk import rules, service
from contest.desk.forms import NewReminder
from contest.desk.queries import reminders as queries
from contest.desk.queries.webhooks import webhooks
from contest.desk.rules.reminders import CHANNELS, ENDS, MOMENTS, Quiet
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid
from contest.lib.i18n import N_
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

REMINDERS = "/desk/reminders"
BLANK = {
    "moment": "", "place": "", "amount": "3", "unit": "days", "way": "before", "channel": "person", "webhook": "",
    "quiet_from": "21", "quiet_until": "8",
}  # fmt: skip

organisers = requires(rules.PROGRAMME, rules.ROUND)


@get(REMINDERS, guards=[organisers])
async def reminders(request: Request) -> Response[bytes]:
    return await _page(request)


@post(REMINDERS, guards=[organisers], status_code=200)
async def add_reminder(request: Request) -> Response[bytes]:
    try:
        form = await parse(request, NewReminder)
        hours = form.amount * (24 if form.unit == "days" else 1)
        async with work():
            await service.add_rule(
                actor=actor_of(request),
                place=form.place,
                moment=form.moment,
                hours=-hours if form.way == "before" else hours,
                channel=form.channel,
                webhook_id=form.webhook,
                quiet=Quiet(form.quiet_from, form.quiet_until),
                now=clock.now(),
            )
    except Invalid as error:
        return await _page(request, error)
    flash(request, N_("Kept. From the next time on people are reminded like this."))
    return redirect(REMINDERS)


async def _page(request: Request, error: Invalid | None = None) -> Response[bytes]:
    actor = actor_of(request)
    lines = await queries.reminder_rules(actor)
    return page(
        "desk/reminders.html",
        request,
        status=error.status if error else 200,
        lines=lines,
        places=await challenge.places(actor=actor),
        hooks=[one for one in await webhooks(actor) if one.ended_at is None],
        moments=MOMENTS,
        ends=ENDS,
        channels=CHANNELS,
        values=BLANK | (await typed(request) if error else {}),
        errors=error.fields if error else {},
        is_demo=bool(lines) and all(one.is_demo for one in lines),
    )


@post(REMINDERS + "/{rule_id:uuid}/end", guards=[organisers], status_code=200)
async def end_reminder(request: Request, rule_id: UUID) -> Response[bytes]:
    async with work():
        await service.end_rule(actor=actor_of(request), rule_id=rule_id, now=clock.now())
    flash(request, N_("Taken away: nobody is reminded by it any more."))
    return redirect(REMINDERS)


ROUTES: list[Any] = [reminders, add_reminder, end_reminder]
