"""The contest's only clock: the server's, in UTC, and movable while a demonstration is played."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """This moment, aware, in UTC; inside `moved_to` the moment that was set there."""
    return _moved.get() or datetime.now(UTC)


def moved() -> datetime | None:
    """The set moment, or None while the real clock runs. An event carries it to the jobs it starts."""
    return _moved.get()


@contextmanager
def moved_to(moment: datetime | None) -> Iterator[None]:
    """Let the contest believe that it is `moment`; None leaves the clock as it is."""
    if moment is None:
        yield
        return
    if moment.tzinfo is None:
        raise ValueError("a moved clock needs an aware moment")
    token = _moved.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
