"""Milestones for programs: planned, changed, moved, handed in, accepted or returned."""

from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of
from contest.incubator import queries, service
from contest.incubator.api.shared import BOTH, EDITION, MINE, RUNS, VENTURE, Page, led, reached, today_for, venture_of
from contest.incubator.forms import BulkForm, ChangeForm, MilestoneForm, PlanAllForm, SubmitForm
from contest.incubator.forms.programs import told
from contest.incubator.forms.programs import work as shapes
from contest.incubator.rules.milestones import STATES
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.web.api import cleaned, get, post, put
from contest.lib.web.request import Request

MILESTONE = "/milestones/{milestone_id:uuid}"


@get(VENTURE + "/milestones", operation_id="listMilestones", summary="The milestones of a venture", **BOTH)
async def of_venture(request: Request, venture_id: UUID) -> list[shapes.MilestoneOf]:
    """By day."""
    return await _of_venture(await venture_of(request, venture_id))


async def _of_venture(found: queries.Venture) -> list[shapes.MilestoneOf]:
    today = service.today_of(found, clock.now())
    return [shapes.milestone(one, today) for one in await queries.milestones(venture_id=found.id)]


@post(VENTURE + "/milestones", operation_id="planMilestone", summary="One more", **RUNS)
async def plan(request: Request, venture_id: UUID, data: MilestoneForm) -> list[shapes.MilestoneOf]:
    """With its own day, not before the award; it cannot wait for itself."""
    asked, actor = cleaned(data).plan(), actor_of(request)
    async with work():
        await service.plan_milestones(actor=actor, venture_ids=[venture_id], plan=asked, now=clock.now())
    return await _of_venture(await venture_of(request, venture_id))


@get(EDITION + "/milestones", operation_id="listAllMilestones", summary="The milestones of an edition", **RUNS)
async def of_edition(request: Request, edition_id: UUID, shown: str = "", page: Page = 1) -> shapes.MilestonePage:
    """By day, of one state where that is asked for; 100 a page."""
    if shown and shown not in STATES:
        raise Invalid(N_("Choose one of the answers offered."), field="shown")
    return await _of_edition(request, edition_id, shown, page)


async def _of_edition(request: Request, edition_id: UUID, shown: str = "", page: int = 1) -> shapes.MilestonePage:
    today = today_for(request)
    found, total = await queries.edition_milestones(
        actor=actor_of(request), edition_id=edition_id, shown=shown, today=today, page=page
    )
    lines = [shapes.milestone(one, today) for one in found]
    return shapes.MilestonePage(total=total, pages=max(1, -(-total // queries.PAGE)), milestones=lines)


@post(EDITION + "/milestones", operation_id="planForAll", summary="One for several ventures", **RUNS)
async def plan_for_all(request: Request, edition_id: UUID, data: PlanAllForm) -> shapes.MilestonePage:
    """All of them or none."""
    said, actor = cleaned(data), actor_of(request)
    led(request, edition_id)
    for venture_id in said.ventures:
        if (await queries.venture(actor=actor, venture_id=venture_id)).edition_id != edition_id:
            raise NotFound
    async with work():
        await service.plan_milestones(actor=actor, venture_ids=said.ventures, plan=said.plan(), now=clock.now())
    return await _of_edition(request, edition_id)


@put(EDITION + "/milestones", operation_id="handleMilestones", summary="Move, accept, return or drop", **RUNS)
async def bulk(request: Request, edition_id: UUID, data: BulkForm) -> shapes.MilestonePage:
    """One or several: all of them or none. A move needs a reason, as do a return and a drop."""
    said, actor, now = cleaned(data), actor_of(request), clock.now()
    led(request, edition_id)
    for milestone_id in said.milestones:
        _line, venture = await queries.milestone(actor=actor, milestone_id=milestone_id)
        if venture.edition_id != edition_id:
            raise NotFound
    async with work():
        if said.act == "move":
            await service.move_milestones(actor=actor, milestone_ids=said.milestones, move=said.move(), now=now)
        elif said.act == "drop":
            await service.drop_milestones(actor=actor, milestone_ids=said.milestones, reason=said.reason, now=now)
        else:
            await service.decide_milestones(
                actor=actor, milestone_ids=said.milestones, verdict=said.act, reason=said.reason, now=now
            )
    return await _of_edition(request, edition_id)


@get(MILESTONE, operation_id="readMilestone", summary="One milestone", **BOTH)
async def one(request: Request, milestone_id: UUID) -> shapes.MilestoneWhole:
    """What shows it, and what became of it."""
    return await _one(request, milestone_id)


async def _one(request: Request, milestone_id: UUID) -> shapes.MilestoneWhole:
    line, venture = await queries.milestone(actor=actor_of(request), milestone_id=milestone_id)
    today = service.today_of(reached(request, venture), clock.now())
    return shapes.MilestoneWhole(
        milestone=shapes.milestone(line, today),
        documents=[told(each, shapes.ShownBy) for each in await queries.milestone_documents(milestone_id=milestone_id)],
        events=[told(each, shapes.EventOf) for each in await queries.milestone_events(milestone_id=milestone_id)],
    )


@put(MILESTONE, operation_id="changeMilestone", summary="Change what is to be delivered", **RUNS)
async def change(request: Request, milestone_id: UUID, data: ChangeForm) -> shapes.MilestoneWhole:
    """By whom and after what; its day moves only with a reason, by `handleMilestones`."""
    said, actor = cleaned(data), actor_of(request)
    line, _venture = await queries.milestone(actor=actor, milestone_id=milestone_id)
    async with work():
        await service.change_milestone(
            actor=actor, milestone_id=milestone_id, plan=said.plan(line.due_on), now=clock.now()
        )
    return await _one(request, milestone_id)


@post(MILESTONE + "/hand-in", operation_id="submitMilestone", summary="Hand it in", **MINE)
async def submit(request: Request, milestone_id: UUID, data: SubmitForm) -> shapes.MilestoneWhole:
    """With the documents that show it, each by its `link_id`."""
    said, actor = cleaned(data), actor_of(request)
    _line, venture = await queries.milestone(actor=actor, milestone_id=milestone_id)
    reached(request, venture)
    async with work():
        await service.submit_milestone(
            actor=actor, milestone_id=milestone_id, documents=said.documents, note=said.note, now=clock.now()
        )
    return await _one(request, milestone_id)


ROUTES: list[Any] = [of_venture, plan, of_edition, plan_for_all, bulk, one, change, submit]
