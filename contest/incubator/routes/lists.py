"""The ventures of an edition, their cohorts, milestones, mentors, requests and what is late, taken away."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Stream

from contest.accounts.guards import actor_of, requires, taken
from contest.incubator import queries, rules
from contest.incubator.routes.shared import EDITION, edition_of, pages_of, today_for
from contest.incubator.rules.desk import KINDS as REQUESTS
from contest.incubator.rules.milestones import STATES
from contest.incubator.rules.reports import KINDS as REPORTS
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy
from contest.lib.i18n import gettext as _
from contest.lib.sheets import Row, each
from contest.lib.web.download import download_table
from contest.lib.web.request import Request

DESK_STATES: dict[str, Lazy] = {
    "open": N_("Open"),
    "late": N_("Late"),
    "answered": N_("Answered"),
    "withdrawn": N_("Withdrawn"),
}
LATE: dict[str, Lazy] = {
    "step": N_("Landing step"),
    "request": N_("Request"),
    "prize": N_("Prize"),
    "milestone": N_("Milestone"),
    "report": N_("Report"),
}


@get(EDITION + "/list/{kind_of_file:str}", guards=[requires(rules.MANAGER)])
async def ventures_table(
    request: Request, edition_id: UUID, kind_of_file: str, stage: str = "", cohort: UUID | None = None
) -> Stream:
    """All that the list shows, also beyond its last line, of one `stage` or one `cohort` where that is asked for."""
    await edition_of(request, edition_id)
    found = await queries.listed(
        actor=actor_of(request),
        edition_id=edition_id,
        stage=stage if stage in rules.WORDS else None,
        cohort_id=cohort,
        most=None,
    )
    as_file = await taken(request, kind_of_file, action="venture.export", thing="edition", thing_id=edition_id)
    heading = [
        _("Code"), _("Title in English"), _("Title in Chinese"), _("Stage"), _("Since"), _("Next step"), _("Lead"),
        _("Cohort in English"), _("Cohort in Chinese"), _("Awarded on"), _("Registered on"),
    ]  # fmt: skip
    rows = [
        (
            *(one.code, one.title_en, one.title_zh, str(rules.WORDS[one.stage]), one.stage_on.isoformat()),
            *(one.next_on.isoformat() if one.next_on else "", one.lead, one.cohort_en, one.cohort_zh),
            *(one.awarded_on.isoformat(), one.registered_on.isoformat() if one.registered_on else ""),
        )
        for one in found
    ]
    return await download_table("ventures", as_file, heading, each(rows))


@get(EDITION + "/milestones/{kind_of_file:str}", guards=[requires(rules.MANAGER)])
async def milestones_table(request: Request, edition_id: UUID, kind_of_file: str, shown: str = "") -> Stream:
    """All milestones by day, of one state where that is asked for."""
    await edition_of(request, edition_id)
    as_file = await taken(request, kind_of_file, action="milestone.export", thing="edition", thing_id=edition_id)
    heading = [
        _("Code"), _("Title in English"), _("Title in Chinese"), _("Milestone"), _("What shows it"), _("Due"),
        _("State"), _("Responsible"), _("Comes after"), _("Documents"),
    ]  # fmt: skip
    rows = _milestones(actor_of(request), edition_id, shown if shown in STATES else "", today_for(request))
    return await download_table("milestones", as_file, heading, rows)


async def _milestones(actor: Actor, edition_id: UUID, shown: str, today: date) -> AsyncIterator[Row]:
    """A page at a time."""
    number, pages = 1, 1
    while number <= pages:
        found, total = await queries.edition_milestones(
            actor=actor, edition_id=edition_id, shown=shown, today=today, page=number
        )
        for one in found:
            yield (
                *(one.code, one.venture_en, one.venture_zh, one.title, one.deliverable, one.due_on.isoformat()),
                *(str(STATES[one.shown(today)]), one.owner_name, one.after_title, one.documents),
            )
        number, pages = number + 1, pages_of(total)


@get(EDITION + "/mentors/{kind_of_file:str}", guards=[requires(rules.MANAGER)])
async def mentors_table(request: Request, edition_id: UUID, kind_of_file: str) -> Stream:
    """Who is one no longer comes last."""
    await edition_of(request, edition_id)
    found = await queries.mentors(actor=actor_of(request), edition_id=edition_id, today=today_for(request))
    as_file = await taken(request, kind_of_file, action="mentor.export", thing="edition", thing_id=edition_id)
    heading = [
        _("Name"), _("E-mail address"), _("Time zone"), _("Zero-carbon scene"), _("Stages"), _("Languages"),
        _("Ventures at most"), _("Ventures now"), _("Minutes"), _("Left"),
    ]  # fmt: skip
    rows = [
        (
            *(one.name, one.email, one.time_zone, "; ".join(one.scenes)),
            *("; ".join(str(rules.WORDS.get(stage, stage)) for stage in one.stages), "; ".join(one.languages)),
            *(one.most, one.load, one.minutes, one.left_at),
        )
        for one in found
    ]
    return await download_table("mentors", as_file, heading, each(rows))


@get(EDITION + "/cohorts/{kind_of_file:str}", guards=[requires(rules.MANAGER)])
async def cohorts_table(request: Request, edition_id: UUID, kind_of_file: str) -> Stream:
    await edition_of(request, edition_id)
    found = await queries.cohorts(actor=actor_of(request), edition_id=edition_id)
    as_file = await taken(request, kind_of_file, action="cohort.export", thing="edition", thing_id=edition_id)
    heading = [
        _("Cohort in English"), _("Cohort in Chinese"), _("Starts"), _("Ends"), _("Ventures"), _("Registered"),
    ]  # fmt: skip
    rows = [
        (
            *(one.name_en, one.name_zh, one.starts_on.isoformat(), one.ends_on.isoformat()),
            *(one.ventures, one.registered),
        )
        for one in found
    ]
    return await download_table("cohorts", as_file, heading, each(rows))


@get(EDITION + "/desk/{kind_of_file:str}", guards=[requires(rules.MANAGER)])
async def requests_table(request: Request, edition_id: UUID, kind_of_file: str) -> Stream:
    """What ventures ask of the desk, with its answers."""
    await edition_of(request, edition_id)
    found, today = await queries.desk(actor=actor_of(request), edition_id=edition_id, most=None), today_for(request)
    as_file = await taken(request, kind_of_file, action="request.export", thing="edition", thing_id=edition_id)
    heading = [
        _("Title in English"), _("Title in Chinese"), _("Kind"), _("Request"), _("Asked by"), _("Asked on"), _("State"),
        _("Responsible"), _("Due"), _("Answer"), _("Answered on"),
    ]  # fmt: skip
    rows = [
        (
            *(one.title_en, one.title_zh, str(REQUESTS[one.kind]), one.text, one.asker, one.asked_at),
            *(str(DESK_STATES[one.state(today)]), one.owner_name, one.due_on.isoformat(), one.answer, one.answered_at),
        )
        for one in found
    ]
    return await download_table("requests", as_file, heading, each(rows))


@get(EDITION + "/late/{kind_of_file:str}", guards=[requires(rules.MANAGER)])
async def late_table(request: Request, edition_id: UUID, kind_of_file: str) -> Stream:
    """What is late or blocked."""
    await edition_of(request, edition_id)
    found = await queries.late(actor=actor_of(request), edition_id=edition_id, today=today_for(request), most=None)
    as_file = await taken(request, kind_of_file, action="late.export", thing="edition", thing_id=edition_id)
    heading = [
        _("What"), _("Name in English"), _("Name in Chinese"), _("Title in English"), _("Title in Chinese"), _("Due"),
        _("Responsible"), _("Blocked by"),
    ]  # fmt: skip
    rows = [
        (
            *(str(LATE[one.what]), _name(one), one.name_zh, one.title_en, one.title_zh),
            *(one.due_on.isoformat() if one.due_on else "", one.owner_name, one.blocker),
        )
        for one in found
    ]
    return await download_table("late", as_file, heading, each(rows))


def _name(one: queries.LateLine) -> str:
    """A request and a report have the key of their kind for a name."""
    return str({"request": REQUESTS, "report": REPORTS}.get(one.what, {}).get(one.name_en, one.name_en))


ROUTES: list[Any] = [
    ventures_table,
    cohorts_table,
    milestones_table,
    mentors_table,
    requests_table,
    late_table,
]
