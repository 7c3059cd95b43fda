"""Making and reading PDFs in processes that may be killed: a document that hangs costs one of them, nothing else."""

import html as escaping
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from markupsafe import Markup

from contest.lib import clock, killable
from contest.lib.errors import Unavailable
from contest.lib.pdf import fonts
from contest.lib.signatures.keys import PublicKey, SigningKey

SECONDS = 60.0
SECONDS_EACH = 1.0
# Each document leaves some 30 KB behind in its process: those that draw many are replaced sooner.
FEW, SERIES_EACH = 10, 10
READ_SECONDS = 10.0

_PICTURE = re.compile(r"data:[\w/+;-]+,[\w+/=%-]*")

T = TypeVar("T")


class PdfFailed(Exception):
    """No PDF came of it: the text says whether it took too long, its process died, or what WeasyPrint refused."""


class Sheet(NamedTuple):
    """One document: what stands in its body, escaped already, its title, its BCP 47 tag, files embedded by name."""

    html: str
    title: str
    language: str
    attachments: Mapping[str, bytes] = MappingProxyType({})


def _press(
    documents: list[tuple[str, dict[str, bytes]]], text: str, css: str, key: SigningKey | None
) -> list[bytes | str]:
    from contest.lib.pdf.press import press  # noqa: PLC0415 - in the child only: it loads Pango

    return press(documents, text, css, key)


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


async def _run(function: Callable[..., T], *arguments: Any, seconds: float, tasks_each: int = killable.TASKS_EACH) -> T:
    """`function` in a process of its own; whatever goes wrong there is `PdfFailed`, but for no process at all."""
    try:
        return await killable.run(function, *arguments, seconds=seconds, tasks_each=tasks_each)
    except killable.Killed as error:
        raise PdfFailed(str(error)) from error
    except Unavailable:
        raise
    except Exception as error:
        raise PdfFailed(f"{type(error).__name__}: {error}") from error


async def render_many(sheets: Sequence[Sheet], *, css: str, key: SigningKey | None = None) -> list[bytes | PdfFailed]:
    """A tagged PDF/A-3 of each sheet, in one process and with fonts cut once for all; signed where a key is given.

    `css` chooses among the families of `fonts.CUTS`; a character that none of them has prints as a box. Nothing but
    `data:` addresses is loaded. What fails is in its place in the list; where the process died, all of it has.
    """
    bodies = [fonts.printable(sheet.html) for sheet in sheets]
    documents = [
        (_document(body, title=sheet.title, language=sheet.language), dict(sheet.attachments))
        for body, sheet in zip(bodies, sheets, strict=True)
    ]
    text = "".join(map(_text, bodies)) + css
    tasks_each = killable.TASKS_EACH if len(sheets) <= FEW else SERIES_EACH
    seconds = SECONDS + SECONDS_EACH * (len(sheets) - 1)
    try:
        made = await _run(_press, documents, text, css, key, seconds=seconds, tasks_each=tasks_each)
    except PdfFailed as error:
        return [error] * len(sheets)
    return [PdfFailed(one) if isinstance(one, str) else one for one in made]


async def render_pdf(
    html: str, *, css: str, title: str, language: str, attachments: Mapping[str, bytes] = MappingProxyType({})
) -> bytes:
    """A tagged PDF/A-3 of one sheet, as `render_many` makes it. Raises `PdfFailed`."""
    (made,) = await render_many([Sheet(html, title, language, attachments)], css=css)
    if isinstance(made, PdfFailed):
        raise made
    return made


def _check(data: bytes, keys: list[PublicKey]) -> str:
    from contest.lib.signatures.check import check  # noqa: PLC0415 - in the child only

    return check(data, keys).what


async def check_signature(data: bytes, keys: Sequence[PublicKey]) -> str:
    """What the signature of a PDF from anywhere tells, by a word of `lib.signatures.check`."""
    try:
        return await _run(_check, data, list(keys), seconds=READ_SECONDS)
    except PdfFailed:
        return "broken"


def _text(body: str) -> str:
    """What is shown of a body: pictures are taken out, they may be most of it."""
    return escaping.unescape(_PICTURE.sub("", body))


def _picture(document: str, text: str, css: str) -> bytes | str:
    from contest.lib.pdf.reader import picture  # noqa: PLC0415 - in the child only

    (made,) = _press([(document, {})], text, css, None)
    return picture(made) if isinstance(made, bytes) else made


async def render_picture(sheet: Sheet, *, css: str) -> bytes:
    """The first page of a sheet as a WebP picture, to be looked at before any PDF is made. Raises `PdfFailed`."""
    body = fonts.printable(sheet.html)
    document = _document(body, title=sheet.title, language=sheet.language)
    made = await _run(_picture, document, _text(body) + css, css, seconds=SECONDS)
    if isinstance(made, str):
        raise PdfFailed(made)
    return made


async def read_attachment(data: bytes, name: str) -> bytes | None:
    """The file embedded under `name` in a PDF from anywhere; None where there is none, or no PDF can be read."""
    try:
        return await _run(_read, data, name, seconds=READ_SECONDS)
    except PdfFailed:
        return None


def _small(data: bytes) -> bytes | None:
    from contest.lib.pdf.reader import small_picture as made  # noqa: PLC0415 - in the child only

    return made(data)


async def small_picture(data: bytes) -> bytes | None:
    """A PNG or JPEG from anywhere as a small PNG that a sheet may bear; None where it is none."""
    try:
        return await _run(_small, data, seconds=READ_SECONDS)
    except PdfFailed:
        return None
