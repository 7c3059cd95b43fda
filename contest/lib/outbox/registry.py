"""What a worker has to know: which event starts which jobs, where their functions are, and what runs by itself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct


def never() -> bool:
    return False


def always() -> bool:
    return True


class Job(Struct, frozen=True):
    """One job of an event: `slice.verb` of `workers/`, its queue, and how often it is tried before a person looks.

    `together`: whether several of it may run in one transaction. Of such a job all it does is in one `run.work()`.
    """

    name: str
    queue: str = "quick"
    attempts: int = 10
    together: Callable[[], bool] = never


class Queue(Struct, frozen=True):
    """How long a job of this queue may take, in seconds, and how many run at once in one worker."""

    timeout: float
    at_once: int


class Every(Struct, frozen=True):
    """A verb that runs by itself, inside a `work()`, in one worker at a time."""

    name: str
    seconds: float
    verb: Callable[[], Awaitable[object]]


class Registry(Struct, frozen=True, kw_only=True):
    """`find` gives the function of a job's name; it takes one `Run`."""

    events: Mapping[str, Sequence[Job]]
    queues: Mapping[str, Queue]
    every: Sequence[Every]
    find: Callable[[str], Callable[[Any], Awaitable[None]]]

    def runs_together(self, event: str, name: str) -> bool:
        """Whether several jobs `name` of such events may run in one transaction now."""
        return any(job.name == name and job.together() for job in self.events.get(event, ()))

    def attempts(self, name: str) -> int:
        """How often the job of this name is tried; one that no event starts any more is not tried again."""
        return max((job.attempts for jobs in self.events.values() for job in jobs if job.name == name), default=0)
