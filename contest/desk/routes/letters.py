"""The letters of an edition: how each reads in both languages, and whether it waits for a person."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.desk import queries, rules, service
from contest.desk.forms import LetterForm
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import LOCALES
from contest.lib.i18n import gettext as _
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.notifications.queries import wordings
from contest.notifications.queries.wordings import Text
from contest.notifications.rules.letters import READERS

LETTERS = "/desk/mail/letters"

programme = requires(rules.PROGRAMME)


@get(LETTERS, guards=[programme])
async def letters(request: Request) -> Response[bytes]:
    """The letters of one edition: the newest, or the one that was asked for."""
    actor, asked = actor_of(request), request.query_params.get("edition", "")
    editions = await queries.worded_editions(actor)
    chosen = next((one for one in editions if one.slug == asked), editions[0] if editions else None)
    found = await wordings.letters(actor, edition_id=chosen.id) if chosen else []
    return page(
        "desk/letters.html",
        request,
        editions=editions,
        chosen=chosen,
        found=found,
        readers=READERS,
        is_demo=chosen is not None and chosen.is_demo,
    )


@get(LETTERS + "/{edition_id:uuid}/{letter:str}", guards=[programme])
async def letter(request: Request, edition_id: UUID, letter: str) -> Response[bytes]:
    return await _page(request, edition_id, letter)


@post(LETTERS + "/{edition_id:uuid}/{letter:str}", guards=[programme], status_code=200)
async def word_letter(request: Request, edition_id: UUID, letter: str) -> Response[bytes]:
    """Set how it reads; the page comes back with a sample of it."""
    try:
        form = await parse(request, LetterForm)
        async with work():
            await service.word_letter(
                actor=actor_of(request),
                edition_id=edition_id,
                key=letter,
                texts={"en": Text(form.subject_en, form.body_en), "zh": Text(form.subject_zh, form.body_zh)},
                is_reviewed=form.way == "reviewed",
            )
    except Invalid as error:
        return await _page(request, edition_id, letter, error)
    flash(request, _("Kept. From now on this letter reads like this."))
    return redirect(f"{LETTERS}/{edition_id}/{letter}#samples")


async def _page(request: Request, edition_id: UUID, key: str, error: Invalid | None = None) -> Response[bytes]:
    actor = actor_of(request)
    found = await wordings.letter(actor, edition_id=edition_id, key=key)
    edition = next((one for one in await queries.worded_editions(actor) if one.id == edition_id), None)
    if edition is None:
        raise NotFound
    stored = {"way": "reviewed" if found.is_reviewed else "automatic"}
    for locale, text in found.texts.items():
        stored |= {f"subject_{locale}": text.subject, f"body_{locale}": text.body}
    return page(
        "desk/letter.html",
        request,
        status=422 if error else 200,
        found=found,
        edition=edition,
        readers=READERS,
        languages=LOCALES,
        values=stored if error is None else stored | await typed(request),
        errors=error.fields if error else {},
        is_demo=edition.is_demo,
    )


ROUTES: list[Any] = [letters, letter, word_letter]
