"""Making and reading PDFs in processes that may be killed: a document that hangs costs one of them, nothing else."""

import html as escaping
from collections.abc import Callable
from typing import Any, TypeVar

from markupsafe import Markup

from contest.lib import clock, killable
from contest.lib.errors import Unavailable
from contest.lib.pdf import fonts

SECONDS = 60.0
READ_SECONDS = 10.0

T = TypeVar("T")


class PdfFailed(Exception):
    """No PDF came of it: the text says whether it took too long, its process died, or what WeasyPrint refused."""


def _press(document: str, text: str, css: str, attachments: dict[str, bytes]) -> bytes:
    from contest.lib.pdf.press import press  # noqa: PLC0415 - in the child only: it loads Pango

    return press(document, text, css, attachments)


def _document(html: str, *, title: str, language: str) -> str:
    return Markup(
        '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="dcterms.created" content="{created}"></head><body>{body}</body></html>'
    ).format(
        language=language,
        title=title,
        created=clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        body=Markup(html),  # noqa: S704
    )


def _read(data: bytes, name: str) -> bytes | None:
    from contest.lib.pdf.reader import read_attachment  # noqa: PLC0415 - in the child only

    return read_attachment(data, name)


async def _run(function: Callable[..., T], *arguments: Any, seconds: float) -> T:
    """`function` in a process of its own; whatever goes wrong there is `PdfFailed`, but for no process at all."""
    try:
        return await killable.run(function, *arguments, seconds=seconds)
    except killable.Killed as error:
        raise PdfFailed(str(error)) from error
    except Unavailable:
        raise
    except Exception as error:
        raise PdfFailed(f"{type(error).__name__}: {error}") from error


async def render_pdf(
    html: str, *, css: str, title: str, language: str, attachments: dict[str, bytes] | None = None
) -> bytes:
    """A tagged PDF/A-3 of `html` (what stands in the body, escaped already), with files embedded by name.

    `css` chooses among the families of `fonts.CUTS`; a character that none of them has prints as a box.
    `language` is a BCP 47 tag. Nothing but `data:` addresses is loaded. Raises `PdfFailed`.
    """
    body = fonts.printable(html)
    document = _document(body, title=title, language=language)
    text = escaping.unescape(body) + css
    return await _run(_press, document, text, css, attachments or {}, seconds=SECONDS)


async def read_attachment(data: bytes, name: str) -> bytes | None:
    """The file embedded under `name` in a PDF from anywhere; None where there is none, or no PDF can be read."""
    try:
        return await _run(_read, data, name, seconds=READ_SECONDS)
    except PdfFailed:
        return None
