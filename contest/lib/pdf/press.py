"""What runs in the child process: fonts cut to the texts, document after document, nothing fetched from anywhere.

Only the pool imports this, late, in the child: the web starts without Pango. Cutting the fonts and reading the style
sheet once for all documents is what makes many of them fast, and keeps the process small.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import NamedTuple

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from contest.lib.pdf import fonts
from contest.lib.signatures.keys import SigningKey

ROOM = "contest-pdf-"


class OurFilesOnly(URLFetcher):  # type: ignore[misc]
    """Refuses every address but `data:` and the files named: a text cannot make us read a file or call a server."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False)
        self._allowed = allowed

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in self._allowed and not url.startswith("data:"):
            raise FatalURLFetchingError(f"a document may not fetch {url[:200]}")
        return super().fetch(url, headers)


class Loaded(NamedTuple):
    """What all documents of one style sheet share."""

    sheet: weasyprint.CSS
    config: FontConfiguration
    fetcher: OurFilesOnly


def _font_faces(folder: Path, css: str, text: str) -> tuple[str, frozenset[str]]:
    """Cut every face the style sheet names; the @font-face rules and the addresses they use."""
    rules, allowed = [], set()
    codes = {ord(character) for character in text + text.upper()}
    for number, cut in enumerate(fonts.CUTS):
        if f'"{cut.family}"' not in css:
            continue
        path = folder / f"{number}{cut.path.suffix}"
        path.write_bytes(fonts.subset(cut, codes))
        allowed.add(path.as_uri())
        rules.append(
            f'@font-face {{ font-family: "{cut.family}"; font-weight: {cut.weight}; src: url({path.as_uri()}) }}'
        )
    return "\n".join(rules), frozenset(allowed)


@contextmanager
def _room() -> Iterator[Path]:
    """A folder of this process, in which WeasyPrint keeps its own too. Those of processes that were killed go first."""
    for left in Path(tempfile.gettempdir()).glob(f"{ROOM}*"):
        owner = left.name.removeprefix(ROOM).partition("-")[0]
        if owner.isdigit() and not _lives(int(owner)):
            rmtree(left, ignore_errors=True)
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix=f"{ROOM}{os.getpid()}-") as name:
        tempfile.tempdir = name
        try:
            yield Path(name).resolve()
        finally:
            tempfile.tempdir = before


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


@contextmanager
def _loaded(css: str, text: str) -> Iterator[Loaded]:
    with _room() as folder:
        faces, allowed = _font_faces(folder, css, text)
        fetcher, config = OurFilesOnly(allowed), FontConfiguration()
        yield Loaded(weasyprint.CSS(string=faces + css, font_config=config, url_fetcher=fetcher), config, fetcher)


def _write(document: str, attachments: dict[str, bytes], loaded: Loaded) -> bytes:
    made: bytes = weasyprint.HTML(string=document, url_fetcher=loaded.fetcher).write_pdf(
        stylesheets=[loaded.sheet],
        font_config=loaded.config,
        pdf_variant="pdf/a-3a",
        pdf_tags=True,
        attachments=[
            weasyprint.Attachment(string=data, name=name, relationship="Data", url_fetcher=loaded.fetcher)
            for name, data in attachments.items()
        ],
    )
    return made


def press(
    documents: list[tuple[str, dict[str, bytes]]], text: str, css: str, key: SigningKey | None
) -> list[bytes | str]:
    """The PDF/A-3 of each whole HTML document with its attachments, signed where there is a key.

    `text` holds every character that they show. A document of which no PDF comes is a text that says why.
    """
    if key is not None:
        from contest.lib.signatures.pades import sign  # noqa: PLC0415 - most documents are not signed
    made: list[bytes | str] = []
    try:
        with _loaded(css, text) as loaded:
            for document, attachments in documents:
                try:
                    data = _write(document, attachments, loaded)
                    made.append(data if key is None else sign(data, key))
                except FatalURLFetchingError as error:
                    made.append(str(error))
                except Exception as error:
                    made.append(f"{type(error).__name__}: {error}")
    except FatalURLFetchingError as error:
        return [str(error)] * len(documents)
    return made
