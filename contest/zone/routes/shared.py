"""What the pages of a register share: the edition that it belongs to, and who may read it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol
from uuid import UUID

from litestar.response import Response

from contest.accounts.guards import actor_of
from contest.lib.errors import AppError, Invalid, NotFound
from contest.lib.web.redirects import redirect
from contest.lib.web.request import Request
from contest.zone import rules


class Head(Protocol):
    """What stands over the pages of an edition."""

    @property
    def slug(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def name_zh(self) -> str: ...
    @property
    def is_demo(self) -> bool: ...


# How an edition, which stands above this slice, is called: the application gives the question that says it.
edition_facts: list[Callable[..., Awaitable[Head | None]]] = []


class Round(Protocol):
    """A round of an edition, as it is called."""

    @property
    def id(self) -> UUID: ...
    @property
    def name_en(self) -> str: ...
    @property
    def name_zh(self) -> str: ...


# The rounds of an edition that somebody organises: from above too.
edition_rounds: list[Callable[..., Awaitable[Sequence[Round]]]] = []


async def rounds_of(request: Request, edition_id: UUID) -> list[Round]:
    """The rounds of an edition that who asks organises."""
    return [one for ask in edition_rounds for one in await ask(actor=actor_of(request), edition_id=edition_id)]


async def head_of(edition_id: UUID) -> Head:
    for ask in edition_facts:
        if (found := await ask(edition_id=edition_id)) is not None:
            return found
    raise NotFound


async def register_of(request: Request, edition_id: UUID, *, to_run: bool = False) -> Head:
    """The edition, for who may read its whole register, or may keep it; else `NotFound`."""
    actor = actor_of(request)
    if not (rules.may_run if to_run else rules.may_read)(actor, edition_id=edition_id):
        raise NotFound
    return await head_of(edition_id)


def to(address: str) -> Response[bytes]:
    return redirect(address)


def errors_of(error: AppError | None) -> dict[str, Any]:
    """Sentences by field, for a form that is shown again."""
    if error is None:
        return {}
    return dict(error.fields) if isinstance(error, Invalid) and error.fields else {"": error.message}
