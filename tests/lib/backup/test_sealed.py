"""Sealed archives, whole and broken: what is wrong is named, and memory stays flat."""

import tracemalloc
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from contest.lib.backup import members
from contest.lib.backup.keysafe import restore_keys, save_keys
from contest.lib.backup.members import About, End, Stored, Writer, headers_of
from contest.lib.backup.restoring import read_through
from contest.lib.backup.sealed import CHUNK, Opener, Sealer
from contest.lib.local.errors import LocalError

KEY = "a passphrase for tests"
FILES = {"files/a": b"a" * 2_500_000, "名字很长/b c": b"", "files/z": b"z" * 1_500_000}


def archive(path: Path, *, migrations: list[str] | None = None, form: int = members.FORMAT, promised: int = 3) -> Path:
    about = About(
        format=form, made_at=datetime(2026, 11, 27, tzinfo=UTC), migrations=migrations or [], rows={"kept": 1}
    )
    with path.open("wb") as out:
        made = Writer(out, KEY)
        made.add_bytes(members.ABOUT, msgspec.json.encode(about))
        made.add_bytes(f"{members.DATABASE}000001", b"d" * 1000)
        for number, (key, data) in enumerate(FILES.items(), 1):
            headers = headers_of(Stored(key, "application/pdf", {"by": "x"}))
            made.add(f"{members.FILES}{number:07d}", len(data), BytesIO(data), headers)
        made.add_bytes(members.END, msgspec.json.encode(End(promised)))
        made.close()
    return path


def refused(path: Path, key: str = KEY) -> str:
    with pytest.raises(LocalError) as error:
        read_through(path, key)
    return str(error.value)


def test_what_was_sealed_is_read_and_nothing_of_it_can_be_read_without_the_key(tmp_path: Path) -> None:
    path = archive(tmp_path / "a")
    about, files = read_through(path, KEY)
    assert (about.rows, files) == ({"kept": 1}, 3)
    with path.open("rb") as source:
        found = {one.stored.key: one.source.read() for one in members.members(source, KEY) if one.stored}
    assert found == FILES
    said = (b'"kept":1', b"a" * 16, "名字很长".encode(), b"about.json")  # none so short that chance writes it
    assert not [word for word in said if word in path.read_bytes()]
    assert refused(path, "another passphrase") == "BACKUP_KEY is not the key that this archive was sealed with"
    assert refused(path, "short").startswith("BACKUP_KEY is not set, or shorter than 16")


@pytest.mark.parametrize(
    ("place", "where"),
    [(100, "its beginning"), (CHUNK + 500, "files/0000001 (files/a)"), (3 * CHUNK + 500, "files/0000003 (files/z)")],
)
def test_one_altered_byte_is_named_by_the_file_that_it_is_in(tmp_path: Path, place: int, where: str) -> None:
    path = archive(tmp_path / "a")
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)
        file.seek(place)
        file.write(bytes([byte[0] ^ 1]))
    assert refused(path) == f"the archive is damaged at {where}: nothing was restored from it"


def test_wherever_it_is_cut_off_it_says_so(tmp_path: Path) -> None:
    whole = archive(tmp_path / "a").read_bytes()
    frame = CHUNK + 16 + 5
    for length in (len(whole) - 1, 49 + frame, 49 + 2 * frame + 3, 49 + 2 * frame + 200):
        (tmp_path / "b").write_bytes(whole[:length])
        assert "the archive is cut off at " in refused(tmp_path / "b"), length
    (tmp_path / "b").write_bytes(whole[:20])
    assert refused(tmp_path / "b").startswith("this is no sealed archive")


def test_chunks_in_another_order_are_refused() -> None:
    sealed = BytesIO()
    sealer = Sealer(sealed, KEY)
    sealer.write(b"1" * CHUNK + b"2" * CHUNK + b"3")
    sealer.close()
    data, frame = sealed.getvalue(), CHUNK + 16 + 5
    head, one, two = data[:49], data[49 : 49 + frame], data[49 + frame : 49 + 2 * frame]
    with pytest.raises(LocalError, match="damaged"):
        Opener(BytesIO(head + two + one + data[49 + 2 * frame :]), KEY, where=str).read(10)
    with pytest.raises(LocalError, match="damaged"):  # one left out
        Opener(BytesIO(head + one + data[49 + 2 * frame :]), KEY, where=str).read(3 * CHUNK)


def test_an_archive_of_a_newer_version_is_refused_by_name(tmp_path: Path) -> None:
    newer = "the archive was made by a newer version of this software"
    known = "2026-11-27T02:05:00:000000"
    path = archive(tmp_path / "a", migrations=[known, "2031-01-01T00:00:00:000000"])
    assert refused(path).startswith(f"{newer} (its database has the migration 2031-01-01T00:00:00:000000)")
    assert refused(archive(tmp_path / "b", form=members.FORMAT + 1)).startswith(f"{newer} (its format is 2)")
    assert read_through(archive(tmp_path / "c", migrations=[known]), KEY)[0].migrations == [known]


def test_fewer_files_than_promised_are_refused(tmp_path: Path) -> None:
    assert refused(archive(tmp_path / "a", promised=4)).startswith("the archive promises 4 files and holds 3")


def test_memory_stays_flat_however_much_there_is(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(80 << 20)
    tracemalloc.start()
    try:
        with (tmp_path / "a").open("wb") as out, large.open("rb") as source:
            made = Writer(out, KEY)
            made.add(f"{members.FILES}1", 80 << 20, source, headers_of(Stored("k", "x", {})))
            made.close()
        with (tmp_path / "a").open("rb") as sealed:
            for one in members.members(sealed, KEY):
                while one.source.read(1 << 20):
                    pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20


def test_keys_lie_apart_and_never_replace_others(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    (home / "keys").mkdir(parents=True)
    for name in ("secret", "signing-1.pem", "s3"):
        (home / "keys" / name).write_text(f"the {name}")
    assert save_keys(home, tmp_path / "k", KEY) == ["secret", "signing-1.pem"]
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600
    assert restore_keys(other, tmp_path / "k", KEY) == ["secret", "signing-1.pem"]
    assert sorted(one.name for one in (other / "keys").iterdir()) == ["secret", "signing-1.pem"]
    assert {one.stat().st_mode & 0o777 for one in (other / "keys").iterdir()} == {0o600}
    with pytest.raises(LocalError, match=r"has secret, signing-1\.pem already"):
        restore_keys(other, tmp_path / "k", KEY)
    with pytest.raises(LocalError, match="holds no keys"):
        restore_keys(tmp_path / "third", archive(tmp_path / "a"), KEY)
    assert refused(tmp_path / "k").startswith("this archive holds no installation")
    with pytest.raises(LocalError, match="holds no keys"):
        save_keys(tmp_path / "none", tmp_path / "n", KEY)
