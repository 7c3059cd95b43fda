"""What is issued together: what an edition certifies, what a decision will issue, and one batch on its way."""

from typing import Annotated, Any
from uuid import UUID

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Redirect, Response, Stream

from contest.accounts.guards import actor_of, requires
from contest.audit.service import record
from contest.certificates import queries, service
from contest.certificates.rules import issue, kinds, wording
from contest.challenge.rules import PROGRAMME, ROUND
from contest.lib import clock, db
from contest.lib.errors import NotFound
from contest.lib.i18n import N_, Lazy, gettext, locale
from contest.lib.web import limits
from contest.lib.web.download import disposition
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.lib.zips import Member, zipped

programme = requires(PROGRAMME)
organisers = requires(PROGRAMME, ROUND)
PageNumber = Annotated[int, Parameter(query="page", ge=1, le=10_000)]
ZIPS = (20, 3600)
EDITION = "/certificates/editions/{edition_id:uuid}"
BATCH = "/certificates/batches/{batch_id:uuid}"

CAUSES: dict[str, Lazy] = {
    "decision": N_("Final decision"),
    "role": N_("Partners and mentors"),
    "landing": N_("Landing"),
    "reissue": N_("Issued anew"),
}


@get(EDITION, guards=[programme])
async def edition(request: Request, edition_id: UUID) -> Response[bytes]:
    """Which kinds are issued, the decisions they come of, and every batch."""
    found = await queries.edition_page(actor=actor_of(request), edition_id=edition_id)
    return page(
        "certificates/edition.html",
        request,
        it=found,
        here=f"/certificates/editions/{edition_id}",
        options=list(kinds.BY_DECISION.items())[1:],
        causes=CAUSES,
        contest={"name_en": found.name_en, "name_zh": found.name_zh},
        is_demo=found.is_demo,
    )


@post(EDITION, guards=[programme])
async def change_edition(request: Request, edition_id: UUID) -> Redirect:
    """Keep the kinds, or issue what the partners or the mentors have not got."""
    actor, now, fields = actor_of(request), clock.now(), await typed(request)
    async with db.work():
        if fields.get("then") == "partners":
            await service.issue_for_partners(actor=actor, edition_id=edition_id, now=now)
            said = gettext("The certificates are being made.")
        elif fields.get("then") == "mentors":
            await service.issue_for_mentors(actor=actor, edition_id=edition_id, now=now)
            said = gettext("The certificates are being made.")
        else:
            sent = fields.get("kinds", [])
            chosen = [kinds.AWARD, *([sent] if isinstance(sent, str) else sent)]
            await service.choose_kinds(actor=actor, edition_id=edition_id, chosen=chosen, now=now)
            said = gettext("Saved. Decisions that become final from now on issue these.")
    flash(request, said)
    return Redirect(f"/certificates/editions/{edition_id}", status_code=303)


@get("/certificates/decisions/{decision_id:uuid}", guards=[organisers])
async def preview(request: Request, decision_id: UUID, at: PageNumber = 1) -> Response[bytes]:
    """What a decision issues, line by line, before anything of it is made."""
    found = await queries.preview(actor=actor_of(request), decision_id=decision_id)
    lines = found.lines[queries.PAGE_ROWS * (at - 1) : queries.PAGE_ROWS * at]
    return page(
        "certificates/preview.html",
        request,
        it=found,
        lines=[(line, wording.half(line.award, locale())) for line in lines],
        problems=[(line, wording.half(line.award, locale())) for line in found.problems],
        counts=[(word, found.count(kind)) for kind, word in kinds.BY_DECISION.items() if found.count(kind)],
        words=kinds.WORDS,
        page=at,
        pages=max(1, -(-len(found.lines) // queries.PAGE_ROWS)),
        contest={"name_en": found.edition_en, "name_zh": found.edition_zh},
        is_demo=found.is_demo,
    )


@get(BATCH, guards=[organisers])
async def batch(request: Request, batch_id: UUID, at: PageNumber = 1) -> Response[bytes]:
    """How far a batch has come, and each certificate of it."""
    actor = actor_of(request)
    found = await queries.batch_to_run(actor=actor, batch_id=batch_id)
    lines = await queries.batch_lines(actor=actor, batch=found, page=at)
    return page(
        "certificates/batch.html",
        request,
        it=found,
        lines=[(line, wording.half(line.award, locale())) for line in lines],
        here=f"/certificates/batches/{batch_id}",
        may_change=issue.may_revoke(actor, edition_id=found.edition_id),
        grouped=issue.grouped,
        words=kinds.WORDS,
        causes=CAUSES,
        page=at,
        pages=max(1, -(-found.total // queries.PAGE_ROWS)),
        contest={"name_en": found.edition_en, "name_zh": found.edition_zh},
        is_demo=found.is_demo,
    )


@post(BATCH, guards=[organisers])
async def run_batch(request: Request, batch_id: UUID) -> Redirect:
    """Stop it, take it up again, or issue it anew in the newest design: what the pressed button says."""
    actor, then = actor_of(request), (await typed(request)).get("then")
    async with db.work():
        if then == "stop":
            await service.stop_batch(actor=actor, batch_id=batch_id, now=clock.now())
        elif then == "resume":
            await service.resume_batch(actor=actor, batch_id=batch_id)
        elif then == "reissue":
            batch_id = await service.reissue_batch(actor=actor, batch_id=batch_id, now=clock.now())
            flash(request, gettext("They are made anew. Whoever checks an older one is told that it was replaced."))
        else:
            raise NotFound
    return Redirect(f"/certificates/batches/{batch_id}", status_code=303)


@get(BATCH + "/all.zip", guards=[organisers])
async def batch_zip(request: Request, batch_id: UUID) -> Stream:
    """The files of a batch that are made, as a ZIP. That they were taken is recorded."""
    actor: Any = actor_of(request)
    found = await queries.batch_to_run(actor=actor, batch_id=batch_id)
    await limits.hit(f"certificates-zip:{actor.id}", most=ZIPS[0], seconds=ZIPS[1])
    files = await queries.batch_files(actor=actor, batch=found)
    async with db.work():
        data = {"files": len(files)}
        await record(actor=actor, action="certificate.download", thing="issued_batch", thing_id=batch_id, data=data)
    members = [Member(name, key, issue.LONGEST_FILE) for name, key in files]
    headers = {"content-disposition": disposition("certificates.zip"), "cache-control": "private, no-store"}
    return Stream(zipped(members, at=clock.now()), media_type="application/zip", headers=headers)


ROUTES = [edition, change_edition, preview, batch, run_batch, batch_zip]
