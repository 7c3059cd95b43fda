"""PDFs are made in a child process that can be killed, from nothing but what they were given."""

import asyncio
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from contest.lib import killable, pdf
from contest.lib.config import ROOT
from contest.lib.pdf import fonts, pool

CSS = 'p { font-family: "Latin Serif", "Han Serif" }'


@pytest.fixture(scope="module", autouse=True)
def processes() -> Iterator[None]:
    yield
    killable.close()


async def plain(html: str, css: str = CSS) -> bytes:
    return await pdf.render_pdf(html, css=css, title="A <title> & more", language="en")


async def test_a_document_carries_title_language_tags_and_only_our_fonts() -> None:
    data = await plain("<p>Łukasz 林晓宇</p>")
    with pikepdf.open(io.BytesIO(data)) as document:
        assert str(document.Root.Lang) == "en"
        assert document.Root.MarkInfo.Marked
        with document.open_metadata() as meta:
            assert meta["dc:title"] == "A <title> & more"
        names = {str(font.BaseFont)[8:] for font in document.pages[0].Resources.Font.values()}
    assert names == {"Latin-Serif", "Han-Serif"}
    assert len(data) < 30_000


async def test_attachments_come_back() -> None:
    data = await pdf.render_pdf(
        "<p>A</p>", css=CSS, title="A", language="en", attachments={"a.json": b'{"a": 1}' * 2000}
    )
    assert await pdf.read_attachment(data, "a.json") == b'{"a": 1}' * 2000
    assert await pdf.read_attachment(data, "b.json") is None
    assert await pdf.read_attachment(b"%PDF-1.7 nothing", "a.json") is None


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:8333/", "https://example.org/a.svg", "ftp://127.0.0.1/"]
)
async def test_a_document_cannot_read_a_file_or_call_a_server(address: str) -> None:
    with pytest.raises(pdf.PdfFailed, match="may not fetch"):
        await plain(f'<p>A</p><img src="{address}">')
    with pytest.raises(pdf.PdfFailed, match="may not fetch"):
        await plain("<p>A</p>", CSS + f'@font-face {{ font-family: x; src: url("{address}") }} p {{ font-family: x }}')


async def test_what_no_font_has_prints_as_a_box() -> None:
    assert pdf.missing_characters("林晓宇 Łukasz 𠮷😀𠮷") == ["𠮷", "😀"]
    assert fonts.printable("a𠮷b") == "a□b"
    begun = time.perf_counter()
    await plain("<p>" + "𠮷‑😀" * 50 + "</p>")
    assert time.perf_counter() - begun < 20


async def test_a_document_that_takes_too_long_costs_its_process_only(monkeypatch: pytest.MonkeyPatch) -> None:
    await plain("<p>warm</p>")
    monkeypatch.setattr(pool, "SECONDS", 0.3)
    with pytest.raises(pdf.PdfFailed, match="longer"):
        await plain("<table>" + "<tr><td><p>slow</p></td></tr>" * 4000 + "</table>")
    monkeypatch.undo()
    assert (await plain("<p>after</p>")).startswith(b"%PDF-")


def rooms_of(folder: Path) -> list[str]:
    """The names of the rooms in a folder, as soon as there is one; a process tries first whether it may write there."""
    ends = time.monotonic() + 60
    while not (rooms := [each.name for each in folder.glob("contest-pdf-*")]) and time.monotonic() < ends:
        time.sleep(0.01)
    return rooms


async def test_what_a_killed_process_left_goes_with_the_next_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killable.close()  # the next process finds its folders here
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    await plain("<p>warm</p>")
    assert os.listdir(tmp_path) == []  # noqa: PTH208
    slow = asyncio.create_task(plain("<table>" + "<tr><td><p>slow</p></td></tr>" * 9000 + "</table>"))
    (room,) = await asyncio.to_thread(rooms_of, tmp_path)
    os.kill(int(room.split("-")[2]), signal.SIGKILL)
    with pytest.raises(pdf.PdfFailed, match="died"):
        await slow
    assert os.listdir(tmp_path) == [room]  # noqa: PTH208 - killed at work
    (tmp_path / f"contest-pdf-{os.getpid()}-of-one-that-lives").mkdir()
    await plain("<p>after</p>")
    assert os.listdir(tmp_path) == [f"contest-pdf-{os.getpid()}-of-one-that-lives"]  # noqa: PTH208
    killable.close()


def test_nothing_of_weasyprint_is_loaded_before_a_document_is_made() -> None:
    asked = "import sys, contest.lib.pdf; print('weasyprint' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


CHILDLIKE = """
import asyncio, sys
from contest.lib import pdf

async def main():
    await pdf.render_pdf("<p>A</p>", css="", title="A", language="en")
    slow = pdf.render_pdf("<p>A</p>" * 60000, css="", title="A", language="en")
    task = asyncio.create_task(slow)
    await asyncio.sleep(0.5)
    print("busy", flush=True)
    await task

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a closed pipe ends the children, a little later")
async def test_busy_children_die_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(CHILDLIKE)
    parent = await asyncio.create_subprocess_exec(
        sys.executable, str(script), env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    assert await parent.stdout.readline() == b"busy\n"
    watched = [os.pidfd_open(pid) for pid in _children(parent.pid)]
    assert watched
    parent.send_signal(signal.SIGKILL)
    await parent.wait()
    async with asyncio.timeout(3):
        await asyncio.gather(*(_ended(descriptor) for descriptor in watched))


def _children(pid: int) -> set[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text().split()}


async def _ended(descriptor: int) -> None:
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(descriptor, ended.set)
    try:
        await ended.wait()
    finally:
        asyncio.get_running_loop().remove_reader(descriptor)
        os.close(descriptor)
