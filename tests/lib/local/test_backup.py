"""A backup of one home, restored into another: the same rows, the same bytes, the same keys."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from contest.cli import main
from contest.lib.local.stores import PARTS, Stores
from tests.lib.local.test_stores import objects, read, write


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PARTS, "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_REGION", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


def contest(home: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(words), env={"CONTEST_HOME": str(home)})
    return done.exit_code, done.output


async def test_a_backup_taken_while_the_house_runs_restores_into_an_empty_home(tmp_path: Path) -> None:
    old, new, saved = tmp_path / "old", tmp_path / "new", tmp_path / "saved"
    stores = Stores(old, is_durable=False)
    environment = stores.start()
    try:
        await write(environment)
        objects(environment).put_object(Key="名/b c", Body=b"", ContentType="application/pdf", Metadata={"by": "x"})
        (old / "keys" / "secret").write_text("the key")
        assert contest(old, "backup", str(saved)) == (0, f"saved the database, 2 files and 2 keys in {saved}\n")
        assert contest(old, "restore", str(saved))[0] == 1  # it runs, and it is not empty
    finally:
        stores.stop()
    assert contest(new, "restore", str(saved)) == (0, "restored the database, 2 files and 2 keys\n")
    stores = Stores(new, is_durable=False)
    environment = stores.start()
    try:
        assert (await read(environment))[::2] == ("气候", b"bytes")
        named = objects(environment).Object("名/b c").get()
        assert (named["ContentType"], named["Metadata"]) == ("application/pdf", {"by": "x"})
    finally:
        stores.stop()
    assert (new / "keys" / "secret").read_text() == "the key"
    assert [path.stat().st_mode & 0o777 for path in sorted((saved / "keys").iterdir())] == [0o600, 0o600]
    assert contest(new, "restore", str(saved)) == (
        1,
        f"Error: {new} is not empty (pg, s3, valkey, keys): restore into a new CONTEST_HOME\n",
    )


def test_a_damaged_backup_writes_nothing(tmp_path: Path) -> None:
    saved, new = tmp_path / "saved", tmp_path / "new"
    assert contest(tmp_path / "old", "backup", str(saved)) == (
        0,
        f"saved the database, 0 files and 1 keys in {saved}\n",
    )
    assert contest(tmp_path / "old", "backup", str(saved)) == (1, f"Error: {saved} is not empty: name a new folder\n")
    with (saved / "database.dump").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"!")
    status, output = contest(new, "restore", str(saved))
    assert (status, output) == (1, f"Error: the backup is damaged: {saved / 'database.dump'} is not what was saved\n")
    assert not new.exists()


def test_half_a_backup_is_refused(tmp_path: Path) -> None:
    assert contest(tmp_path / "new", "restore", str(tmp_path)) == (
        1,
        f"Error: {tmp_path} holds no whole backup: list.json is missing\n",
    )


def test_a_password_never_becomes_an_argument() -> None:
    from contest.lib.local.backup import _without_password

    address = "--dbname=postgresql://ana:p%40ss@db.internal:5432/contest?sslmode=require"
    kept = "--dbname=postgresql://ana@db.internal:5432/contest?sslmode=require"
    assert _without_password(address) == (kept, "p@ss")
    unix = "postgresql://contest@/contest?host=/tmp/run"
    assert [_without_password(one) for one in ("--no-owner", unix)] == [("--no-owner", ""), (unix, "")]
