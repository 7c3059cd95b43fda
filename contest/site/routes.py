"""The public pages: the contest, a call, its results."""

from litestar import get
from litestar.response import Response

from contest.accounts.guards import public
from contest.challenge import rules
from contest.challenge.queries import changes
from contest.challenge.rules.deadlines import GRACE_RULE
from contest.lib import clock
from contest.lib.errors import NotFound
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.site import queries


@get("/", guards=[public])
async def landing(request: Request) -> Response[bytes]:
    """What the contest is, what is open now, and how it goes on."""
    now = clock.now()
    found = await queries.landing(now=now)
    return page(
        "site/landing.html",
        request,
        edition=found.edition,
        open_rounds=[each for each in found.rounds if each.state == "open" and each.opens_at <= now],
        coming=[each for each in found.rounds if each.state == "open" and each.opens_at > now],
        ended=[each for each in found.rounds if each.state != "open"],
        has_others=len({each.edition.id for each in found.rounds}) > 1,
        scenes=found.scenes,
        partners=found.partners,
        now=now,
        contest=found.edition,
        is_demo=found.edition is not None and found.edition.is_demo,
    )


@get("/calls/{edition_slug:str}/{round_slug:str}", guards=[public])
async def call(request: Request, edition_slug: str, round_slug: str) -> Response[bytes]:
    """What a round asks, until when, and how it is judged."""
    found = await _call(edition_slug, round_slug)
    now = clock.now()
    criteria = await queries.criteria(round_id=found.id)
    return page(
        "site/call.html",
        request,
        round=found,
        takes_entries=rules.takes_entries(
            state=found.state, opens_at=found.opens_at, closes_at=found.closes_at, now=now
        ),
        criteria=[each for each in criteria if not each.for_talent],
        talent_criteria=[each for each in criteria if each.for_talent],
        changes=await changes(round_id=found.id),
        grace_rule=GRACE_RULE,
        now=now,
        states=rules.STATES,
        contest={"name_en": found.edition_name_en, "name_zh": found.edition_name_zh},
        is_demo=found.is_demo,
    )


@get("/results/{edition_slug:str}/{round_slug:str}", guards=[public])
async def results(request: Request, edition_slug: str, round_slug: str) -> Response[bytes]:
    """What was decided for a round and published."""
    found = await _call(edition_slug, round_slug)
    return page(
        "site/results.html",
        request,
        round=found,
        results=await queries.results(round_id=found.id),
        contest={"name_en": found.edition_name_en, "name_zh": found.edition_name_zh},
        is_demo=found.is_demo,
    )


async def _call(edition_slug: str, round_slug: str) -> queries.CallRound:
    found = await queries.call(edition_slug=edition_slug, round_slug=round_slug)
    if found is None:
        raise NotFound
    return found


ROUTES = [landing, call, results]
