"""The ventures of an edition, their milestones and mentors, taken away."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Stream

from contest.accounts.guards import actor_of, requires, taken
from contest.incubator import queries, rules
from contest.incubator.routes.shared import EDITION, edition_of, pages_of, today_for
from contest.incubator.rules.milestones import STATES
from contest.lib.actor import Actor
from contest.lib.i18n import gettext as _
from contest.lib.sheets import Row, each
from contest.lib.web.download import download_table
from contest.lib.web.request import Request


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


ROUTES: list[Any] = [ventures_table, milestones_table, mentors_table]
