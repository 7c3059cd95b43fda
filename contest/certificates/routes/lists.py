"""A batch of certificates as a list, taken away."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Stream

from contest.accounts.guards import actor_of, taken
from contest.certificates import queries
from contest.certificates.routes.batches import BATCH, organisers
from contest.certificates.rules import issue, kinds, wording
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy, locale
from contest.lib.i18n import gettext as _
from contest.lib.sheets import Row
from contest.lib.web.download import download_table
from contest.lib.web.request import Request

STATES: dict[str, Lazy] = {"issued": N_("Issued"), "replaced": N_("Replaced"), "revoked": N_("Revoked")}


@get(BATCH + "/list/{kind_of_file:str}", guards=[organisers])
async def batch_table(request: Request, batch_id: UUID, kind_of_file: str) -> Stream:
    """Every certificate of it, with the code by which anyone can check it. That it was taken is recorded."""
    actor = actor_of(request)
    found = await queries.batch_to_run(actor=actor, batch_id=batch_id)
    as_file = await taken(
        request, kind_of_file, action="certificate.export", thing="edition", thing_id=found.edition_id
    )
    heading = [
        _("Certificate number"), _("Version"), _("Code"), _("Kind"), _("Name"), _("Entry"), _("Award"), _("Rank"),
        _("State"), _("Issued on"), _("Problem"),
    ]  # fmt: skip
    return await download_table("certificates", as_file, heading, _rows(actor, found))


async def _rows(actor: Actor, batch: queries.Batch) -> AsyncIterator[Row]:
    """A page at a time."""
    for page in range(1, -(-batch.total // queries.PAGE_ROWS) + 1):
        for one in await queries.batch_lines(actor=actor, batch=batch, page=page):
            half = wording.half(one.award, locale())
            yield (
                *(one.number, one.version, issue.grouped(one.code), str(kinds.WORDS[one.kind]), one.award.name),
                *(
                    one.award.entry_code,
                    half.award,
                    half.place,
                    str(STATES[one.state]),
                    one.award.issued_on.isoformat(),
                ),
                "" if one.problem is None else str(one.problem),
            )


ROUTES: list[Any] = [batch_table]
