"""Entries taken away: the list of a round for a spreadsheet, one entry as JSON."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.response import Response, Stream

from contest.accounts.guards import actor_of, signed_in
from contest.audit.service import record
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.i18n import gettext as _
from contest.lib.sheets import MEDIA_TYPES, Kind
from contest.lib.web import limits
from contest.lib.web.download import disposition, download_table
from contest.lib.web.request import Request
from contest.lib.zips import zipped
from contest.submissions import queries, rules
from contest.submissions.routes.staff import screened_round, staff


def words() -> dict[str, str]:
    """Kinds and standings in the reader's language."""
    return {
        "project": _("Project"),
        "solution": _("Solution"),
        "product": _("Product"),
        "talent": _("Talent"),
        "entered": _("Entered"),
        "eligible": _("Eligible"),
        "more_wanted": _("More information wanted"),
        "ineligible": _("Ineligible"),
        "in_review": _("In review"),
        "advanced": _("Advanced"),
        "not_advanced": _("Not advanced"),
        "awarded": _("Awarded"),
        "withdrawn": _("Withdrawn"),
        "disqualified": _("Disqualified"),
    }


@get("/submissions/rounds/{round_id:uuid}/entries/{kind_of_file:str}", guards=[staff])
async def entries_table(
    request: Request, round_id: UUID, kind_of_file: str, standing: str = "", kind: str = "", scene: str = ""
) -> Stream:
    """The list of a round, with its filters, as `csv` or `xlsx`. That it was taken is recorded."""
    if kind_of_file not in MEDIA_TYPES:
        raise NotFound
    as_file: Kind = "csv" if kind_of_file == "csv" else "xlsx"
    await screened_round(request, round_id)
    actor, chosen = actor_of(request), {"standing": standing, "kind": kind, "scene": scene}
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    async with work():
        facts = {"as": as_file, **{name: value for name, value in chosen.items() if value}}
        await record(actor=actor, action="round.export_entries", thing="round", thing_id=round_id, data=facts)
    rows = queries.round_rows(actor=actor, round_id=round_id, words=words(), **chosen)
    return await download_table("entries", as_file, queries.export_heading(), rows)


@get("/submissions/rounds/{round_id:uuid}/files/{way:str}", guards=[staff])
async def files_zip(request: Request, round_id: UUID, way: str) -> Stream:
    """The files of a round as a ZIP, under names of `rules.FILE_NAMES`. That they were taken is recorded."""
    if way not in rules.FILE_NAMES:
        raise NotFound
    await screened_round(request, round_id)
    actor = actor_of(request)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    members = await queries.round_files(actor=actor, round_id=round_id, way=way)
    async with work():
        facts = {"names": way, "files": len(members)}
        await record(actor=actor, action="round.export_files", thing="round", thing_id=round_id, data=facts)
    headers = {"content-disposition": disposition("files.zip"), "cache-control": "private, no-store"}
    return Stream(zipped(members, at=clock.now()), media_type="application/zip", headers=headers)


@get("/submissions/{code:str}/data", guards=[signed_in])
async def entry_data(request: Request, code: str) -> Response[bytes]:
    """An entry as JSON: to its team what they wrote, to staff what was handed in and they may read."""
    actor = actor_of(request)
    data: dict[str, Any]
    try:
        data = queries.staff_data(await queries.staff_entry(actor=actor, code=code))
    except NotFound:
        data = queries.own_data(await queries.own_entry(actor=actor, code=code, to="view"))
    body = msgspec.json.format(msgspec.json.encode(data), indent=2)
    headers = {"content-disposition": disposition(f"{data['code']}.json"), "cache-control": "private, no-store"}
    return Response(body, media_type="application/json", headers=headers)


ROUTES = [entries_table, files_zip, entry_data]
