"""The public pages: the contest, its calls, their rules, their results."""

from litestar import get
from litestar.response import Response

from contest.accounts.guards import public
from contest.challenge import queries as challenge
from contest.challenge import rules as steps
from contest.challenge.rules.deadlines import GRACE_RULE
from contest.lib import clock
from contest.lib.config import settings
from contest.lib.differences import difference
from contest.lib.errors import NotFound
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.site import queries, rules


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


@get("/calls", guards=[public])
async def calls(request: Request) -> Response[bytes]:
    """Every call that takes entries or will, and how other programs read them."""
    now = clock.now()
    found = [each for each in await queries.listed(since=now) if each.state == "open"]
    return page(
        "site/calls.html",
        request,
        rounds=found,
        now=now,
        site=settings().public_url,
        is_demo=bool(found) and all(each.is_demo for each in found),
    )


@get("/calls/{edition_slug:str}", guards=[public])
async def edition_call(request: Request, edition_slug: str) -> Response[bytes]:
    """What an edition looks for, in which rounds, under which rules."""
    found = await queries.edition_call(slug=edition_slug)
    if found is None:
        raise NotFound
    return page(
        "site/edition.html",
        request,
        call=found,
        edition=found.edition,
        kinds=[kind for kind in rules.KINDS if any(kind in each.kinds for each in found.rounds)],
        now=clock.now(),
        states=steps.STATES,
        contest=found.edition,
        is_demo=found.edition.is_demo,
    )


@get("/calls/{edition_slug:str}/{round_slug:str}", guards=[public])
async def call(request: Request, edition_slug: str, round_slug: str) -> Response[bytes]:
    """What a round asks, until when, and how it is judged."""
    found = await _call(edition_slug, round_slug)
    criteria = await queries.criteria(round_id=found.id)
    forms = await queries.forms(edition_id=found.edition_id, kinds=found.kinds)
    now = clock.now()
    return page(
        "site/call.html",
        request,
        round=found,
        takes_entries=found.takes_entries(now),
        asked=[rules.asked(form) for form in forms],
        criteria=[each for each in criteria if not each.for_talent],
        talent_criteria=[each for each in criteria if each.for_talent],
        changes=await queries.changes(round_id=found.id),
        grace_rule=GRACE_RULE,
        now=now,
        states=steps.STATES,
        contest={"name_en": found.edition_name_en, "name_zh": found.edition_name_zh},
        is_demo=found.is_demo,
    )


@get("/rules/{edition_slug:str}", guards=[public])
async def rules_in_force(request: Request, edition_slug: str) -> Response[bytes]:
    """The rules that count now."""
    return await _rules(request, edition_slug, None)


@get("/rules/{edition_slug:str}/{number:int}", guards=[public])
async def rules_version(request: Request, edition_slug: str, number: int) -> Response[bytes]:
    """One version of the rules, in force or not, with what it changed."""
    return await _rules(request, edition_slug, number)


async def _rules(request: Request, edition_slug: str, number: int | None) -> Response[bytes]:
    found = await queries.edition_call(slug=edition_slug)
    if found is None or found.rules_number is None or (number is not None and number > found.rules_number):
        raise NotFound
    edition, asked = found.edition, found.rules_number if number is None else number
    version = await challenge.rules_version(edition_id=edition.id, number=asked)
    if version is None:
        raise NotFound
    before = await challenge.rules_version(edition_id=edition.id, number=version.number - 1)
    bodies = [("en", "body_en"), ("zh-Hans", "body_zh")]
    return page(
        "site/rules.html",
        request,
        edition=edition,
        version=version,
        in_force=found.rules_number,
        versions=await challenge.rules_versions(edition_id=edition.id),
        changes=[
            (lang, difference(getattr(before, name), getattr(version, name)))
            for lang, name in bodies
            if before is not None and getattr(before, name) != getattr(version, name)
        ],
        contest=edition,
        is_demo=edition.is_demo,
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


ROUTES = [
    landing,
    calls,
    edition_call,
    call,
    rules_in_force,
    rules_version,
    results,
]
