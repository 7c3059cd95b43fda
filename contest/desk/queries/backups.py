"""Reads of backups and their rehearsals."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from contest.desk import rules
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.backup.rules import LATE_AFTER, PARTS, REHEARSED_EVERY
from contest.lib.errors import NotFound

SHOWN = 30

INVARIANTS = {
    "a backup that failed says why": "select id from backup_run where (state = 'failed') <> (error <> '')",
}


class RunLine(msgspec.Struct, frozen=True, kw_only=True):
    """One backup or rehearsal. `seconds` by part, of a rehearsal; `size` in bytes, 0 where nothing came of it."""

    id: UUID
    kind: str
    state: str
    archive: str
    began_at: datetime
    ended_at: datetime
    size: int
    rows: int
    files: int
    seconds: dict[str, float]
    error: str

    @property
    def took(self) -> timedelta:
        return self.ended_at - self.began_at


class LastRuns(msgspec.Struct, frozen=True, kw_only=True):
    """When the last good backup onto the shelf began, and the last one of any end."""

    done_at: datetime | None
    tried_at: datetime | None


class BackupPage(msgspec.Struct, frozen=True, kw_only=True):
    """The last good backup and rehearsal, whether they are too long ago, and the latest runs, newest first."""

    backup: RunLine | None
    rehearsal: RunLine | None
    is_late: bool
    is_unrehearsed: bool
    lines: list[RunLine]


_LAST = """
select max(began_at) filter (where state = 'done') as done_at, max(began_at) as tried_at
  from backup_run where kind = 'backup' and archive like 'contest-%.sealed'
"""

_COLUMNS = "id, kind, state, archive, began_at, ended_at, size, rows, files, seconds, error"

_LINES = f"""
(select {_COLUMNS} from backup_run order by began_at desc limit $1)
union
(select distinct on (kind) {_COLUMNS} from backup_run where state = 'done' order by kind, began_at desc)
order by began_at desc, id desc
"""  # noqa: S608 - names of columns


async def last_runs() -> LastRuns:
    """For the schedule; one statement."""
    row = await db.fetchrow(_LAST)
    assert row is not None
    return LastRuns(done_at=row["done_at"], tried_at=row["tried_at"])


async def backups(actor: Actor, *, now: datetime) -> BackupPage:
    """What the desk shows; one statement. `NotFound` for whoever has no business with the installation."""
    if not rules.may_see_jobs(actor):
        raise NotFound
    rows = await db.fetch(_LINES, SHOWN)
    lines = [RunLine(**{**row, "seconds": _in_order(row["seconds"])}) for row in rows]
    good = {line.kind: line for line in reversed(lines) if line.state == "done"}
    backup, rehearsal = good.get("backup"), good.get("rehearsal")
    return BackupPage(
        backup=backup,
        rehearsal=rehearsal,
        is_late=backup is None or now - backup.began_at > LATE_AFTER,
        is_unrehearsed=rehearsal is None or now - rehearsal.began_at > REHEARSED_EVERY,
        lines=lines[:SHOWN],
    )


def _in_order(text: str) -> dict[str, float]:
    """The parts as they were done: the database keeps them by name."""
    found: dict[str, float] = msgspec.json.decode(text)
    return {part: found[part] for part in PARTS if part in found}
