"""The one search for programs: the same query language within the same reach; a term that is not for one is no term."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar.params import Parameter

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import READ_DESK
from contest.desk import queries, service
from contest.desk.rules.suggesting import suggestions
from contest.lib import clock
from contest.lib.errors import Invalid, NotFound
from contest.lib.web.api import get
from contest.lib.web.request import Request
from contest.notifications.rules import fill

TAGS: dict[str, Any] = {"tags": ["search"], "guards": [scoped(READ_DESK)]}
Page = Annotated[int, Parameter(ge=1, le=10_000)]
Query = Annotated[str, Parameter(max_length=10_240)]
Of = Literal["entries", "people", "reviews", "messages"]
COLUMNS = ("tags",)


class EntryFound(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in one round that it is in. `mean` and `signed` are null where one does not organise that round."""

    code: str
    kind: str
    status: str
    title_en: str
    title_zh: str
    translated_title: str
    organisation_name: str
    country: str
    scene: str | None
    submitted_at: datetime
    round_id: UUID
    round_en: str
    round_zh: str
    city_en: str | None
    city_zh: str | None
    edition_en: str
    edition_zh: str
    mean: Decimal | None
    signed: int | None
    tags: list[str]


class PersonFound(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with roles or entries where one organises."""

    id: UUID
    name: str
    email: str
    country: str | None
    organisation_en: str | None
    organisation_zh: str | None
    roles: list[str]
    entries: list[str]


class ReviewFound(msgspec.Struct, frozen=True, kw_only=True):
    """A review; `total` once it is signed."""

    id: UUID
    code: str
    kind: str
    title_en: str
    title_zh: str
    judge: str
    round_en: str
    round_zh: str
    state: str
    total: Decimal | None
    signed_at: datetime | None


class MessageFound(msgspec.Struct, frozen=True, kw_only=True):
    """A message; codes in its subject are masked."""

    id: UUID
    kind: str
    recipient_name: str
    email: str
    subject: str
    state: str
    created_at: datetime


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """`query` as it was read; fifty a page."""

    query: str
    total: int
    page: int
    pages: int


class Entries(Found, frozen=True, kw_only=True):
    entries: list[EntryFound]


class People(Found, frozen=True, kw_only=True):
    people: list[PersonFound]


class Reviews(Found, frozen=True, kw_only=True):
    reviews: list[ReviewFound]


class Messages(Found, frozen=True, kw_only=True):
    messages: list[MessageFound]


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A term, and what may stand behind it: one of `choices`, or a `number`, a `day` or any `text`."""

    name: str
    takes: str
    choices: list[str]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """`next`: whole queries that begin as `q` does."""

    terms: list[Term]
    next: list[str]


@get("/search/entries", operation_id="searchEntries", summary="Search entries", **TAGS)
async def entries(request: Request, q: Query = "", page: Page = 1) -> Entries:
    """Of rounds that one organises or screens; the others, and what one is too close to, are not there."""
    found = await _find(request, "entries", q, page)
    return Entries(**_head(found), entries=[EntryFound(**_only(EntryFound, row)) for row in found.rows])


@get("/search/people", operation_id="searchPeople", summary="Search people", **TAGS)
async def people(request: Request, q: Query = "", page: Page = 1) -> People:
    """Who holds a role or has an entry where one organises."""
    found = await _find(request, "people", q, page)
    rows = [row | {"roles": row["held"], "entries": row["codes"]} for row in found.rows]
    return People(**_head(found), people=[PersonFound(**_only(PersonFound, row)) for row in rows])


@get("/search/reviews", operation_id="searchReviews", summary="Search reviews", **TAGS)
async def reviews(request: Request, q: Query = "", page: Page = 1) -> Reviews:
    """Of rounds that one organises; what is not signed shows no points."""
    found = await _find(request, "reviews", q, page)
    return Reviews(**_head(found), reviews=[ReviewFound(**_only(ReviewFound, row)) for row in found.rows])


@get("/search/messages", operation_id="searchMessages", summary="Search messages", **TAGS)
async def messages(request: Request, q: Query = "", page: Page = 1) -> Messages:
    """Of editions that one organises as a whole."""
    found = await _find(request, "messages", q, page)
    rows = [row | {"subject": fill(row["subject"], None)} for row in found.rows]
    return Messages(**_head(found), messages=[MessageFound(**_only(MessageFound, row)) for row in rows])


@get("/search/{of:str}/terms", operation_id="searchTerms", summary="What can be asked", **TAGS)
async def terms(request: Request, of: Of, q: Query = "") -> Terms:
    """The terms that there are for this person with this token, and how `q` may go on."""
    offered = await _offer(request, of)
    known = [
        Term(
            name=name,
            takes="number" if kind.is_number else "day" if kind.is_day else "text",
            choices=sorted(offered.places.get(name, ())) if kind.is_place else list(kind.choices),
        )
        for name, kind in offered.kinds.items()
    ]
    return Terms(terms=known, next=suggestions(q, offered.kinds, offered.places))


async def _offer(request: Request, of: str) -> queries.Offer:
    offered = await queries.offer(actor=actor_of(request), of=of)
    if offered.of != of:
        raise NotFound
    return offered


async def _find(request: Request, of: str, text: str, page: int) -> queries.Found:
    """What the query finds; where it cannot be read, the problem's `facts` hold its text before, at and after the
    fault."""
    actor, now = actor_of(request), clock.now()
    node = queries.read(text.strip(), await _offer(request, of))
    if isinstance(node, queries.Wrong):
        raise Invalid(node.message, field="q", before=node.before, at=node.at, after=node.after)
    if node is None:
        raise Invalid(field="q")
    if of == "entries":
        await service.count_anew(actor=actor, now=now)
    return await queries.search(actor=actor, of=of, node=node, page=page, shown=COLUMNS if of == "entries" else ())


def _head(found: queries.Found) -> dict[str, Any]:
    return {"query": found.shown, "total": found.total, "page": found.page, "pages": found.pages}


def _only(shape: type[msgspec.Struct], row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in shape.__struct_fields__}


ROUTES: list[Any] = [entries, people, reviews, messages, terms]
