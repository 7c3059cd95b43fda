"""A backup of one home as an operator makes it, restored into another: the same rows, the same bytes, the same keys."""

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from contest.cli import main
from contest.lib.local.stores import PARTS, Stores
from tests.contest import refused, said
from tests.lib.local.test_stores import objects, read, write

KEY = {"BACKUP_KEY": "a passphrase for tests"}


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PARTS, "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_REGION", "SECRET_KEY", "BACKUP_BUCKET"):
        monkeypatch.delenv(name, raising=False)


def contest(home: Path, *words: str, env: dict[str, str] = KEY) -> tuple[int, list[str]]:
    done = CliRunner().invoke(main, list(words), env={**dict.fromkeys(KEY), **env, "CONTEST_HOME": str(home)})
    return done.exit_code, done.output.splitlines()


async def test_a_backup_restores_into_an_empty_home_and_its_keys_come_apart(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    saved, apart = str(tmp_path / "a.sealed"), str(tmp_path / "keys.sealed")
    stores = Stores(old, is_durable=False)
    environment = stores.start()
    try:
        await write(environment)
        objects(environment).put_object(Key="名/b c", Body=b"", ContentType="application/pdf", Metadata={"by": "x"})
        (old / "keys" / "secret").write_text("the key")
        lines = said(old, "backup", saved, **KEY).splitlines()
        assert re.fullmatch(rf"sealed \d+ rows and 2 files in {re.escape(saved)} \(\d+ bytes\)", lines[0]), lines
        assert lines[1] == "the keys are not in it: `contest keys save FILE` seals them apart"
        assert refused(old, "backup", saved, **KEY) == f"{saved} is there already: name a new file"
        assert contest(old, "keys", "save", apart) == (0, [f"sealed secret: keep {apart} where no backup is"])
        assert contest(old, "restore", saved)[0] == 1  # it runs, and it is not empty
    finally:
        stores.stop()
    assert contest(new, "keys", "restore", apart) == (0, ["put back secret"])
    status, lines = contest(new, "restore", saved)
    assert (status, lines[-1][:9], " rows and 2 files as they were at " in lines[-1]) == (0, "restored ", True), lines
    assert [line.split()[0] for line in lines[:-2]] == ["check", "files", "database", "count"]
    assert lines[-2].startswith("no register of erasures: ")
    stores = Stores(new, is_durable=False)
    environment = stores.start()
    try:
        assert (await read(environment))[::2] == ("气候", b"bytes")
        named = objects(environment).Object("名/b c").get()
        assert (named["ContentType"], named["Metadata"]) == ("application/pdf", {"by": "x"})
    finally:
        stores.stop()
    assert (new / "keys" / "secret").read_text() == "the key"
    refusal = f"Error: {new} is not empty (pg, s3, valkey): restore into a new CONTEST_HOME"
    assert contest(new, "restore", saved) == (1, [refusal])


def test_without_a_passphrase_nothing_is_saved(tmp_path: Path) -> None:
    words = "Error: BACKUP_KEY is not set, or shorter than 16 characters: nothing is saved in clear"
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret").write_text("the key")
    assert contest(tmp_path, "keys", "save", str(tmp_path / "k"), env={}) == (1, [words])
    assert not (tmp_path / "k").exists()


def test_what_is_no_archive_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    new, odd = tmp_path / "new", tmp_path / "odd"
    odd.write_bytes(os.urandom(100))
    assert contest(new, "restore", str(odd))[1] == [
        "Error: this is no sealed archive of this software, or of a newer version of it"
    ]
    missing = "Error: none.sealed: there is no such file here, and BACKUP_BUCKET is not set"
    assert contest(new, "restore", "none.sealed") == (1, [missing])
    assert contest(new, "rehearse", str(odd))[0] == 1
    assert not new.exists()


def test_a_password_never_becomes_an_argument() -> None:
    from contest.lib.backup.programs import without_password

    address = "--dbname=postgresql://ana:p%40ss@db.internal:5432/contest?sslmode=require"
    kept = "--dbname=postgresql://ana@db.internal:5432/contest?sslmode=require"
    assert without_password(address) == (kept, "p@ss")
    unix = "postgresql://contest@/contest?host=/tmp/run"
    assert [without_password(one) for one in ("--no-owner", unix)] == [("--no-owner", ""), (unix, "")]
