"""The reviews of a round, taken away for a spreadsheet."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Stream

from contest.accounts.guards import actor_of, requires
from contest.audit.service import record
from contest.judging import queries
from contest.judging.queries.workbook import round_workbook
from contest.judging.routes.rounds import ORGANISERS
from contest.judging.rules.capacity import STAGE_WORDS
from contest.lib import db
from contest.lib.i18n import gettext as _
from contest.lib.sheets import kind_of
from contest.lib.web import limits
from contest.lib.web.download import download_book, download_table
from contest.lib.web.request import Request
from contest.submissions.rules import PLACE_WORDS


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


@get("/judging/rounds/{round_id:uuid}/workbook", guards=[requires(*ORGANISERS)])
async def workbook(request: Request, round_id: UUID) -> Stream:
    """A round in one workbook: entries, people, judges, assignments, reviews, conflicts, the ranking by formulas."""
    actor = actor_of(request)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    sheets = await round_workbook(actor=actor, round_id=round_id, words=words())
    async with db.work():
        await record(actor=actor, action="round.export_workbook", thing="round", thing_id=round_id)
    return await download_book("round", sheets)


ROUTES: list[Any] = [reviews_table, workbook]
