"""A key is made, kept, chosen and refused; what it signs is whole to others, and no longer with one byte changed."""

import asyncio
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from contest.lib import killable, pdf
from contest.lib.signatures import keys
from contest.lib.signatures.check import check
from tests.makers import NOW


@pytest.fixture(scope="module", autouse=True)
def processes() -> Iterator[None]:
    yield
    killable.close()


def a_key() -> keys.SigningKey:
    return keys.read(keys.make(name="contest.example", now=NOW))


async def signed(*bodies: str) -> list[bytes]:
    css = 'p { font-family: "Latin Serif", "Han Serif" }'
    sheets = [pdf.Sheet(body, "A", "en", {"a.json": b"{}"}) for body in bodies]
    made = await pdf.render_many(sheets, css=css, key=a_key())
    return [one for one in made if isinstance(one, bytes)]


def said(*words: str | Path) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


async def test_outside_tools_call_the_file_whole_and_signed(tmp_path: Path) -> None:
    (data,) = await signed("<p>林晓宇 Łukasz</p>")
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert "No syntax or stream encoding errors found" in said("qpdf", "--check", path)
    read = said("pdfsig", path)
    for line in ("Signature is Valid.", "ETSI.CAdES.detached", "Total document signed", "CN=contest.example"):
        assert line in read
    for place in (len(data) // 3, data.index(b"/Title")):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert "Signature is Valid." not in said("pdfsig", path)


async def looked_at(data: bytes, *known: keys.SigningKey) -> str:
    return await pdf.check_signature(data, [key.public for key in known])


async def test_a_look_says_what_exactly_failed() -> None:
    ours, theirs = a_key(), a_key()
    sheet, css = pdf.Sheet("<p>林晓宇</p>", "A", "en"), 'p { font-family: "Han Serif" }'
    (data,) = await pdf.render_many([sheet], css=css, key=ours)
    (unsigned,) = await pdf.render_many([sheet], css=css)
    assert isinstance(data, bytes)
    assert isinstance(unsigned, bytes)
    assert await looked_at(data, theirs, ours) == "whole"
    assert await looked_at(data, theirs) == "foreign"
    assert await looked_at(unsigned, ours) == "unsigned"
    assert await looked_at(data + b"\n% more\n", ours) == "added"
    assert await looked_at(data[:-200], ours) == "broken"
    assert await looked_at(b"%PDF-1.7", ours) == "broken"


async def test_no_byte_anywhere_can_be_changed_unseen() -> None:
    ours = a_key()
    (data,) = await pdf.render_many(
        [pdf.Sheet("<p>A</p>", "A", "en")], css='p { font-family: "Latin Serif" }', key=ours
    )
    assert isinstance(data, bytes)

    def unseen() -> list[int]:
        places = range(0, len(data), len(data) // 60)
        changed = ((place, data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]) for place in places)
        return [place for place, one in changed if check(one, [ours.public]).what == "whole"]

    assert await asyncio.to_thread(unseen) == []


async def test_a_sheet_that_fails_stops_no_other() -> None:
    made = await signed("<p>one</p>", '<img src="file:///etc/passwd">', "<p>three</p>")
    assert len(made) == 2


def test_the_first_use_makes_a_key_that_stays(tmp_path: Path) -> None:
    first = keys.current(given="", home=tmp_path, name="contest.example", now=NOW)
    assert keys.current(given="", home=tmp_path, name="contest.example", now=NOW) == first
    (path,) = keys.stored(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    keys.store(tmp_path, keys.make(name="contest.example", now=NOW), now=NOW + timedelta(seconds=1))
    assert keys.current(given="", home=tmp_path, name="contest.example", now=NOW) != first
    assert keys.current(given=str(path), home=tmp_path, name="contest.example", now=NOW) == first
    assert keys.current(given=path.read_text(), home=tmp_path, name="contest.example", now=NOW) == first


def test_a_key_that_is_missing_broken_or_over_is_named(tmp_path: Path) -> None:
    def refusal(given: str, days: int = 0) -> str:
        with pytest.raises(keys.KeyMissing) as refused:
            keys.current(given=given, home=tmp_path, name="contest.example", now=NOW + timedelta(days=days))
        return str(refused.value)

    pem = keys.make(name="contest.example", now=NOW)
    assert (
        refusal(f"{tmp_path}/none.pem")
        == f"There is no signing key at {tmp_path}/none.pem, where SIGNING_KEY says it is."
    )
    assert "is not one" in refusal(pem[: len(pem) // 3])
    assert "is not one" in refusal("-----BEGIN NOTHING-----")
    assert f"key {keys.read(pem).public.id} is good from" in refusal(pem, days=365 * keys.YEARS + 1)
    assert "is good from" in refusal(pem, days=-1)
