"""A talent's referees and the organisations kept away; a referee's own page; letters for whoever may read them."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, public, requires, signed_in
from contest.files import service as files
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import gettext as _
from contest.lib.web import limits
from contest.lib.web.download import download
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.lib.web.uploads import FORM_BYTES, read_upload
from contest.submissions import queries, rules, service
from contest.submissions.routes.shared import home_of, refused
from contest.submissions.rules.referees import LETTER_BYTES, LETTER_LIFE, LONGEST_LETTER, MOST_REFEREES

BODY_BYTES = LETTER_BYTES + FORM_BYTES


async def _talent(request: Request, code: str, to: str) -> queries.Working:
    entry = await queries.own_entry(actor=actor_of(request), code=code, to=to)
    if entry.kind != "talent":
        raise NotFound
    return entry


@get("/submissions/{code:str}/referees", guards=[signed_in])
async def listing(request: Request, code: str) -> Response[bytes]:
    """Who was asked, and who must never see the entry. What a referee wrote is not shown here."""
    return await _page(request, await _talent(request, code, "view"))


async def _page(
    request: Request, entry: queries.Working, error: Invalid | Conflict | None = None, **sent: Any
) -> Response[bytes]:
    errors: dict[str, Any] = {}
    if error is not None:
        errors = dict(error.fields) if isinstance(error, Invalid) else {"": error.message}
    now = clock.now()
    asked = await queries.referees(submission_id=entry.id)
    return page(
        "submissions/referees.html",
        request,
        status=error.status if error else 200,
        entry=entry,
        referees=[(line, line.state(now)) for line in asked],
        may_ask=sum(line.state(now) in {"asked", "given"} for line in asked) < MOST_REFEREES,
        may_edit=entry.allows(actor_of(request), "edit") and entry.state in {"draft", "submitted"},
        never=await queries.never_seen(submission_id=entry.id),
        days=LETTER_LIFE.days,
        errors=errors,
        sent={"name": "", "email": "", "organisation": "", "domain": ""} | sent,
        is_demo=entry.is_demo,
    )


@post("/submissions/{code:str}/referees", guards=[signed_in], status_code=200)
async def ask(request: Request, code: str) -> Response[bytes]:
    actor, sent = actor_of(request), await typed(request)
    entry = await _talent(request, code, "edit")
    name, email = str(sent.get("name", "")), str(sent.get("email", ""))
    try:
        await limits.hit(f"referees:{actor.id}", most=20, seconds=86_400)
        async with work():
            await service.ask_referee(actor=actor, code=code, name=name, email=email, now=clock.now())
    except (Invalid, Conflict) as error:
        await refused(request, error)
        return await _page(request, entry, error, name=name, email=email)
    flash(request, _("%(name)s is asked for a letter.") % {"name": name})
    return redirect(home_of(code, "referees"))


@post("/submissions/{code:str}/referees/{referee_id:uuid}/withdraw", guards=[signed_in], status_code=200)
async def withdraw(request: Request, code: str, referee_id: UUID) -> Response[bytes]:
    async with work():
        await service.withdraw_referee(actor=actor_of(request), code=code, referee_id=referee_id, now=clock.now())
    flash(request, _("This person is no longer asked."))
    return redirect(home_of(code, "referees"))


@post("/submissions/{code:str}/never-seen", guards=[signed_in], status_code=200)
async def keep_from(request: Request, code: str) -> Response[bytes]:
    """One more organisation that must never see the entry."""
    actor, sent = actor_of(request), await typed(request)
    entry = await _talent(request, code, "edit")
    name, domain = str(sent.get("organisation", "")), str(sent.get("domain", ""))
    try:
        async with work():
            await service.keep_from(actor=actor, code=code, name=name, domain=domain, now=clock.now())
    except (Invalid, Conflict) as error:
        await refused(request, error)
        if isinstance(error, Invalid) and "name" in error.fields:  # this page's other form has that field
            error.fields["organisation"] = error.fields.pop("name")
        return await _page(request, entry, error, organisation=name, domain=domain)
    flash(request, _("From now on nobody of this organisation sees the entry."))
    return redirect(home_of(code, "referees") + "#never")


@post("/submissions/{code:str}/never-seen/{line_id:uuid}/remove", guards=[signed_in], status_code=200)
async def no_longer_keep_from(request: Request, code: str, line_id: UUID) -> Response[bytes]:
    async with work():
        await service.no_longer_keep_from(actor=actor_of(request), code=code, line_id=line_id)
    flash(request, _("Saved."))
    return redirect(home_of(code, "referees") + "#never")


@get("/letters", guards=[public])
async def letter_form(request: Request, key: str = "") -> Response[bytes]:
    """A referee's page, by their link. Looking uses nothing up."""
    return await _letter_page(request, key)


async def _letter_page(request: Request, key: str, error: Invalid | None = None, **sent: Any) -> Response[bytes]:
    try:
        asked: queries.Asked | None = await queries.asked_referee(key=key)
    except NotFound:
        asked = None
    is_open = asked is not None and asked.is_open(clock.now())
    is_done = asked is not None and asked.outcome in {"given", "declined"}
    status = error.status if error else 200 if is_open or is_done else 404
    return page(
        "submissions/letter.html",
        request,
        status=status,
        asked=asked if is_open else None,
        is_done=is_done,
        key=key,
        sent={"relation": "", "letter": ""} | sent,
        limit=LONGEST_LETTER,
        file_limit=LETTER_BYTES,
        errors=error.fields if error else {},
        is_demo=asked is not None and asked.is_demo,
    )


@post("/letters", guards=[public], status_code=200)
async def give(request: Request) -> Response[bytes]:
    """The letter, or that there will be none."""
    sent = await typed(request)
    key, relation, letter = (str(sent.get(name, "")) for name in ("key", "relation", "letter"))
    await limits.hit(f"letters:{limits.address(request.scope)}", most=100, seconds=900)
    try:
        async with work():
            if sent.get("answer") == "decline":
                await service.decline_letter(key=key, now=clock.now())
            else:
                await service.give_letter(key=key, relation=relation, letter=letter, now=clock.now())
    except Invalid as error:
        return await _letter_page(request, key, error, relation=relation, letter=letter)
    except Conflict:
        pass  # the page says so
    return redirect(f"/letters?key={key}")


@post("/letters/file", guards=[public], status_code=200, opt={"csrf": False}, request_max_body_size=BODY_BYTES)
async def attach(request: Request) -> Response[bytes]:
    """The letter as a PDF, by a plain form: its token is checked where it is read."""
    await limits.hit(f"letters:{limits.address(request.scope)}", most=100, seconds=900)
    incoming = await read_upload(request)
    key = incoming.fields.get("key", "")
    said = int(request.headers.get("content-length") or 1)
    await service.attach_letter(
        key=key,
        name=incoming.name,
        declared_size=max(min(said - FORM_BYTES, LETTER_BYTES), 1),  # an estimate: a form does not say
        chunks=incoming.chunks,
        now=clock.now(),
    )
    return redirect(f"/letters?key={key}")


@get("/submissions/{code:str}/letters/{referee_id:uuid}", guards=[requires(*rules.STAFF)])
async def read_file(request: Request, code: str, referee_id: UUID) -> Response[Any]:
    """The file of a letter, for the staff who see the entry and are not of its team."""
    actor = actor_of(request)
    seen = await queries.staff_entry(actor=actor, code=code)
    letters = await queries.letters_for_staff(actor=actor, submission_id=seen.entry.submission_id)
    file_id = next((letter.file_id for letter in letters if letter.id == referee_id), None)
    if file_id is None:
        raise NotFound
    return await download(request, await files.stream(file_id=file_id))


ROUTES = [listing, ask, withdraw, keep_from, no_longer_keep_from, letter_form, give, attach, read_file]
