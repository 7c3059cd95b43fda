"""The registers of agreements and counterparts, taken away."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Stream

from contest.accounts.guards import actor_of, requires, taken
from contest.lib.i18n import gettext as _
from contest.lib.sheets import each
from contest.lib.web.download import download_table
from contest.lib.web.request import Request
from contest.zone import queries, rules
from contest.zone.routes.agreements import EDITION
from contest.zone.routes.counterparts import EDITION as HOME
from contest.zone.routes.shared import register_of
from contest.zone.rules.agreements import CONFIDENTIALITY, KINDS


@get(EDITION + "/{kind_of_file:str}", guards=[requires(*rules.ORGANISERS)])
async def agreements_table(request: Request, edition_id: UUID, kind_of_file: str) -> Stream:
    """As far as it is the organiser's to keep, without the documents. That it was taken is recorded."""
    await register_of(request, edition_id)
    found = await queries.agreements(actor=actor_of(request), edition_id=edition_id)
    as_file = await taken(request, kind_of_file, action="agreement.export", thing="edition", thing_id=edition_id)
    heading = [
        _("Reference"), _("Title in English"), _("Title in Chinese"), _("Kind"), _("Signatories"), _("Fields"),
        _("Signed on"), _("Who may know of it"), _("Document"),
    ]  # fmt: skip
    rows = [
        (
            *(one.reference, one.title_en, one.title_zh, str(KINDS[one.kind])),
            "; ".join(" / ".join(name for name in (of.name_en, of.name_zh) if name) for of in one.parties),
            *("; ".join(one.fields), one.signed_on.isoformat(), str(CONFIDENTIALITY[one.confidentiality])),
            one.file_name if one.file_state == "checked" else "",
        )
        for one in found
    ]
    return await download_table("agreements", as_file, heading, each(rows))


@get(HOME + "/counterparts/{kind_of_file:str}", guards=[requires(*rules.ORGANISERS)])
async def counterparts_table(request: Request, edition_id: UUID, kind_of_file: str) -> Stream:
    """Whom the edition invited to meet its entrants. That it was taken is recorded."""
    await register_of(request, edition_id)
    found = await queries.counterparts(actor=actor_of(request), edition_id=edition_id)
    as_file = await taken(request, kind_of_file, action="counterpart.export", thing="edition", thing_id=edition_id)
    heading = [
        _("Name in English"), _("Name in Chinese"), _("Country"), _("Kind"), _("Languages"), _("Named in public"),
        _("People"), _("Invited"), _("Needs"),
    ]  # fmt: skip
    rows = [
        (
            *(one.name_en, one.name_zh, one.country, str(rules.COUNTERPART_KINDS[one.kind])),
            *("; ".join(one.languages), _("yes") if one.is_named else _("no"), one.people, one.invited, one.needs),
        )
        for one in found
    ]
    return await download_table("counterparts", as_file, heading, each(rows))


ROUTES: list[Any] = [agreements_table, counterparts_table]
