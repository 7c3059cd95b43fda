"""One venture: for its own people, and for who runs its incubator."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.files import rules as file_rules
from contest.files import service as files
from contest.incubator import queries, rules, service
from contest.incubator.forms import MoveForm, StepForm
from contest.incubator.routes.shared import errors_of
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotFound, TooLarge
from contest.lib.i18n import gettext as _
from contest.lib.web import limits
from contest.lib.web.download import download
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.lib.web.uploads import FORM_BYTES, read_upload
from contest.submissions.queries import frozen_entry

VENTURE = "/incubator/ventures/{venture_id:uuid}"
BODY_BYTES = service.MOST_BYTES + FORM_BYTES


@get(VENTURE, guards=[signed_in])
async def venture(request: Request, venture_id: UUID) -> Response[bytes]:
    """Where a venture stands, its people, documents and steps."""
    return await _venture(request, venture_id)


async def _venture(
    request: Request, venture_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    actor = actor_of(request)
    found = await queries.venture(actor=actor, venture_id=venture_id)
    leads = not found.is_team and rules.may_run(actor, edition_id=found.edition_id)
    documents = await queries.files(venture_id=venture_id)
    today = service.today_of(found, clock.now())
    return page(
        "incubator/venture.html",
        request,
        status=200 if error is None else error.status,
        venture=found,
        members=await queries.members(venture_id=venture_id),
        documents=documents,
        reasons={one.id: file_rules.reason_words(one.reason) for one in documents},
        steps=await queries.steps(venture_id=venture_id),
        landing=await queries.landing_steps(venture_id=venture_id),
        cohorts=await queries.cohorts(actor=actor, edition_id=found.edition_id) if leads else [],
        onward=rules.next_steps(found.stage, is_registered=found.registered_on is not None) if leads else [],
        words=rules.WORDS,
        evidence=rules.EVIDENCE,
        group_of=rules.group_of,
        leads=leads,
        accept=file_rules.input_accept(file_rules.kinds_of(service.KINDS)),
        limit=service.MOST_BYTES,
        takes=[str(file_rules.NAMES[kind]) for kind in service.KINDS],
        today=today,
        typed={"happened_on": today} if fields is None else fields,
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


@get(VENTURE + "/judged", guards=[signed_in])
async def judged(request: Request, venture_id: UUID) -> Response[bytes]:
    """The version of its entry that the venture stands on, as the judges read it with all names."""
    found = await queries.venture(actor=actor_of(request), venture_id=venture_id)
    entry = await frozen_entry(version_id=found.version_id, blindness="none")
    if entry is None:
        raise NotFound
    return page(
        "incubator/judged.html",
        request,
        venture=found,
        entry=msgspec.structs.replace(entry, files=[]),
        is_demo=found.is_demo,
    )


@post(VENTURE + "/step", guards=[requires(rules.MANAGER)])
async def step(request: Request, venture_id: UUID) -> Response[bytes]:
    await _led(request, venture_id)
    fields = await typed(request)
    try:
        plan = convert(fields, StepForm).plan()
        async with work():
            await service.step_venture(actor=actor_of(request), venture_id=venture_id, plan=plan, now=clock.now())
    except Invalid as error:
        return await _venture(request, venture_id, fields, error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/ventures/{venture_id}")


@post(VENTURE + "/cohort", guards=[requires(rules.MANAGER)])
async def move(request: Request, venture_id: UUID) -> Response[bytes]:
    await _led(request, venture_id)
    try:
        form = convert(await typed(request), MoveForm)
        async with work():
            await service.move_venture(actor=actor_of(request), venture_id=venture_id, cohort_id=form.cohort)
    except Invalid as error:
        return await _venture(request, venture_id, error=error)
    flash(request, _("Saved."))
    return redirect(f"/incubator/ventures/{venture_id}")


@post(
    VENTURE + "/files",
    guards=[signed_in],
    status_code=200,
    opt={"csrf": False},
    request_max_body_size=BODY_BYTES,
)
async def add_file(request: Request, venture_id: UUID) -> Response[bytes]:
    """A document, by a form whose token is checked where it is read, before the file is."""
    actor = actor_of(request)
    await queries.venture(actor=actor, venture_id=venture_id)
    await limits.hit(f"uploads:{actor.id}", most=100, seconds=3600)
    said = int(request.headers.get("content-length") or 1)
    try:
        incoming = await read_upload(request)
        await service.add_file(
            actor=actor,
            venture_id=venture_id,
            name=incoming.name,
            declared_size=max(min(said - FORM_BYTES, service.MOST_BYTES), 1),  # an estimate: a form does not say
            chunks=incoming.chunks,
            now=clock.now(),
        )
    except (Invalid, Conflict, TooLarge) as error:
        return await _venture(request, venture_id, error=error)
    return redirect(f"/incubator/ventures/{venture_id}#documents")


@get(VENTURE + "/files/{file_id:uuid}", guards=[signed_in])
async def read_file(request: Request, venture_id: UUID, file_id: UUID) -> Response[Any]:
    """A document of the venture."""
    await queries.venture(actor=actor_of(request), venture_id=venture_id)
    if not await queries.has_file(venture_id=venture_id, file_id=file_id):
        raise NotFound
    return await download(request, await files.stream(file_id=file_id))


async def _led(request: Request, venture_id: UUID) -> None:
    """To who does not lead the venture nothing is there."""
    actor = actor_of(request)
    found = await queries.venture(actor=actor, venture_id=venture_id)
    if found.is_team or not rules.may_run(actor, edition_id=found.edition_id):
        raise NotFound


ROUTES: list[Any] = [venture, judged, step, move, add_file, read_file]
