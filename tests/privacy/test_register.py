"""Who was erased stays erased when an archive of the days before is restored."""

import asyncio
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.backup import register, taking
from contest.lib.backup.bucket import Bucket, place_of
from contest.lib.backup.shelf import plan, rotate
from contest.privacy import service
from contest.privacy.queries.register import brought_back, check_register, marks_of_erased
from contest.privacy.rules import mark_of
from tests.contest import refused, said
from tests.judging.world import World
from tests.makers import NOW, actor_for, grant
from tests.privacy.test_service import ADDRESS, ask, erase, give_words, hold, officer, stands, world  # noqa: F401

pytestmark = pytest.mark.usefixtures("database")

KEY = "a passphrase for tests"


@pytest.fixture
def shelf(stores: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The variables of a folder for archives on the same server, on an address of its own as an operator gives it."""
    its = {
        "BACKUP_KEY": KEY,
        "BACKUP_BUCKET": f"{stores['S3_BUCKET']}-register/folder",
        "BACKUP_S3_ENDPOINT_URL": stores["S3_ENDPOINT_URL"],
        "BACKUP_S3_ACCESS_KEY": stores["S3_ACCESS_KEY"],
        "BACKUP_S3_SECRET_KEY": stores["S3_SECRET_KEY"],
    }
    for name, value in its.items():
        monkeypatch.setenv(name, value)
    yield its
    place = plan(os.environ).shelf
    assert place is not None
    for name in list(Bucket(place).names()):
        Bucket(place).delete(name)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)  # PostgreSQL is not root
    return tmp_path / "new"


async def broken() -> list[int]:
    return [rows for _, rows in await check_register()]


async def test_whom_an_archive_brings_back_is_erased_again_whatever_stood_against_it_then(
    world: World,  # noqa: F811
    officer: Actor,  # noqa: F811
    shelf: dict[str, str],
) -> None:
    person, entry = await give_words(world)
    # As it was on the day of the archive: they had asked, their entry was held back, and nobody else ran the place.
    request = await ask(await actor_for(person), "erase")
    async with db.work():
        await service.hold(actor=officer, code=max(world.entries), reason="A dispute.", now=NOW - timedelta(hours=1))
    await grant(person, "programme_organiser")
    assert await broken() == [0]
    await service.note_mark(mark=mark_of(person), now=NOW)
    assert await broken() == [1]
    marks = await brought_back(marks=[mark_of(person), "0" * 64])
    assert marks == [mark_of(person)]
    async with db.work():
        left_over = await service.erase_again(mark=marks[0], now=NOW)
    assert left_over == {}
    async with db.work():
        assert await service.erase_again(mark=marks[0], now=NOW) is None
    assert await stands(ADDRESS) == await stands("zyxwander") == {}
    assert await broken() == [0]
    assert await db.fetchval("select state from person_request where id = $1", request) == "done"
    lifted = await db.fetchrow("select lifted_at, lifted_by from retention_hold where submission = $1", entry)
    assert lifted is not None
    assert tuple(lifted) == (NOW, officer.id)
    actions = await db.fetch("select action from audit_record where thing_id = any($1)", [person, entry])
    assert {"person.erase_again", "retention.lift"} <= {row["action"] for row in actions}
    await hold()


async def test_an_archive_of_the_day_before_is_restored_without_who_was_erased_since(
    world: World,  # noqa: F811
    officer: Actor,  # noqa: F811
    shelf: dict[str, str],
    database: str,
    home: Path,
) -> None:
    person, _ = await give_words(world)
    archive, marks = home.with_name("a.sealed"), home.with_name("marks")
    its = {"database_url": database, "files": place_of(os.environ), "shelf": None, "passphrase": KEY}
    await asyncio.to_thread(taking.to_file, archive, now=clock.now(), **its)
    await erase(person, officer)
    mark = await db.fetchval("select payload->>'mark' from outbox_event where name = 'person.erased'")
    await service.note_mark(mark=mark, now=clock.now())
    register.write(marks, await marks_of_erased(since=NOW - timedelta(days=1)))
    assert marks.read_text().split() == [mark] == [mark_of(person)]

    lines = said(home, "restore", str(archive), **shelf).splitlines()
    assert [line.split()[0] for line in lines[:6]] == ["check", "files", "database", "count", "migrate", "erase"]
    assert lines[6] == "1 people were erased again", lines
    holds = said(home, "invariants", **shelf).splitlines()
    assert "holds  privacy: nobody of the register of erasures is here" in holds
    assert [line for line in holds if line.startswith("broken")] == []


async def test_a_restore_says_where_it_can_repeat_nothing(shelf: dict[str, str], tmp_path: Path) -> None:
    odd = tmp_path / "marks"
    odd.write_text(f"{'0' * 64}\nlin@example.org\n")
    words = refused(tmp_path / "new", "restore", "a.sealed", "--erased", str(odd), **shelf)
    assert words == f"{odd} is no register of erasures: 'lin@example.org' is no mark"
    away = {**shelf, "BACKUP_S3_ENDPOINT_URL": "http://127.0.0.1:1"}
    odd.write_bytes(b"an archive")
    assert "does not do it" in refused(tmp_path / "new", "restore", str(odd), **away)
    assert not (tmp_path / "new" / "pg").exists()


async def test_a_mark_goes_when_no_archive_is_as_old(shelf: dict[str, str]) -> None:
    place = plan(os.environ).shelf
    assert place is not None
    old, young = mark_of(UUID(int=1)), mark_of(UUID(int=2))
    await service.note_mark(mark=old, now=NOW - timedelta(days=368))
    await service.note_mark(mark=young, now=NOW - timedelta(days=366))
    assert register.noted(place) == {old, young}
    assert [name[-64:] for name in rotate(place, now=NOW)] == [old]
    assert register.noted(place) == {young}
