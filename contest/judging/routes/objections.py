"""Objections to a published decision: a team or somebody else under their name writes one, the organisers answer."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires, signed_in
from contest.files import rules as file_rules
from contest.files import service as files
from contest.judging import queries, service
from contest.judging.queries.objections import ObjectionPage
from contest.judging.routes.reviews import to
from contest.judging.routes.rounds import ORGANISERS
from contest.judging.rules.objections import LONGEST, MOST_FILES
from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid, NotFound, TooLarge
from contest.lib.i18n import gettext as _
from contest.lib.web import limits
from contest.lib.web.download import download
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.lib.web.uploads import FORM_BYTES, read_upload


@get("/judging/decisions/{decision_id:uuid}/objection", guards=[signed_in])
async def objection_form(request: Request, decision_id: UUID) -> Response[bytes]:
    """What somebody has against a decision: about their own entries in it, and about those that it names."""
    found = await queries.my_objections(actor=actor_of(request), decision_id=decision_id, now=clock.now())
    return _page(request, "judging/objection.html", found)


@post("/judging/decisions/{decision_id:uuid}/objection", guards=[signed_in])
async def raise_objection(request: Request, decision_id: UUID) -> Response[bytes]:
    actor, fields, now = actor_of(request), await typed(request), clock.now()
    sent = {name: str(fields.get(name, "")) for name in ("code", "text", "evidence")}
    await limits.hit(f"objection:{actor.id}", most=20, seconds=86_400)
    try:
        async with db.work():
            await service.raise_objection(actor=actor, decision_id=decision_id, now=now, **sent)
    except Invalid as error:
        found = await queries.my_objections(actor=actor, decision_id=decision_id, now=now)
        return _page(request, "judging/objection.html", found, fields, error)
    flash(request, _("Your objection has been handed to the organisers. You are told of their answer by mail."))
    return to(f"/judging/decisions/{decision_id}/objection")


@post(
    "/judging/objections/{objection_id:uuid}/files",
    guards=[signed_in],
    status_code=200,
    opt={"csrf": False},
    request_max_body_size=service.MOST_EVIDENCE_BYTES + FORM_BYTES,
)
async def add_evidence(request: Request, objection_id: UUID) -> Response[bytes]:
    """A file that shows what it says, by a form whose token is checked where it is read, before the file is."""
    actor, now = actor_of(request), clock.now()
    decision_id = await queries.decision_of_objection(objection_id=objection_id)
    found = await queries.my_objections(actor=actor, decision_id=decision_id, now=now)
    if objection_id not in {line.id for line in [*found.lines, *found.others]}:
        raise NotFound
    await limits.hit(f"uploads:{actor.id}", most=100, seconds=3600)
    said = int(request.headers.get("content-length") or 1)
    try:
        incoming = await read_upload(request)
        await service.add_evidence(
            actor=actor,
            objection_id=objection_id,
            name=incoming.name,
            declared_size=max(min(said - FORM_BYTES, service.MOST_EVIDENCE_BYTES), 1),  # a form does not say
            chunks=incoming.chunks,
            now=now,
        )
    except (Invalid, Conflict, TooLarge) as error:
        return _page(request, "judging/objection.html", found, {"objection": str(objection_id)}, error)
    return to(f"/judging/decisions/{decision_id}/objection")


@get("/judging/objections/{objection_id:uuid}/files/{file_id:uuid}", guards=[signed_in])
async def read_evidence(request: Request, objection_id: UUID, file_id: UUID) -> Response[Any]:
    found = await queries.evidence(actor=actor_of(request), objection_id=objection_id, file_id=file_id, now=clock.now())
    return await download(request, await files.stream(file_id=found))


@get("/judging/decisions/{decision_id:uuid}/objections", guards=[requires(*ORGANISERS)])
async def objections(request: Request, decision_id: UUID) -> Response[bytes]:
    found = await queries.objections_to_answer(actor=actor_of(request), decision_id=decision_id, now=clock.now())
    return _page(request, "judging/objections.html", found)


@post("/judging/objections/{objection_id:uuid}", guards=[requires(*ORGANISERS)])
async def answer_objection(request: Request, objection_id: UUID) -> Response[bytes]:
    actor, fields, now = actor_of(request), await typed(request), clock.now()
    answer = str(fields.get(f"answer_{objection_id}", ""))
    try:
        async with db.work():
            decision_id = await service.answer_objection(
                actor=actor, objection_id=objection_id, upholds=fields.get("ruling") == "upheld", answer=answer, now=now
            )
    except Invalid as error:
        decision_id = await queries.decision_of_objection(objection_id=objection_id)
        found = await queries.objections_to_answer(actor=actor, decision_id=decision_id, now=now)
        return _page(request, "judging/objections.html", found, fields, error)
    flash(request, _("Your answer is sent."))
    return to(f"/judging/decisions/{decision_id}/objections")


def _page(
    request: Request, template: str, found: ObjectionPage, fields: dict[str, Any] | None = None, error: Any = None
) -> Response[bytes]:
    return page(
        template,
        request,
        status=200 if error is None else error.status,
        it=found,
        longest=LONGEST,
        most_files=MOST_FILES,
        accept=file_rules.input_accept(file_rules.kinds_of(service.EVIDENCE_KINDS)),
        limit=service.MOST_EVIDENCE_BYTES,
        takes=[str(file_rules.NAMES[kind]) for kind in service.EVIDENCE_KINDS],
        typed=fields or {},
        errors={} if error is None else dict(error.fields) if isinstance(error, Invalid) else {"": error.message},
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


ROUTES: list[Any] = [objection_form, raise_objection, add_evidence, read_evidence, objections, answer_objection]
