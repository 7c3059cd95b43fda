"""The register of agreements: what was signed, by whom, and the document of it."""

from typing import Annotated, Any
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.files import rules as file_rules
from contest.files import service as files
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import AppError, Conflict, Invalid, NotFound, TooLarge
from contest.lib.i18n import gettext as _
from contest.lib.web import limits
from contest.lib.web.download import download
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.lib.web.uploads import FORM_BYTES, read_upload
from contest.zone import queries, rules, service
from contest.zone.forms import read_agreement, written_agreement
from contest.zone.routes.shared import errors_of, head_of, register_of, rounds_of, to
from contest.zone.rules.agreements import CONFIDENTIALITY, KINDS

EDITION = "/zone/editions/{edition_id:uuid}/agreements"
ONE = "/zone/agreements/{agreement_id:uuid}"
organises = requires(*rules.ORGANISERS)


@get(EDITION, guards=[organises])
async def agreements(
    request: Request, edition_id: UUID, chosen: Annotated[UUID | None, Parameter(query="round")] = None
) -> Response[bytes]:
    """What was signed in an edition, as far as it is the organiser's to keep. `round`: chosen for the next one."""
    return await _list(request, edition_id, {"round": str(chosen)} if chosen is not None else None)


async def _list(
    request: Request, edition_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    head, actor = await register_of(request, edition_id), actor_of(request)
    rounds = await rounds_of(request, edition_id)
    only = {"round": rounds[0].id} if len(rounds) == 1 else {}
    return page(
        "zone/agreements.html",
        request,
        status=200 if error is None else error.status,
        edition_id=edition_id,
        edition=head,
        agreements=await queries.agreements(actor=actor, edition_id=edition_id),
        counterparts=await queries.counterparts(actor=actor, edition_id=edition_id),
        rounds=rounds,
        runs_edition=rules.may_run(actor, edition_id=edition_id),
        kinds=KINDS,
        confidentiality=CONFIDENTIALITY,
        typed=fields or only,
        errors=errors_of(error),
        is_demo=head.is_demo,
    )


@post(EDITION, guards=[organises])
async def record_agreement(request: Request, edition_id: UUID) -> Response[bytes]:
    await register_of(request, edition_id)
    fields = await typed(request)
    try:
        plan, wrong = read_agreement(fields)
        async with work():
            made = await service.save_agreement(
                actor=actor_of(request), edition_id=edition_id, plan=plan, wrong=wrong, now=clock.now()
            )
    except Invalid as error:
        return await _list(request, edition_id, fields, error)
    flash(request, _("Recorded. Now add the signed document."))
    return to(f"/zone/agreements/{made}")


@get(ONE, guards=[signed_in])
async def agreement(request: Request, agreement_id: UUID) -> Response[bytes]:
    """One agreement, for who keeps it and, unless it is closed, its parties."""
    return await _one(request, agreement_id)


async def _one(
    request: Request, agreement_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    actor = actor_of(request)
    found = await queries.agreement(actor=actor, agreement_id=agreement_id)
    may_change = found.is_kept_by(actor)
    return page(
        "zone/agreement.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        edition=await head_of(found.edition_id),
        kinds=KINDS,
        confidentiality=CONFIDENTIALITY,
        may_change=may_change,
        counterparts=await queries.counterparts(actor=actor, edition_id=found.edition_id) if may_change else [],
        accept=file_rules.input_accept(file_rules.kinds_of(service.KINDS)),
        limit=service.MOST_BYTES,
        takes=[str(file_rules.NAMES[kind]) for kind in service.KINDS],
        typed=fields or written_agreement(found),
        errors=errors_of(error),
        is_demo=found.is_demo,
    )


@post(ONE, guards=[organises])
async def edit_agreement(request: Request, agreement_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    found = await service.agreement_to_keep(actor=actor, agreement_id=agreement_id)
    try:
        plan, wrong = read_agreement(fields)
        async with work():
            await service.save_agreement(
                actor=actor, edition_id=found.edition_id, plan=plan, agreement_id=agreement_id, wrong=wrong,
                now=clock.now(),
            )  # fmt: skip
    except Invalid as error:
        return await _one(request, agreement_id, fields, error)
    flash(request, _("Saved."))
    return to(f"/zone/agreements/{agreement_id}")


@post(
    ONE + "/file",
    guards=[organises],
    status_code=200,
    opt={"csrf": False},
    request_max_body_size=service.MOST_BYTES + FORM_BYTES,
)
async def add_file(request: Request, agreement_id: UUID) -> Response[bytes]:
    """The signed document, by a form whose token is checked where it is read, before the file is."""
    actor = actor_of(request)
    await service.agreement_to_keep(actor=actor, agreement_id=agreement_id)
    await limits.hit(f"uploads:{actor.id}", most=100, seconds=3600)
    said = int(request.headers.get("content-length") or 1)
    try:
        incoming = await read_upload(request)
        await service.add_agreement_file(
            actor=actor,
            agreement_id=agreement_id,
            name=incoming.name,
            declared_size=max(min(said - FORM_BYTES, service.MOST_BYTES), 1),  # an estimate: a form does not say
            chunks=incoming.chunks,
            now=clock.now(),
        )
    except (Invalid, Conflict, TooLarge) as error:
        return await _one(request, agreement_id, error=error)
    return to(f"/zone/agreements/{agreement_id}#document")


@get(ONE + "/file", guards=[signed_in])
async def read_file(request: Request, agreement_id: UUID) -> Response[Any]:
    """The signed document."""
    found = await queries.agreement(actor=actor_of(request), agreement_id=agreement_id)
    if found.file is None:
        raise NotFound
    return await download(request, await files.stream(file_id=found.file))


ROUTES: list[Any] = [agreements, record_agreement, agreement, edit_agreement, add_file, read_file]
