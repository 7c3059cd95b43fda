"""One venture for programs: where it stands, its documents, and how it lands."""

from typing import Annotated, Any
from uuid import UUID

from litestar.params import Parameter
from litestar.response import Response

from contest.accounts.guards import actor_of
from contest.files import service as files
from contest.incubator import queries, service
from contest.incubator.api.shared import BOTH, EDITION, MINE, RUNS, VENTURE, holds, reached, today_for, venture_of
from contest.incubator.forms import MoveForm, ReportForm, StepForm
from contest.incubator.forms.programs import told
from contest.incubator.forms.programs import ventures as shapes
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.web import limits
from contest.lib.web.api import BYTES, cleaned, get, post, put
from contest.lib.web.download import download
from contest.lib.web.forms import clean
from contest.lib.web.request import Request
from contest.submissions.queries import frozen_entry

FileName = Annotated[str, Parameter(max_length=200)]
TEMPLATE = EDITION + "/landing-templates/{kind:str}"


@get("/ventures", operation_id="listMyVentures", summary="The ventures you work on", **MINE)
async def mine(request: Request) -> shapes.MyVentures:
    """With what is to be done in each, by when."""
    actor = actor_of(request)
    found = [one for one in await queries.my_ventures(actor=actor) if holds(request, one)]
    ids = {one.id for one in found}
    due = [one for one in await queries.my_due(actor=actor, today=today_for(request)) if one.venture_id in ids]
    return shapes.MyVentures(
        ventures=[told(one, shapes.CardOf) for one in found], due=[told(one, shapes.DueOf) for one in due]
    )


@get(VENTURE, operation_id="readVenture", summary="Where it stands", **BOTH)
async def venture(request: Request, venture_id: UUID) -> shapes.VentureOf:
    """Its people, documents, stages and the steps of its landing."""
    return await _venture(await venture_of(request, venture_id))


async def _venture(found: queries.Venture) -> shapes.VentureOf:
    return shapes.venture(
        found,
        people=await queries.members(venture_id=found.id),
        documents=await queries.files(venture_id=found.id),
        stages=await queries.steps(venture_id=found.id),
        landing=await queries.landing_steps(venture_id=found.id),
        today=service.today_of(found, clock.now()),
    )


@get(VENTURE + "/judged", operation_id="readJudged", summary="As it was judged", **BOTH)
async def judged(request: Request, venture_id: UUID) -> shapes.JudgedOf:
    """The version of its entry that it stands on, with all names; its files are among the venture's documents."""
    found = await venture_of(request, venture_id)
    entry = await frozen_entry(version_id=found.version_id, blindness="none")
    if entry is None:
        raise NotFound
    return shapes.judged(entry, found.number)


@post(VENTURE + "/stages", operation_id="stepVenture", summary="It enters another stage", **RUNS)
async def step(request: Request, venture_id: UUID, data: StepForm) -> shapes.VentureOf:
    """With the document that shows it where the stage asks for one; an exit with its reason."""
    plan, actor = cleaned(data).plan(), actor_of(request)
    async with work():
        await service.step_venture(actor=actor, venture_id=venture_id, plan=plan, now=clock.now())
    return await _venture(await venture_of(request, venture_id))


@put(VENTURE + "/cohort", operation_id="moveVenture", summary="Another cohort", **RUNS)
async def move(request: Request, venture_id: UUID, data: MoveForm) -> shapes.VentureOf:
    """Of the same edition."""
    async with work():
        await service.move_venture(actor=actor_of(request), venture_id=venture_id, cohort_id=data.cohort)
    return await _venture(await venture_of(request, venture_id))


@post(
    VENTURE + "/documents",
    operation_id="addDocument",
    summary="Add a document",
    request_max_body_size=service.MOST_BYTES,
    opt={"takes": "application/octet-stream"},
    **BOTH,
)
async def add_file(request: Request, venture_id: UUID, name: FileName = "") -> shapes.Added:
    """The bytes as they are: a PDF or a picture of at most 20 MB, called `name`."""
    await venture_of(request, venture_id)
    if not clean(name):
        raise Invalid(N_("This answer is needed."), field="name")
    actor = actor_of(request)
    await limits.hit(f"uploads:{actor.id}", most=100, seconds=3600)
    size = int(request.headers.get("content-length") or 1)
    made = await service.add_file(
        actor=actor, venture_id=venture_id, name=name, declared_size=max(min(size, service.MOST_BYTES), 1),
        chunks=request.stream(), now=clock.now(),
    )  # fmt: skip
    return shapes.Added(made)


@get(VENTURE + "/documents/{file_id:uuid}", operation_id="readDocument", summary="A document", **BOTH | BYTES)
async def read_file(request: Request, venture_id: UUID, file_id: UUID) -> Response[Any]:
    """Once it was checked; with `range`, a part of it."""
    await venture_of(request, venture_id)
    if not await queries.has_file(venture_id=venture_id, file_id=file_id):
        raise NotFound
    return await download(request, await files.stream(file_id=file_id))


@post(VENTURE + "/landing", operation_id="planLanding", summary="Make its landing plan", **RUNS)
async def plan(request: Request, venture_id: UUID) -> shapes.VentureOf:
    """From the template of its kind, where it has none yet."""
    async with work():
        await service.plan_landing(actor=actor_of(request), venture_id=venture_id, now=clock.now())
    return await _venture(await venture_of(request, venture_id))


@put("/landing/{landing_step_id:uuid}", operation_id="reportStep", summary="What is known of a step", **BOTH)
async def report(request: Request, landing_step_id: UUID, data: ReportForm) -> shapes.VentureOf:
    """Done only with its document. Its owner and due day are for who runs the incubator to say."""
    said, actor = cleaned(data).report(), actor_of(request)
    _step, found = await queries.landing_step(actor=actor, step_id=landing_step_id)
    reached(request, found)
    async with work():
        await service.report_step(actor=actor, step_id=landing_step_id, report=said, now=clock.now())
    return await _venture(found)


@get(TEMPLATE, operation_id="readTemplate", summary="How ventures land", **RUNS)
async def template(request: Request, edition_id: UUID, kind: str) -> list[shapes.TemplateStep]:
    """`kind`: company or talent."""
    return await _template(request, edition_id, kind)


async def _template(request: Request, edition_id: UUID, kind: str) -> list[shapes.TemplateStep]:
    found = await queries.template(actor=actor_of(request), edition_id=edition_id, kind=kind)
    return [told(one, shapes.TemplateStep) for one in found]


@put(TEMPLATE, operation_id="saveTemplate", summary="Change how they land", **RUNS)
async def save_template(
    request: Request, edition_id: UUID, kind: str, data: shapes.SaveTemplate
) -> list[shapes.TemplateStep]:
    """Plans that are made already stay as they are."""
    steps, actor = cleaned(data).plan(), actor_of(request)
    async with work():
        await service.save_template(actor=actor, edition_id=edition_id, kind=kind, steps=steps, now=clock.now())
    return await _template(request, edition_id, kind)


ROUTES: list[Any] = [mine, venture, judged, step, move, add_file, read_file, plan, report, template, save_template]
