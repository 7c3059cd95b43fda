"""All ventures of an edition: by stage, as a list, as a calendar; and a person's own."""

from datetime import date, timedelta
from uuid import UUID

from litestar import get
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.incubator import queries, rules
from contest.incubator.routes.shared import EDITION, edition_of, today_for
from contest.incubator.rules import months
from contest.incubator.rules.reports import KINDS
from contest.lib.errors import NotFound
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get(EDITION, guards=[requires(rules.MANAGER)])
async def board(request: Request, edition_id: UUID) -> Response[bytes]:
    """Every stage with the ventures in it, what is due next first."""
    edition, today = await edition_of(request, edition_id), today_for(request)
    by_stage: dict[str, list[queries.Card]] = {stage: [] for stage in rules.WORDS}
    for card in await queries.board(actor=actor_of(request), edition_id=edition_id):
        by_stage[card.stage].append(card)
    return page(
        "incubator/board.html",
        request,
        edition=edition,
        by_stage=by_stage,
        words=rules.WORDS,
        exits=rules.EXITS,
        pace=await queries.pace(actor=actor_of(request), edition_id=edition_id, today=today),
        today=today,
        is_demo=edition.is_demo,
    )


@get(EDITION + "/list", guards=[requires(rules.MANAGER)])
async def listing(request: Request, edition_id: UUID) -> Response[bytes]:
    """The ventures in a table, of one stage or one cohort where that is asked for."""
    edition, actor = await edition_of(request, edition_id), actor_of(request)
    stage = request.query_params.get("stage", "")
    cohorts = await queries.cohorts(actor=actor, edition_id=edition_id)
    cohort = next((one for one in cohorts if str(one.id) == request.query_params.get("cohort")), None)
    return page(
        "incubator/list.html",
        request,
        edition=edition,
        stage=stage if stage in rules.WORDS else "",
        cohort=cohort,
        cohorts=cohorts,
        ventures=await queries.listed(
            actor=actor,
            edition_id=edition_id,
            stage=stage if stage in rules.WORDS else None,
            cohort_id=cohort.id if cohort else None,
        ),
        words=rules.WORDS,
        group_of=rules.group_of,
        most=queries.MOST,
        today=today_for(request),
        is_demo=edition.is_demo,
    )


@get(EDITION + "/calendar", guards=[requires(rules.MANAGER)])
async def calendar(request: Request, edition_id: UUID) -> Response[bytes]:
    """What happened and what is expected in one month."""
    edition = await edition_of(request, edition_id)
    asked = request.query_params.get("month")
    try:
        first = today_for(request).replace(day=1) if asked is None else date.fromisoformat(f"{asked}-01")
        after, before = (first + timedelta(days=32)).replace(day=1), (first - timedelta(days=1)).replace(day=1)
    except (ValueError, OverflowError):
        raise NotFound from None
    today = today_for(request)
    marks: dict[date, list[queries.Mark]] = {}
    for mark in await queries.calendar(actor=actor_of(request), edition_id=edition_id, first=first, until=after):
        marks.setdefault(mark.day, []).append(mark)
    return page(
        "incubator/calendar.html",
        request,
        edition=edition,
        first=first,
        before=before if months.is_in_sight(before, today) else None,
        after=after if months.is_in_sight(after, today) else None,
        marks=marks,
        words=rules.WORDS,
        today=today,
        is_demo=edition.is_demo,
    )


@get("/incubator/mine", guards=[requires(rules.FOUNDER)])
async def mine(request: Request) -> Response[bytes]:
    """The ventures that this person works on, and what waits for them in each."""
    due: dict[UUID, list[queries.DueLine]] = {}
    for line in await queries.my_due(actor=actor_of(request), today=today_for(request)):
        due.setdefault(line.venture_id, []).append(line)
    return page(
        "incubator/mine.html",
        request,
        due=due,
        kinds=KINDS,
        ventures=await queries.my_ventures(actor=actor_of(request)),
        words=rules.WORDS,
        group_of=rules.group_of,
        today=today_for(request),
    )


ROUTES = [board, listing, calendar, mine]
