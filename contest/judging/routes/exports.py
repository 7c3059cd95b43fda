"""The reviews and the panel of a round, taken away for a spreadsheet."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Stream

from contest.accounts.guards import actor_of, requires, taken
from contest.audit.service import record
from contest.judging import queries
from contest.judging.queries.workbook import round_workbook
from contest.judging.routes.rounds import ORGANISERS
from contest.judging.rules.capacity import STAGE_WORDS
from contest.lib import db
from contest.lib.i18n import N_, Lazy
from contest.lib.i18n import gettext as _
from contest.lib.sheets import each, kind_of
from contest.lib.web import limits
from contest.lib.web.download import download_book, download_table
from contest.lib.web.request import Request
from contest.submissions.rules import PLACE_WORDS

SEATS: dict[str, Lazy] = {
    "invited": N_("Invited"),
    "accepted": N_("Accepted"),
    "declared": N_("Declared"),
    "declined": N_("Left"),
}


def words() -> dict[str, str]:
    """Kinds of entries and states of reviews in the reader's language."""
    return {
        "project": _("Project"),
        "solution": _("Solution"),
        "product": _("Product"),
        "talent": _("Talent"),
        "assigned": _("not begun"),
        "draft": _("Draft"),
        "signed": _("Signed"),
        "reopened": _("Reopened"),
        "recused": _("Recused"),
        "waived": _("Waived"),
        "eligible": _("Eligible"),
        "in_review": _("In review"),
        "advanced": _("Advanced"),
        "not_advanced": _("Not advanced"),
        "awarded": _("Awarded"),
        **{kind: str(word) for kind, word in STAGE_WORDS.items()},
        **{place: str(word) for place, word in PLACE_WORDS.items()},
    }


@get("/judging/rounds/{round_id:uuid}/reviews/{kind_of_file:str}", guards=[requires(*ORGANISERS)])
async def reviews_table(request: Request, round_id: UUID, kind_of_file: str) -> Stream:
    """Every entry of a round with its reviews, as `csv`, `json` or `xlsx`. That it was taken is recorded."""
    as_file = kind_of(kind_of_file)
    actor = actor_of(request)
    found = await queries.review_table(actor=actor, round_id=round_id)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    async with db.work():
        await record(actor=actor, action="round.export_reviews", thing="round", thing_id=round_id, data={"as": as_file})
    rows = queries.review_rows(actor=actor, of=found, words=words())
    return await download_table("reviews", as_file, found.heading, rows)


@get("/judging/rounds/{round_id:uuid}/panel/list/{kind_of_file:str}", guards=[requires(*ORGANISERS)])
async def panel_table(request: Request, round_id: UUID, kind_of_file: str) -> Stream:
    """Who judges a round, who was asked, and how much each reads. That it was taken is recorded."""
    found = await queries.panel_page(actor=actor_of(request), round_id=round_id)
    as_file = await taken(request, kind_of_file, action="panel.export", thing="round", thing_id=round_id)
    heading = [
        _("Name"), _("E-mail address"), _("Organisation in English"), _("Organisation in Chinese"), _("State"),
        _("Part of the panel"), _("Zero-carbon scene"), _("Languages"), _("Time zone"), _("Entries at least"),
        _("Entries at most"), _("Given"), _("Kept from them"), _("Invited"), _("Accepted"), _("Declared"), _("Left"),
    ]  # fmt: skip
    parts = {part.id: " / ".join(name for name in (part.name_en, part.name_zh) if name) for part in found.parts}
    rows = [
        (
            *(one.name, one.email, one.organisation_en, one.organisation_zh, str(SEATS[one.state])),
            *("" if one.panel_id is None else parts.get(one.panel_id, ""), "; ".join(one.scenes)),
            *("; ".join(one.languages), one.time_zone, one.least, one.most, one.given, one.tied),
            *(one.invited_at, one.accepted_at, one.declared_at, one.left_at),
        )
        for one in found.members
    ]
    return await download_table("panel", as_file, heading, each(rows))


@get("/judging/rounds/{round_id:uuid}/workbook", guards=[requires(*ORGANISERS)])
async def workbook(request: Request, round_id: UUID) -> Stream:
    """A round in one workbook: entries, people, judges, assignments, reviews, conflicts, the ranking by formulas."""
    actor = actor_of(request)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    sheets = await round_workbook(actor=actor, round_id=round_id, words=words())
    async with db.work():
        await record(actor=actor, action="round.export_workbook", thing="round", thing_id=round_id)
    return await download_book("round", sheets)


ROUTES: list[Any] = [reviews_table, panel_table, workbook]
