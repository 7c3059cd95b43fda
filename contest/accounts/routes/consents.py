"""What a person agreed to, on a page of their own; the texts of it, for everybody, and for who writes them."""

from collections.abc import Mapping
from typing import Any

from litestar import get, post, route
from litestar.response import Response

from contest.accounts import queries, service
from contest.accounts.forms import Agreement, ConsentTextForm, ConsentTextReason
from contest.accounts.guards import actor_of, origin_of, public, requires, signed_in
from contest.accounts.rules import consents as rules
from contest.lib import clock, db, i18n
from contest.lib.countries import country_name
from contest.lib.differences import difference
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

OWN = "/account/consents"
TEXTS = "/accounts/consent-texts"
programme = requires(rules.PROGRAMME)


@get(OWN, guards=[signed_in])
async def consents(request: Request) -> Response[bytes]:
    """Each consent with its text, since when it holds, and one button."""
    actor = actor_of(request)
    home = await queries.home_of(actor=actor)
    lines = await queries.consents(actor=actor)
    texts = await queries.consent_texts()
    return page(
        "accounts/consents.html",
        request,
        run=texts[rules.RUN],
        about_run=rules.PURPOSES[rules.RUN],
        offers=await queries.offers(actor=actor, home=home),
        ended=[line for line in lines if line.ended_at is not None],
        purposes=rules.PURPOSES,
        place_name=rules.place_name,
        home=country_name(home) if home else "",
    )


@post(OWN + "/give", guards=[signed_in], status_code=200)
async def give(request: Request) -> Response[bytes]:
    form = await parse(request, Agreement)
    try:
        async with db.work():
            await service.give_consent(
                actor=actor_of(request),
                purpose=form.purpose,
                place=form.place,
                number=form.number,
                locale=i18n.locale(),
                origin=origin_of(request),
                now=clock.now(),
            )
    except Conflict as error:
        flash(request, error.message, kind="warning")
    else:
        flash(request, N_("Noted: you agree. You can take it back here at any time."))
    return redirect(OWN)


@post(OWN + "/withdraw", guards=[signed_in], status_code=200)
async def withdraw(request: Request) -> Response[bytes]:
    form = await parse(request, Agreement)
    async with db.work():
        await service.withdraw_consent(actor=actor_of(request), purpose=form.purpose, place=form.place, now=clock.now())
    flash(request, N_("Taken back. It holds from this moment on."))
    return redirect(OWN)


@get("/consents/{purpose:str}", guards=[public])
async def text(request: Request, purpose: str) -> Response[bytes]:
    """The text of a purpose as everybody reads it, version by version."""
    if purpose not in rules.PURPOSES:
        raise NotFound
    versions = await queries.consent_versions(purpose=purpose)
    return page(
        "accounts/consent.html",
        request,
        about=rules.PURPOSES[purpose],
        versions=[
            (version, _changes(before, version) if before else [])
            for version, before in zip(versions, [*versions[1:], None], strict=True)
        ],
    )


def _changes(before: queries.ConsentVersion, after: queries.ConsentVersion) -> list[tuple[str, Any]]:
    return [
        (lang, difference(getattr(before, name), getattr(after, name)))
        for lang, name in (("en", "body_en"), ("zh-Hans", "body_zh"))
        if getattr(before, name) != getattr(after, name)
    ]


def _writer(request: Request, purpose: str = rules.RUN) -> None:
    if purpose not in rules.PURPOSES or not rules.may_write_texts(actor_of(request)):
        raise NotFound


@get(TEXTS, guards=[programme])
async def texts(request: Request) -> Response[bytes]:
    """The texts in force, to be changed."""
    _writer(request)
    return page("accounts/consent_texts.html", request, texts=await queries.consent_texts(), purposes=rules.PURPOSES)


@route(TEXTS + "/{purpose:str}", http_method=["GET", "POST"], guards=[programme])
async def edit_text(request: Request, purpose: str) -> Response[bytes]:
    """The draft of the next text of a purpose."""
    _writer(request, purpose)
    if request.method == "GET":
        return await _edit_page(request, purpose)
    try:
        form = await parse(request, ConsentTextForm)
        async with db.work():
            await service.draft_consent_text(
                actor=actor_of(request), purpose=purpose, body_en=form.body_en, body_zh=form.body_zh, now=clock.now()
            )
    except Invalid as error:
        return await _edit_page(request, purpose, errors=error.fields, values=await typed(request))
    flash(request, N_("Saved."))
    return redirect(f"{TEXTS}/{purpose}")


@post(TEXTS + "/{purpose:str}/publish", guards=[programme], status_code=200)
async def publish_text(request: Request, purpose: str) -> Response[bytes]:
    _writer(request, purpose)
    try:
        form = await parse(request, ConsentTextReason)
        async with db.work():
            number = await service.publish_consent_text(
                actor=actor_of(request),
                purpose=purpose,
                reason_en=form.reason_en,
                reason_zh=form.reason_zh,
                ends_earlier=form.ends_earlier,
                now=clock.now(),
            )
    except Invalid as error:
        return await _edit_page(request, purpose, errors=error.fields, values=await typed(request))
    flash(request, N_("Version %(number)s is in force.", number=number))
    return redirect(f"{TEXTS}/{purpose}")


async def _edit_page(
    request: Request,
    purpose: str,
    *,
    errors: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Response[bytes]:
    draft = await queries.consent_draft(purpose=purpose)
    in_force = (await queries.consent_texts())[purpose]
    start = draft or in_force
    return page(
        "accounts/consent_text.html",
        request,
        status=422 if errors else 200,
        about=rules.PURPOSES[purpose],
        draft=draft,
        in_force=in_force,
        changes=_changes(in_force, draft) if draft else [],
        values={"body_en": start.body_en, "body_zh": start.body_zh} | dict(values or {}),
        errors=errors or {},
    )


ROUTES = [consents, give, withdraw, text, texts, edit_text, publish_text]
