"""Setting up: a new edition from the last, the dates of all rounds, and one round with all of its settings."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post, route
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.challenge import queries as challenge
from contest.challenge.rules import (
    BLINDNESS,
    JUDGES_KNOWN,
    LANGUAGES,
    PUBLICITY,
    copying,
    may_organise,
)
from contest.challenge.rules.plans import EditionPlan
from contest.desk import queries, rules, service
from contest.desk.forms import CopyForm
from contest.desk.rules.rehearsal import WORDS, Rehearsal
from contest.desk.service.copying import copied_from
from contest.judging.rules.capacity import STAGE_WORDS
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web import limits
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

programme = requires(rules.PROGRAMME)
organisers = requires(rules.PROGRAMME, rules.ROUND)


@get("/desk/calendar", guards=[organisers])
async def calendar(request: Request) -> Response[bytes]:
    """The dates of all rounds that this person organises, each in its own zone and in the reader's."""
    found = await queries.round_calendar(actor=actor_of(request), now=clock.now())
    is_demo = any(one.is_demo for one in found.names.values())
    return page("desk/calendar.html", request, found=found, is_demo=is_demo)


@get("/desk/rounds/{round_id:uuid}", guards=[organisers])
async def round_setup(request: Request, round_id: UUID) -> Response[bytes]:
    """Every setting of a round with the page where it is changed, and all that is missing."""
    found = await queries.round_setup(actor=actor_of(request), round_id=round_id, now=clock.now())
    return page(
        "desk/round.html",
        request,
        found=found,
        round=found.round,
        blindness=BLINDNESS,
        judges_known=JUDGES_KNOWN,
        publicity=PUBLICITY,
        languages=LANGUAGES,
        stage_words=STAGE_WORDS,
        is_whole=may_organise(actor_of(request), edition_id=found.round.edition_id),
        is_demo=found.round.is_demo,
    )


@get("/desk/rounds/{round_id:uuid}/rehearsal", guards=[organisers])
async def rehearsal_page(request: Request, round_id: UUID) -> Response[bytes]:
    """What a rehearsal is, before it is begun."""
    return await _rehearsal(request, round_id, None)


@post("/desk/rounds/{round_id:uuid}/rehearsal", guards=[organisers], status_code=200)
async def rehearse(request: Request, round_id: UUID) -> Response[bytes]:
    """Play the round through; the page tells of it, and nothing else remembers it."""
    actor = actor_of(request)
    await limits.hit(f"rehearsal:{actor.id}", most=30, seconds=3600)
    return await _rehearsal(request, round_id, await service.rehearse(actor=actor, round_id=round_id, now=clock.now()))


async def _rehearsal(request: Request, round_id: UUID, found: Rehearsal | None) -> Response[bytes]:
    facts = await challenge.round_(actor=actor_of(request), round_id=round_id)
    if facts is None:
        raise NotFound
    return page("desk/rehearsal.html", request, round=facts, found=found, words=WORDS, is_demo=facts.is_demo)


@route("/desk/editions/{edition_id:uuid}/copy", http_method=["GET", "POST"], guards=[programme], status_code=200)
async def copy_edition(request: Request, edition_id: UUID) -> Response[Any]:
    """A new edition with the settings of this one."""
    actor, now = actor_of(request), clock.now()
    before = await challenge.edition_facts(edition_id=edition_id)
    rounds = await copied_from(actor=actor, edition_id=edition_id)
    if before is None:
        raise NotFound
    years = copying.years_on([one.closes_at for one in rounds], now)
    if request.method == "POST":
        try:
            form = await parse(request, CopyForm)
            plan = msgspec.convert(msgspec.structs.asdict(form), EditionPlan)
            chosen = set(form.rounds) & {one.id for one in rounds}
            async with work():
                await service.copy_edition(
                    actor=actor,
                    edition_id=edition_id,
                    plan=plan,
                    round_ids=chosen,
                    years=years,
                    shift=form.shift,
                    now=now,
                )
        except Invalid as error:
            return _copy_page(request, before, rounds, years, await typed(request), error)
        flash(request, _("The edition is there as a draft. Look at its dates and texts before it opens."))
        return redirect(f"/challenge/editions/{form.slug}")
    plain = {name: getattr(before, name) for name in EditionPlan.__struct_fields__}
    start = msgspec.structs.asdict(copying.named_anew(EditionPlan(**plain), years))
    return _copy_page(
        request, before, rounds, years, start | {"shift": "date", "rounds": [str(one.id) for one in rounds]}
    )


def _copy_page(
    request: Request,
    before: challenge.EditionFacts,
    rounds: list[challenge.RoundFacts],
    years: int,
    values: dict[str, Any],
    error: Invalid | None = None,
) -> Response[bytes]:
    dates = {
        shift: {
            one.id: {
                name: copying.moved(getattr(one, name), one.time_zone, years=years, shift=shift)
                for name in copying.MOMENTS
            }
            for one in rounds
        }
        for shift in copying.SHIFTS
    }
    chosen, blank = values.get("rounds", []), dict.fromkeys(CopyForm.__struct_fields__, "")
    return page(
        "desk/copy.html",
        request,
        status=422 if error else 200,
        edition=before,
        rounds=rounds,
        dates=dates,
        shifts=copying.SHIFTS,
        years=years,
        values=blank | values | {"rounds": [chosen] if isinstance(chosen, str) else chosen},
        errors=error.fields if error else {},
        is_demo=before.is_demo,
    )


ROUTES: list[Any] = [calendar, round_setup, rehearsal_page, rehearse, copy_edition]
