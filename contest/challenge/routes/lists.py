"""The partners of an edition, taken away."""

from typing import Any

from litestar import get
from litestar.response import Stream

from contest.accounts.guards import taken
from contest.challenge import queries
from contest.challenge.routes.shared import EDITIONS, edition_at, organisers
from contest.lib.i18n import gettext as _
from contest.lib.sheets import each
from contest.lib.web.download import download_table
from contest.lib.web.request import Request


@get(EDITIONS + "/{slug:str}/partners/{kind_of_file:str}", guards=[organisers])
async def partners_table(request: Request, slug: str, kind_of_file: str) -> Stream:
    """As the page of the edition lists them. That it was taken is recorded."""
    found = await edition_at(request, slug)
    as_file = await taken(request, kind_of_file, action="partner.export", thing="edition", thing_id=found.id)
    heading = [_("Name in English"), _("Name in Chinese"), _("Role"), _("Source"), _("Named in public since")]
    lines = await queries.partners(edition_id=found.id)
    rows = [(one.name_en, one.name_zh, one.role, one.source, one.permitted_at) for one in lines]
    return await download_table("partners", as_file, heading, each(rows))


ROUTES: list[Any] = [partners_table]
