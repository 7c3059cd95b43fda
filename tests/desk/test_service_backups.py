"""Backups by themselves: when they are due, onto the shelf, rotated, written down; and the desk's page of them."""

import os
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from contest.desk import queries, service
from contest.desk.service import backups
from contest.lib import clock, db
from contest.lib.backup import rules
from contest.lib.backup.bucket import Bucket
from contest.lib.backup.members import Stored
from contest.lib.backup.rehearsing import Rehearsal
from contest.lib.backup.restoring import Restored, Watch, read_through
from contest.lib.backup.shelf import archives, fetched, plan
from contest.lib.local.errors import LocalError
from tests.makers import grant, make_person
from tests.web import sign_in

KEY = "a passphrase for tests"


@pytest.fixture
def shelf(stores: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bucket:
    """A bucket of its own on the same server, and the passphrase in a file."""
    (tmp_path / "key").write_text(f"{KEY}\n")
    monkeypatch.setenv("BACKUP_KEY", str(tmp_path / "key"))
    monkeypatch.setenv("BACKUP_BUCKET", f"{stores['S3_BUCKET']}-shelf/nightly")
    found = plan(os.environ).shelf
    assert found is not None
    bucket = Bucket(found)
    bucket.make()
    for name in list(bucket.names()):
        bucket.delete(name)
    return bucket


async def turn() -> bool:
    async with db.work():
        return await service.back_up_when_due()


async def runs() -> list[tuple[str, str, str]]:
    rows = await db.fetch("select kind, state, error from backup_run order by began_at")
    return [tuple(row) for row in rows]


async def test_a_due_backup_is_made_once_kept_by_the_rules_and_can_be_read(shelf: Bucket, tmp_path: Path) -> None:
    old = [rules.name_of(clock.now() - timedelta(days=days)) for days in (400, 800)]
    for name in (*old, "notes.txt"):
        path = tmp_path / "old"
        path.write_bytes(b"old")
        with path.open("rb") as file:
            shelf.give(Stored(name, "text/plain", {}), file)
    assert [await turn(), await turn()] == [True, False]
    assert await runs() == [("backup", "done", "")]
    [name] = [one for one in shelf.names() if one != "notes.txt"]  # the old ones went
    its = plan(os.environ)
    with fetched("", its.shelf, watch=Watch(lambda *_: None)) as archive:
        about, _files = read_through(archive, KEY)
    assert archive.name == name
    row = await db.fetchrow("select rows, size, archive from backup_run")
    assert row is not None
    assert (row["rows"], row["archive"]) == (sum(about.rows.values()), name)
    assert row["size"] > 100_000
    assert await db.fetchval("select data->>'state' from audit_record where action = 'backup.take'") == "done"


async def test_a_failed_backup_says_why_and_is_not_tried_every_minute(
    shelf: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKUP_S3_ENDPOINT_URL", "http://127.0.0.1:1")
    assert [await turn(), await turn()] == [True, False]
    [(kind, state, error)] = await runs()
    assert (kind, state) == ("backup", "failed")
    assert "does not do it: Could not connect" in error


@pytest.mark.parametrize(("name", "value"), [("BACKUP_KEY", ""), ("BACKUP_BUCKET", ""), ("BACKUP_AT", "noon")])
async def test_without_one_of_its_variables_nothing_is_backed_up(
    shelf: Bucket, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert (await turn(), await runs()) == (False, [])


def test_what_is_not_on_the_shelf_is_named(shelf: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    its, watch = plan(os.environ), Watch(lambda *_: None)
    for name, words in (("", "no archive: it is not"), ("contest-x.sealed", r"contest-x\.sealed: it is not in")):
        with pytest.raises(LocalError, match=words), fetched(name, its.shelf, watch=watch):
            pass
    monkeypatch.setenv("BACKUP_BUCKET", "not-made-yet")
    assert archives(plan(os.environ).shelf, now=clock.now()) == []  # type: ignore[arg-type]
    with pytest.raises(LocalError, match="BACKUP_BUCKET is not set"), fetched("a.sealed", None, watch=watch):
        pass


@pytest.fixture
async def chief(client: httpx.AsyncClient) -> httpx.AsyncClient:
    person = await make_person()
    await grant(person, "programme_organiser")
    return await sign_in(client, person)


async def note(*, days: float, error: str = "", seconds: dict[str, float] | None = None) -> None:
    now = clock.now() - timedelta(days=days)
    async with db.work():
        if seconds is None:
            await backups._note("backup", rules.name_of(now), now, error=error, size=5_000_000, rows=1234, files=56)
        else:
            about = read_about()
            found = Rehearsal(restored=Restored(about=about, files=56, seconds=seconds), broken=[])
            await service.note_rehearsal(archive="", began_at=now, seconds=seconds, found=found, error=error)


def read_about() -> "backups.taking.About":
    return backups.taking.About(made_at=clock.now(), migrations=[], rows={"kept": 1234})


async def test_the_desk_says_what_is_missing_late_or_never_tried(
    chief: httpx.AsyncClient, shelf: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def text() -> str:
        answer = await chief.get("/desk/backups")
        assert answer.status_code == 200
        return answer.text

    with monkeypatch.context() as patch:
        patch.delenv("BACKUP_BUCKET")
        assert "No backup is made by itself" in (empty := await text())
        assert "Nothing was backed up yet" in empty
        patch.setenv("BACKUP_AT", "noon")
        assert "BACKUP_AT is no time of day" in await text()
    await note(days=2)
    await note(days=0.1, error="the bucket is <full>")
    late = await text()
    assert "The backup is late" in late
    assert "the bucket is &lt;full&gt;" in late
    await note(days=0.05)
    assert "No rehearsal in the last 90 days" in await text()
    await note(days=1, seconds={"database": 121.5, "check": 0.4})
    good = await text()
    assert 'class="notice"' not in good
    assert "check 0.4 s · database 2 min" in good
    assert "1,234 rows" in good
    assert KEY not in good


async def test_the_page_is_one_statement_of_its_own(chief: httpx.AsyncClient, shelf: Bucket) -> None:
    async def count() -> int:
        log: list[str] = []
        token = db.statements.set(log)
        await chief.get("/desk/backups")
        db.statements.reset(token)
        return len(log)

    await note(days=1)
    first = await count()
    await note(days=0.5)
    await note(days=0.1)
    assert await count() == first


async def test_only_who_runs_the_installation_sees_it() -> None:
    from contest.lib.actor import ANONYMOUS
    from contest.lib.errors import NotFound

    with pytest.raises(NotFound):
        await queries.backups(ANONYMOUS, now=clock.now())
