"""What entries lack in their other language: the staff's queue, and the word of who handed it in."""

from typing import Annotated, Any
from uuid import UUID

from litestar.params import Parameter

from contest.accounts.guards import actor_of
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, get, post, put
from contest.lib.web.request import Request
from contest.submissions import queries, service
from contest.submissions.api import entries, shapes
from contest.submissions.api.screening import reads, round_of, writes
from contest.submissions.api.shapes import translations as made

TAGS: dict[str, Any] = {"tags": ["translations"]}
Shown = Annotated[str, Parameter(query="state", max_length=40)]  # a handler's own `state` is the application's


@get(
    "/rounds/{round_id:uuid}/translations",
    guards=[reads],
    operation_id="listTranslations",
    summary="What is to be translated",
    **TAGS,
)
async def queue(request: Request, round_id: UUID, shown: Shown = "", page: shapes.Page = 1) -> queries.TranslationPage:
    """Entries written in one language, what waits for the staff first; a hundred a page."""
    await round_of(request, round_id)
    return await queries.translation_queue(actor=actor_of(request), round_id=round_id, state=shown, page=page)


@get(
    "/rounds/{round_id:uuid}/translations/{code:str}",
    guards=[reads],
    operation_id="readTranslation",
    summary="An entry to translate",
    **TAGS,
)
async def one(request: Request, round_id: UUID, code: str) -> made.Desk:
    """Its words as they stand in the round, and the translation, if one was begun."""
    return await _desk(request, round_id, code)


async def _desk(request: Request, round_id: UUID, code: str) -> made.Desk:
    facts = await round_of(request, round_id)
    found = await queries.to_translate(
        actor=actor_of(request), edition_id=facts.edition_id, round_id=round_id, code=code
    )
    held = found.held
    return made.Desk(
        **{name: getattr(found, name) for name in ("code", "kind", "original", "lacking", "is_stale", "is_demo")},
        texts=held.texts() if held else {},
        state=held.state if held else "wanted",
        note=held.note if held else "",
        revision=held.revision if held else 0,
        drafter=held.drafter if held else "",
        before=found.before,
        after=found.after,
    )


@put(
    "/rounds/{round_id:uuid}/translations/{code:str}",
    guards=[writes],
    operation_id="translate",
    summary="Keep a translation, or send it to the applicant",
    **TAGS,
)
async def save(request: Request, round_id: UUID, code: str, data: made.Translate) -> made.Desk:
    """Another person than who wrote it checks it. 409 where somebody saved since."""
    facts, said = await round_of(request, round_id), cleaned(data)
    async with work():
        await service.save_translation(
            actor=actor_of(request), edition_id=facts.edition_id, round_id=round_id, code=code, texts=said.texts,
            revision=said.revision, is_checked=said.is_checked, now=clock.now(),
        )  # fmt: skip
    return await _desk(request, round_id, code)


@get(
    "/entries/{code:str}/translation",
    guards=[entries.reads],
    operation_id="readOwnTranslation",
    summary="The translation of my entry",
    **TAGS,
)
async def own(request: Request, code: str) -> made.Own:
    """Empty before it was checked."""
    return await _own(request, code)


async def _own(request: Request, code: str) -> made.Own:
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    held = await queries.translation_for(submission_id=entry.id)
    if held is None:
        return made.Own(code=code)
    plain = {name: getattr(held, name) for name in ("original", "state", "note", "revision")}
    return made.Own(code=code, texts=held.texts(), **plain)


@post(
    "/entries/{code:str}/translation",
    guards=[entries.writes],
    operation_id="answerTranslation",
    summary="Approve a translation, or send it back",
    **TAGS,
)
async def answer(request: Request, code: str, data: made.Answer) -> made.Own:
    """For who may hand the entry in. What is approved is shown; sending it back takes an approval back."""
    said = cleaned(data)
    async with work():
        await service.answer_translation(
            actor=actor_of(request), code=code, revision=said.revision, approves=said.approves, note=said.note,
            now=clock.now(),
        )  # fmt: skip
    return await _own(request, code)


ROUTES: list[Any] = [queue, one, save, own, answer]
