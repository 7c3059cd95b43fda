"""Backups of the installation: taken when they are due, rotated, rehearsed, and written down."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from contest.audit import service as audit
from contest.desk import queries
from contest.desk.tables import BackupRun
from contest.lib import clock, killable, logs
from contest.lib.actor import SYSTEM
from contest.lib.backup import register, rehearsing, rules, shelf, taking
from contest.lib.backup.bucket import place_of
from contest.lib.backup.restoring import Watch
from contest.lib.backup.taking import Taken
from contest.lib.local.errors import LocalError

log = logs.get_logger("backup")

MOST_SECONDS = 6 * 3600.0


async def back_up_when_due() -> bool:
    """Back up once a day at the time that was set, and again an hour after it failed; whether it did. Runs by itself,
    in a `work()` that lasts as long as the backup: its snapshot would be as old without it."""
    try:
        plan = shelf.plan(os.environ)
    except (LocalError, OSError) as error:
        log.warning("no backup", error=str(error))
        return False
    runs, now = await queries.last_runs(), clock.now()
    if not plan.is_whole or not rules.is_due(at=plan.at, done=runs.done_at, tried=runs.tried_at, now=now):
        return False
    await back_up(path=None, now=now)
    return True


async def back_up(*, path: Path | None, now: datetime) -> tuple[str, str]:
    """Save into a file, or onto the shelf and rotate that; a sentence for the operator, or what went wrong.

    In a `work()`, which writes it down either way. The work is done in a process of its own.
    """
    name = path.name if path else rules.name_of(now)
    try:
        taken = await killable.run(_take, dict(os.environ), path, name, now, seconds=MOST_SECONDS, tasks_each=1)
    except (LocalError, OSError, killable.Killed) as error:
        words = str(error) or type(error).__name__
        await _note("backup", name, now, error=words)
        log.error("backup failed", error=words)
        return "", words
    await _note("backup", taken.archive, now, size=taken.size, rows=taken.rows, files=taken.files)
    return f"sealed {taken.rows} rows and {taken.files} files in {path or taken.archive} ({taken.size} bytes)", ""


def _take(env: dict[str, str], path: Path | None, name: str, now: datetime) -> Taken:
    """In the other process."""
    its, url, files = shelf.plan(env), env["DATABASE_URL"], place_of(env)
    common: dict[str, Any] = {"database_url": url, "files": files, "passphrase": its.passphrase, "now": now}
    if path is not None:
        return taking.to_file(path, shelf=its.shelf, **common)
    if its.shelf is None:
        raise LocalError("BACKUP_BUCKET not set: name a file, or the bucket that archives are kept in")
    taken = taking.to_shelf(name, shelf=its.shelf, **common)
    shelf.rotate(its.shelf, now=now)
    return taken


def rehearse(archive: str, env: dict[str, str], *, watch: Watch) -> rehearsing.Rehearsal:
    """Restore an archive, or the newest, into a home that is thrown away, and ask it everything that must hold."""
    its = shelf.plan(env)
    with shelf.fetched(archive, its.shelf, watch=watch) as path:
        erased = register.noted(its.shelf) if its.shelf else set[str]()
        return rehearsing.rehearse(path, its.passphrase, erased=erased, watch=watch)


async def note_rehearsal(
    *, archive: str, began_at: datetime, seconds: dict[str, float], found: rehearsing.Rehearsal | None, error: str
) -> None:
    """Write down what a rehearsal found, in a `work()`."""
    of = {"rows": sum(found.restored.about.rows.values()), "files": found.restored.files} if found else {}
    await _note("rehearsal", archive, began_at, seconds=seconds, error=error, **of)


async def _note(kind: str, archive: str, began_at: datetime, *, error: str = "", **facts: Any) -> None:
    run = BackupRun(
        kind=kind,
        state="failed" if error else "done",
        archive=archive,
        began_at=began_at,
        ended_at=clock.now(),
        error=error,
        **{**facts, "seconds": msgspec.json.encode(facts.get("seconds", {})).decode()},
    )
    await run.save()
    action = "backup.take" if kind == "backup" else "backup.rehearse"
    data = {"archive": archive, "state": run.state, **{name: facts[name] for name in facts if name != "seconds"}}
    await audit.record(actor=SYSTEM, action=action, thing="backup", thing_id=run.id, data=data)
