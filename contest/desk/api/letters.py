"""How the letters of an edition read, for programs: in both languages, with samples, and whether each waits."""

from typing import Annotated, Any
from uuid import UUID

import msgspec

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import SET_UP
from contest.desk import service
from contest.lib.db import work
from contest.lib.web.api import cleaned, get, put
from contest.lib.web.request import Request
from contest.notifications.queries import wordings
from contest.notifications.queries.wordings import Text
from contest.notifications.rules.wordings import LONGEST_BODY, LONGEST_SUBJECT

TAGS: dict[str, Any] = {"tags": ["letters"], "guards": [scoped(SET_UP)]}


class LetterLine(msgspec.Struct, frozen=True, kw_only=True):
    """A letter by its `key`; `own`: the languages in which the edition words it itself."""

    key: str
    title: str
    reader: str
    is_reviewed: bool
    own: list[str]


class Letters(msgspec.Struct, frozen=True):
    letters: list[LetterLine]


class LetterPage(msgspec.Struct, frozen=True, kw_only=True):
    """A letter by language, with its placeholders in braces and as it reads with sample values. `placeholders`: those
    that there are, with a sample of each."""

    key: str
    is_reviewed: bool
    own: list[str]
    texts: dict[str, Text]
    samples: dict[str, Text]
    placeholders: dict[str, str]


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Subject and body in one language; both empty: as the letter reads everywhere."""

    subject: Annotated[str, msgspec.Meta(max_length=LONGEST_SUBJECT)] = ""
    body: Annotated[str, msgspec.Meta(max_length=LONGEST_BODY)] = ""


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """How it is to read in both languages, and whether a person looks at each before it goes out."""

    en: Words
    zh: Words
    is_reviewed: bool


@get("/editions/{edition_id:uuid}/wordings", operation_id="listWordings", summary="Letters of an edition", **TAGS)
async def listed(request: Request, edition_id: UUID) -> Letters:
    """For who organises all of it."""
    found = await wordings.letters(actor_of(request), edition_id=edition_id)
    plain = ("key", "reader", "is_reviewed", "own")
    return Letters([LetterLine(title=str(one.title), **{name: getattr(one, name) for name in plain}) for one in found])


@get("/editions/{edition_id:uuid}/wordings/{letter:str}", operation_id="readWording", summary="One letter", **TAGS)
async def read(request: Request, edition_id: UUID, letter: str) -> LetterPage:
    """How it reads, with samples."""
    return await _letter(request, edition_id, letter)


async def _letter(request: Request, edition_id: UUID, letter: str) -> LetterPage:
    found = await wordings.letter(actor_of(request), edition_id=edition_id, key=letter)
    plain = ("is_reviewed", "own", "texts", "samples")
    return LetterPage(key=found.letter.key, placeholders=found.values, **{name: getattr(found, name) for name in plain})


@put("/editions/{edition_id:uuid}/wordings/{letter:str}", operation_id="wordLetter", summary="Word a letter", **TAGS)
async def word(request: Request, edition_id: UUID, letter: str, data: Wording) -> LetterPage:
    """Refused where a placeholder does not exist, one that is needed is not there, or it would tell who judges."""
    said = cleaned(data)
    async with work():
        await service.word_letter(
            actor=actor_of(request),
            edition_id=edition_id,
            key=letter,
            texts={name: Text(one.subject, one.body) for name, one in (("en", said.en), ("zh", said.zh))},
            is_reviewed=said.is_reviewed,
        )
    return await _letter(request, edition_id, letter)


ROUTES: list[Any] = [listed, read, word]
