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
from contest.lib.sheets import kind_of
from contest.lib.web import limits
from contest.lib.web.download import disposition, download_table, download_zip
from contest.lib.web.request import Request
from contest.submissions import queries, rules, service
from contest.submissions.routes.staff import screened_round, staff
from contest.submissions.rules.sharing import LEVELS


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
    """The list of a round, with its filters, as `csv`, `json` or `xlsx`. That it was taken is recorded."""
    as_file = kind_of(kind_of_file)
    await screened_round(request, round_id)
    actor, chosen = actor_of(request), {"standing": standing, "kind": kind, "scene": scene}
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    async with work():
        facts = {"as": as_file, **{name: value for name, value in chosen.items() if value}}
        await record(actor=actor, action="round.export_entries", thing="round", thing_id=round_id, data=facts)
    rows = queries.round_rows(actor=actor, round_id=round_id, words=words(), **chosen)
    return await download_table("entries", as_file, queries.export_heading(), rows)


@get("/submissions/rounds/{round_id:uuid}/lists/{what:str}/{kind_of_file:str}", guards=[staff])
async def list_table(request: Request, round_id: UUID, what: str, kind_of_file: str) -> Stream:
    """Another list of a round, as `csv`, `json` or `xlsx`. That it was taken is recorded."""
    as_file = kind_of(kind_of_file)
    actor = actor_of(request)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    async with work():
        await service.take_list(actor=actor, round_id=round_id, what=what, as_file=as_file)
    heading = [str(name) for name in queries.ROUND_LISTS[what].heading]
    rows = queries.list_rows(actor=actor, round_id=round_id, what=what, words=words() | _more_words())
    return await download_table(what, as_file, heading, rows)


def _more_words() -> dict[str, str]:
    """What lists beside that of the entries say of their rows."""
    return {
        **{place: str(text) for place, text in rules.PLACE_WORDS.items()},
        **{f"level.{level}": str(text) for level, text in LEVELS.items()},
        "team": _("Team"),
        "staff": _("Organisers"),
        "internal": _("Organisers, among themselves"),
        "waits": _("yes"),
        "proposed": _("yes"),
        "wanted": _("To be translated"),
        "stale": _("Out of date"),
        "returned": _("Sent back"),
        "draft": _("Waits for a check"),
        "checked": _("With the applicant"),
        "approved": _("Approved"),
    }


@get("/submissions/mine/{kind_of_file:str}", guards=[signed_in])
async def my_table(request: Request, kind_of_file: str) -> Stream:
    """*My entries* as `csv`, `json` or `xlsx`."""
    as_file = kind_of(kind_of_file)
    actor = actor_of(request)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    states = words() | {"draft": _("Draft"), "submitted": _("Handed in")}
    rows = queries.my_rows(actor=actor, words=states, now=clock.now())
    return await download_table("my-entries", as_file, queries.my_heading(), rows)


@get("/submissions/rounds/{round_id:uuid}/files/{way:str}", guards=[staff])
async def files_zip(request: Request, round_id: UUID, way: str) -> Stream:
    """The files of a round as a ZIP, under names of `rules.FILE_NAMES`. That they were taken is recorded."""
    actor = actor_of(request)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    async with work():
        members = await service.take_files(actor=actor, round_id=round_id, way=way)
    return await download_zip("files", members, at=clock.now())


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


ROUTES = [my_table, entries_table, list_table, files_zip, entry_data]
