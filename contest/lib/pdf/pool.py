"""The processes that make PDFs: at most two, each ended after some documents, and killed when one takes too long.

They are started fresh (spawn), when the first document is asked for, and die with the process that started them.
"""

import asyncio
import ctypes
import html as escaping
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeout
from functools import cache
from typing import Any, TypeVar

from markupsafe import Markup
from pebble import ProcessExpired, ProcessPool

from contest.lib import clock
from contest.lib.pdf import fonts

PROCESSES = 2
DOCUMENTS_EACH = 100  # WeasyPrint keeps some memory of every document
SECONDS = 60.0
READ_SECONDS = 10.0
BYTES = 2 * 1024**3

T = TypeVar("T")


class PdfFailed(Exception):
    """No PDF came of it: the text says whether it took too long, its process died, or what WeasyPrint refused."""


def _die_with_parent(parent: int) -> None:
    """Run in the child before anything else. Elsewhere than on Linux the closed pipe ends it."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


@cache
def _pool() -> ProcessPool:
    return ProcessPool(
        max_workers=PROCESSES,
        max_tasks=DOCUMENTS_EACH,
        initializer=_die_with_parent,
        initargs=(os.getpid(),),
        context=multiprocessing.get_context("spawn"),
    )


def close() -> None:
    """End the processes now; the next document starts new ones."""
    if _pool.cache_info().currsize:
        _pool().stop()  # type: ignore[no-untyped-call]
        _pool().join()
        _pool.cache_clear()


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
    """`function` in one of the processes; killed after `seconds`. Whatever goes wrong there is `PdfFailed`."""
    future = _pool().schedule(function, args=arguments, timeout=seconds)
    try:
        result: T = await asyncio.wrap_future(future)
    except (FutureTimeout, TimeoutError) as error:
        raise PdfFailed(f"took longer than {seconds:.0f} s") from error
    except ProcessExpired as error:
        raise PdfFailed(f"its process died: {error}") from error
    except Exception as error:
        raise PdfFailed(f"{type(error).__name__}: {error}") from error
    return result


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
