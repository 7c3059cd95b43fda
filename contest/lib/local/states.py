"""How the parts of a house are, as its status page says."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from contest.lib.local.processes import Child
from contest.lib.local.supervisor import Supervisor


class State(Struct, frozen=True):
    """One part. `is_now`: answers, silent, starts, ended or elsewhere; `deaths` of the last minute or so."""

    name: str
    is_now: str
    since: datetime | None = None
    deaths: int = 0


def state_of(child: Child, supervisor: Supervisor, *, answers: Callable[[], bool] = lambda: True) -> State:
    """How a process is. `answers` is asked only while it runs; without it whoever runs is well."""
    is_now = "ended" if child.pid else "starts"
    if child.is_alive():
        is_now = "answers" if answers() else "silent"
    return State(child.name, is_now, child.started_at, supervisor.deaths(child))
