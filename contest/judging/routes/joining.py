"""An invited judge: the terms, yes or no, and what they know and how much they read."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.judging import queries, service
from contest.judging.forms import people as forms
from contest.judging.routes.panels import errors_of
from contest.judging.routes.reviews import to
from contest.judging.rules.profiles import LINK_WORDS, Profile
from contest.lib import clock, db
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.i18n import locale
from contest.lib.languages import LANGUAGES
from contest.lib.web.flash import flash
from contest.lib.web.forms import convert, parse, typed
from contest.lib.web.render import page
from contest.lib.web.request import Request


@get("/judging/rounds/{round_id:uuid}/join", guards=[requires("judge")])
async def join_form(request: Request, round_id: UUID) -> Response[bytes]:
    return await _join_page(request, round_id)


async def _join_page(
    request: Request, round_id: UUID, fields: dict[str, Any] | None = None, error: AppError | None = None
) -> Response[bytes]:
    actor = actor_of(request)
    seat = await queries.seat_of(actor=actor, round_id=round_id)
    if seat is None:
        raise NotFound
    return page(
        "judging/join.html",
        request,
        status=200 if error is None else error.status,
        seat=seat,
        terms=await queries.terms_of(edition_id=seat.edition_id),
        typed=fields or {},
        errors=errors_of(error),
        contest={"name_en": seat.edition_en, "name_zh": seat.edition_zh},
        is_demo=seat.is_demo,
    )


@post("/judging/rounds/{round_id:uuid}/join", guards=[requires("judge")])
async def join(request: Request, round_id: UUID) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    before = await queries.seat_of(actor=actor, round_id=round_id)
    try:
        form = convert(fields, forms.JoinForm)
        async with db.work():
            await service.accept_seat(
                actor=actor,
                round_id=round_id,
                terms_id=form.terms_id,
                locale=locale(),
                publishes_scores=form.publishes == "yes",
                now=clock.now(),
            )
    except (Invalid, Conflict) as error:
        return await _join_page(request, round_id, fields, error)
    if before is not None and before.accepted_at is not None:
        flash(request, _("Thank you. You agreed to the new terms."))
        return to("/judging/reviews")
    flash(request, _("Thank you for judging. Now say what you know and how much you can read."))
    return to("/judging/profile")


@post("/judging/rounds/{round_id:uuid}/join/scores", guards=[requires("judge")])
async def publish_scores(request: Request, round_id: UUID) -> Response[bytes]:
    """Whether a judge's scores are published without their name; they may change their mind until then."""
    agrees = (await typed(request)).get("publishes") == "yes"
    async with db.work():
        await service.publish_scores(actor=actor_of(request), round_id=round_id, agrees=agrees)
    flash(request, _("Saved."))
    return to(f"/judging/rounds/{round_id}/join")


@post("/judging/rounds/{round_id:uuid}/decline", guards=[requires("judge")])
async def decline(request: Request, round_id: UUID) -> Response[bytes]:
    try:
        form = await parse(request, forms.DeclineForm)
        async with db.work():
            await service.decline_seat(actor=actor_of(request), round_id=round_id, reason=form.reason, now=clock.now())
    except (Invalid, Conflict) as error:
        return await _join_page(request, round_id, error=error)
    flash(request, _("You said no. Thank you for telling us."))
    return to("/home")


@get("/judging/profile", guards=[requires("judge")])
async def profile(request: Request) -> Response[bytes]:
    found = await queries.my_profile(actor=actor_of(request))
    return await _profile_page(request, forms.written_profile(found))


async def _profile_page(request: Request, fields: dict[str, Any], error: Invalid | None = None) -> Response[bytes]:
    today = clock.now().date()
    return page(
        "judging/profile.html",
        request,
        status=200 if error is None else error.status,
        typed=fields,
        errors=errors_of(error),
        scenes=await queries.scenes_known(),
        cities=await queries.cities_known(),
        languages=LANGUAGES,
        links=LINK_WORDS,
        zones=[(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
        next_step=await queries.next_step_of(actor=actor_of(request)),
        example=f"{today + timedelta(days=30)} – {today + timedelta(days=37)}",
        is_demo=actor_of(request).is_demo,
    )


@post("/judging/profile", guards=[requires("judge")])
async def save_profile(request: Request) -> Response[bytes]:
    actor, fields = actor_of(request), await typed(request)
    try:
        form = forms.read_profile(fields)
        async with db.work():
            await service.save_profile(actor=actor, profile=form, now=clock.now())
    except Invalid as error:
        fields = forms.written_profile(Profile()) | fields
        for name in ("languages", "scenes", "city"):
            fields[name] = [fields[name]] if isinstance(fields[name], str) else fields[name]
        return await _profile_page(request, fields, error)
    flash(request, _("Saved."))
    waits = await queries.next_step_of(actor=actor)
    return to("/judging/reviews" if waits is None else f"/judging/rounds/{waits[0]}/{waits[1]}")


ROUTES: list[Any] = [join_form, join, publish_scores, decline, profile, save_profile]
