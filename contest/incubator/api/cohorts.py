"""Cohorts, and all ventures of an edition, for programs of who runs its incubator."""

from datetime import date
from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of
from contest.incubator import queries, rules, service
from contest.incubator.api.shared import EDITION, RUNS, today_for
from contest.incubator.forms import AcknowledgeForm, CohortForm, TakeInForm
from contest.incubator.forms.programs import told
from contest.incubator.forms.programs import ventures as shapes
from contest.incubator.rules import alerts
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid
from contest.lib.i18n import N_
from contest.lib.web.api import cleaned, get, post, put
from contest.lib.web.request import Request

COHORT = "/cohorts/{cohort_id:uuid}"


@get(EDITION + "/cohorts", operation_id="listCohorts", summary="Cohorts", **RUNS)
async def cohorts(request: Request, edition_id: UUID) -> list[shapes.CohortOf]:
    """The newest first."""
    return await _cohorts(request, edition_id)


async def _cohorts(request: Request, edition_id: UUID) -> list[shapes.CohortOf]:
    found = await queries.cohorts(actor=actor_of(request), edition_id=edition_id)
    return [told(one, shapes.CohortOf) for one in found]


@post(EDITION + "/cohorts", operation_id="addCohort", summary="A new cohort", **RUNS)
async def add(request: Request, edition_id: UUID, data: CohortForm) -> list[shapes.CohortOf]:
    """With a name in one language at least."""
    plan = cleaned(data).plan()
    async with work():
        await service.save_cohort(actor=actor_of(request), edition_id=edition_id, plan=plan, now=clock.now())
    return await _cohorts(request, edition_id)


@put(COHORT, operation_id="changeCohort", summary="Change its name and days", **RUNS)
async def change(request: Request, cohort_id: UUID, data: CohortForm) -> list[shapes.CohortOf]:
    """Its ventures stay."""
    plan, actor = cleaned(data).plan(), actor_of(request)
    found = await queries.cohort(actor=actor, cohort_id=cohort_id)
    async with work():
        await service.save_cohort(
            actor=actor, edition_id=found.edition_id, plan=plan, cohort_id=cohort_id, now=clock.now()
        )
    return await _cohorts(request, found.edition_id)


@get(EDITION + "/candidates", operation_id="listCandidates", summary="Entries that may become ventures", **RUNS)
async def candidates(request: Request, edition_id: UUID) -> list[shapes.CandidateOf]:
    """The awarded first; none that the person is too close to."""
    found = await queries.candidates(actor=actor_of(request), edition_id=edition_id)
    return [told(one, shapes.CandidateOf) for one in found]


@post(EDITION + "/ventures", operation_id="takeIn", summary="Entries become ventures", **RUNS)
async def take_in(request: Request, edition_id: UUID, data: TakeInForm) -> list[shapes.CardOf]:
    """With their people, their files and the version that was judged: all of them or none."""
    async with work():
        await service.take_in(
            actor=actor_of(request), edition_id=edition_id, cohort_id=data.cohort, submission_ids=data.entries,
            now=clock.now(),
        )  # fmt: skip
    return await _listed(request, edition_id)


async def _listed(
    request: Request, edition_id: UUID, stage: str | None = None, cohort_id: UUID | None = None
) -> list[shapes.CardOf]:
    found = await queries.listed(actor=actor_of(request), edition_id=edition_id, stage=stage, cohort_id=cohort_id)
    return [told(one, shapes.CardOf) for one in found]


@get(EDITION + "/ventures", operation_id="listVentures", summary="The ventures of an edition", **RUNS)
async def ventures(
    request: Request, edition_id: UUID, stage: str | None = None, cohort: UUID | None = None
) -> list[shapes.CardOf]:
    """By what is due next, of one stage or cohort where that is asked for; at most 500."""
    if stage is not None and stage not in rules.WORDS:
        raise Invalid(N_("Choose one of the answers offered."), field="stage")
    return await _listed(request, edition_id, stage, cohort)


@get(EDITION + "/ventures/pace", operation_id="readPace", summary="How fast and how many land", **RUNS)
async def pace(request: Request, edition_id: UUID) -> shapes.PaceOf:
    """Median days from award to licence, and the shares that landed within 6 and 12 months."""
    found = await queries.pace(actor=actor_of(request), edition_id=edition_id, today=today_for(request))
    return told(found, shapes.PaceOf, landed=[told(one, shapes.LandedOf, percent=one.percent) for one in found.landed])


@get(EDITION + "/ventures/late", operation_id="listLate", summary="What is late or blocked", **RUNS)
async def late(request: Request, edition_id: UUID) -> list[shapes.LateOf]:
    """The latest first; at most 500."""
    found = await queries.late(actor=actor_of(request), edition_id=edition_id, today=today_for(request))
    return [told(one, shapes.LateOf) for one in found]


@get(EDITION + "/ventures/calendar", operation_id="listDays", summary="What happens on which day", **RUNS)
async def calendar(
    request: Request, edition_id: UUID, since: date | None = None, until: date | None = None
) -> list[shapes.MarkOf]:
    """From `since`, or today, to before `until` where that is said; at most 500."""
    first, last = since or today_for(request), until or date.max
    found = await queries.calendar(actor=actor_of(request), edition_id=edition_id, first=first, until=last)
    return [told(one, shapes.MarkOf) for one in found]


@get(EDITION + "/stalls", operation_id="listStalls", summary="What stalls", **RUNS)
async def stalls(request: Request, edition_id: UUID) -> list[shapes.StallOf]:
    """Made once a week; what nobody has taken up comes first."""
    return await _stalls(request, edition_id)


async def _stalls(request: Request, edition_id: UUID) -> list[shapes.StallOf]:
    found, today = await queries.stall_alerts(actor=actor_of(request), edition_id=edition_id), today_for(request)
    return [
        told(
            one, shapes.StallOf, reason=str(alerts.reason(one.rule, one.since, today)),
            action=str(alerts.ACTIONS[one.rule]),
        )
        for one in found
    ]  # fmt: skip


@put("/stalls/{stall_alert_id:uuid}", operation_id="takeUpStall", summary="Take a line up", **RUNS)
async def take_up(request: Request, stall_alert_id: UUID, data: AcknowledgeForm) -> list[shapes.StallOf]:
    """With a note on what is done about it."""
    said, actor = cleaned(data), actor_of(request)
    _line, venture = await queries.stall_alert(actor=actor, alert_id=stall_alert_id)
    async with work():
        await service.acknowledge_stall(actor=actor, alert_id=stall_alert_id, note=said.note, now=clock.now())
    return await _stalls(request, venture.edition_id)


ROUTES: list[Any] = [cohorts, add, change, candidates, take_in, ventures, pace, late, calendar, stalls, take_up]
