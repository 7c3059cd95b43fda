"""The desk: what waits for an organiser, messages, and jobs."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect, Response

from contest.accounts.guards import actor_of, requires
from contest.desk import queries, rules, service
from contest.desk.forms import Rewording
from contest.desk.rules import funnel
from contest.lib import clock, countries
from contest.lib.db import work
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.i18n import ngettext
from contest.lib.mail import smtp
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.loopback import is_on_this_machine
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.notifications import rules as message_rules

MAIL = "/desk/mail"
JOBS = "/desk/jobs"

programme = requires(rules.PROGRAMME)
organisers = requires(rules.PROGRAMME, rules.ROUND)


def _page_of(request: Request) -> int:
    """The page of the list that was asked for; an address that was typed wrongly shows the first."""
    text = request.query_params.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


@get("/desk", guards=[organisers])
async def desk(request: Request) -> Response[bytes]:
    """What is late or waits in the rounds of this organiser, how far their entries are, and how the reviews go on."""
    actor, now, asked = actor_of(request), clock.now(), request.query_params.get("by", "")
    by = asked if asked in funnel.BY else funnel.BY[0]
    rows, stale = await queries.home_rounds(actor=actor, now=now)
    if stale and actor.viewer is None:
        async with work():
            await service.count_rounds(round_ids=stale, now=now)
        rows, _stale = await queries.home_rounds(actor=actor, now=now)
    found = await queries.home(actor=actor, rows=rows, by=by, now=now)
    return page(
        "desk/desk.html", request, found=found, is_demo=found.is_demo, country_name=countries.country_name, now=now
    )


@get(MAIL, guards=[programme])
async def mail(request: Request) -> Response[bytes]:
    """Every message this person may see, newest first, or those in one state."""
    asked = request.query_params.get("state", "")
    state = asked if asked in message_rules.STATES else None
    person = request.query_params.get("to", "")
    to = UUID(person) if _is_id(person) else None
    found = await queries.mail(actor_of(request), state=state, page=_page_of(request), to=to)
    return page(
        "desk/mail.html",
        request,
        found=found,
        state=state,
        to=to,
        states=message_rules.STATES,
        is_sending=smtp.is_configured(),
    )


@get(MAIL + "/{message_id:uuid}", guards=[programme])
async def message(request: Request, message_id: UUID) -> Response[bytes]:
    """One message as its reader gets it, less its codes."""
    return await _message(request, message_id)


async def _message(request: Request, message_id: UUID, error: Invalid | None = None) -> Response[bytes]:
    may_reveal = is_on_this_machine(
        request.scope
    )  # codes are shown only to whoever sits at the machine that holds them
    found = await queries.message(actor_of(request), message_id=message_id, may_reveal=may_reveal)
    return page(
        "desk/message.html",
        request,
        status=422 if error else 200,
        found=found,
        values=await typed(request) if error else {"subject": found.subject, "body": found.body},
        errors=error.fields if error else {},
        is_demo=found.is_demo,
        states=message_rules.STATES,
        steps=message_rules.STEPS[found.state],
        is_sending=smtp.is_configured(),
    )


@post(MAIL + "/{message_id:uuid}/approve", guards=[programme])
async def approve(request: Request, message_id: UUID) -> Redirect:
    async with work():
        await service.approve_message(actor=actor_of(request), message_id=message_id, now=clock.now())
    flash(request, _("The message goes out now."))
    return _to(f"{MAIL}/{message_id}")


@post(MAIL + "/{message_id:uuid}/reword", guards=[programme])
async def reword(request: Request, message_id: UUID) -> Response[Any]:
    """Change what waits; an error comes back with every word kept."""
    actor = actor_of(request)
    try:
        form = await parse(request, Rewording)
        async with work():
            await service.reword_message(actor=actor, message_id=message_id, subject=form.subject, body=form.body)
    except Invalid as error:
        return await _message(request, message_id, error)
    flash(request, _("Kept. It still waits for approval."))
    return _to(f"{MAIL}/{message_id}")


@post(MAIL + "/approve", guards=[programme])
async def approve_messages(request: Request) -> Redirect:
    """Let go the messages that were ticked; or all that waited when the page was opened."""
    form = await typed(request)
    ticked = form.get("message", [])
    ids = [UUID(one) for one in ([ticked] if isinstance(ticked, str) else ticked) if _is_id(one)]
    until = form.get("all", "")
    async with work():
        count = await service.approve_messages(
            actor=actor_of(request),
            ids=None if _is_id(until) else ids,
            until=UUID(until) if _is_id(until) else None,
            now=clock.now(),
        )
    flash(request, ngettext("%(num)s message goes out now.", "%(num)s messages go out now.", count) % {"num": count})
    return _to(f"{MAIL}?state=drafted")


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


@post(MAIL + "/{message_id:uuid}/withdraw", guards=[programme])
async def withdraw(request: Request, message_id: UUID) -> Redirect:
    async with work():
        await service.withdraw_message(actor=actor_of(request), message_id=message_id)
    flash(request, _("The message will not go out."))
    return _to(f"{MAIL}/{message_id}")


@post(MAIL + "/{message_id:uuid}/send-again", guards=[programme])
async def send_again(request: Request, message_id: UUID) -> Redirect:
    async with work():
        await service.send_message_again(actor=actor_of(request), message_id=message_id, now=clock.now())
    flash(request, _("The message goes out again."))
    return _to(f"{MAIL}/{message_id}")


@get(JOBS, guards=[programme])
async def jobs(request: Request) -> Response[bytes]:
    """What the workers could not do, or have still to do."""
    shown: queries.Shown = "waiting" if request.query_params.get("shown") == "waiting" else "dead"
    found = await queries.jobs(actor_of(request), shown=shown, page=_page_of(request))
    return page("desk/jobs.html", request, found=found, shown=shown)


@post(JOBS + "/{job_id:uuid}/run-again", guards=[programme])
async def run_again(request: Request, job_id: UUID) -> Redirect:
    async with work():
        await service.run_job_again(actor=actor_of(request), job_id=job_id)
    flash(request, _("The job runs again."))
    return _to(JOBS)


def _to(path: str) -> Redirect:
    return Redirect(path, status_code=303)


ROUTES: list[Any] = [desk, mail, message, approve, approve_messages, reword, withdraw, send_again, jobs, run_again]
