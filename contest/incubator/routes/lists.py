"""The ventures of an edition, taken away."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Stream

from contest.accounts.guards import actor_of, requires, taken
from contest.incubator import queries, rules
from contest.incubator.routes.shared import EDITION, edition_of
from contest.lib.i18n import gettext as _
from contest.lib.sheets import each
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


ROUTES: list[Any] = [ventures_table]
