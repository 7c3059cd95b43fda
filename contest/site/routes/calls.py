"""Calls: all that are open, those of an edition, that of a round, and what was decided."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Response

from contest.accounts.guards import public
from contest.challenge import rules as steps
from contest.challenge import service as challenge
from contest.challenge.rules.deadlines import GRACE_RULE
from contest.judging.rules.capacity import STAGE_WORDS
from contest.lib import clock
from contest.lib.config import settings
from contest.lib.countries import country_name
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.i18n import set_locale
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.site import queries, rules


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
async def edition_call(request: Request, edition_slug: str, via: str = "") -> Response[bytes]:
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
        via=await came_by(request, via, found.edition.id),
        contest=found.edition,
        is_demo=found.edition.is_demo,
    )


@get("/calls/{edition_slug:str}/{round_slug:str}", guards=[public])
async def call(request: Request, edition_slug: str, round_slug: str, via: str = "") -> Response[bytes]:
    """What a round asks, until when, and how it is judged."""
    found = await call_at(request, edition_slug, round_slug)
    criteria = await queries.criteria(round_id=found.id)
    forms = await queries.forms(edition_id=found.edition_id, kinds=found.kinds)
    now = clock.now()
    return page(
        "site/call.html",
        request,
        round=found,
        takes_entries=found.takes_entries(now),
        spoken=spoken(request, found.language),
        asked=[rules.asked(form) for form in forms],
        criteria=[each for each in criteria if not each.for_talent],
        talent_criteria=[each for each in criteria if each.for_talent],
        changes=await queries.changes(round_id=found.id),
        grace_rule=GRACE_RULE,
        blindness=steps.BLINDNESS,
        now=now,
        states=steps.STATES,
        languages=steps.LANGUAGES,
        via=await came_by(request, via, found.edition_id),
        **around(found),
    )


@get("/results/{edition_slug:str}/{round_slug:str}", guards=[public])
async def results(request: Request, edition_slug: str, round_slug: str) -> Response[bytes]:
    """What was decided for a round and published."""
    found = await call_at(request, edition_slug, round_slug)
    return page(
        "site/results.html",
        request,
        round=found,
        results=await queries.results(round_id=found.id),
        country_name=country_name,
        **around(found),
    )


@get("/results/{edition_slug:str}/{round_slug:str}/method", guards=[public])
async def method(request: Request, edition_slug: str, round_slug: str) -> Response[bytes]:
    """How a round's result comes about, in plain words."""
    found = await call_at(request, edition_slug, round_slug)
    return page(
        "site/method.html",
        request,
        round=found,
        method=await queries.method(round_id=found.id),
        stage_words=STAGE_WORDS,
        **around(found),
    )


async def call_at(request: Request, edition_slug: str, round_slug: str) -> queries.CallRound:
    """The call of an address; its page is in the round's language for a reader whose own is not known."""
    found = await queries.call(edition_slug=edition_slug, round_slug=round_slug)
    if found is None:
        raise NotFound
    speak(request, found.language)
    return found


def around(found: queries.CallRound | queries.ProgrammeRound) -> dict[str, Any]:
    """What the page of a round says around it: which contest, whether that is invented, whether search engines may."""
    return {
        "contest": {"name_en": found.edition_name_en, "name_zh": found.edition_name_zh},
        "is_demo": found.is_demo,
        "is_unlisted": found.publicity == "unlisted",
    }


def speak(request: Request, language: str) -> None:
    """Answer in the language of a round where the reader has told none of ours."""
    if spoken(request, language):
        set_locale(language)


def spoken(request: Request, language: str) -> str:
    """The language that the pages after this one are in too, where a reader who told none goes on to enter."""
    return "" if request.scope["state"]["has_language"] or language == "both" else language


async def came_by(request: Request, code: str, edition_id: UUID) -> str:
    """Count one more view of a partner's link; its code, to be handed on, or "" where it is none of this edition's.

    What a browser fetches on the chance that somebody goes there was not looked at.
    """
    if not code or request.headers.get("sec-purpose", request.headers.get("purpose", "")).startswith("prefetch"):
        return code[:12] if code.isalnum() else ""
    async with work():
        found = await challenge.count_link(what="views", now=clock.now(), code=code, edition_id=edition_id)
    return code if found is not None else ""


ROUTES = [calls, edition_call, call, results, method]
