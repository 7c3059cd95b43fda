"""Pages: one Jinja environment, strict about names, and the few things every template may ask for."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar.response import Response

from contest.lib import i18n
from contest.lib.actor import ANONYMOUS
from contest.lib.config import ROOT, settings
from contest.lib.web import csrf, flash, formats
from contest.lib.web.compiled import Compiled
from contest.lib.web.keeper import Keeper
from contest.lib.web.request import Request
from contest.lib.web.translated import TranslatedEnvironment

DIST = ROOT / "contest" / "lib" / "web" / "assets" / "dist"

BELONGS_TO = "belongs_to"  # of `request.state`: the address whose link is the current one, where it is not the page's

# What the composition root adds: which links each person's navigation shows.
navigation: list[Callable[[Request], list[dict[str, Any]]]] = []


@cache
def _manifest() -> dict[str, str]:
    path = DIST / "manifest.json"
    found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return found


def asset(name: str) -> str:
    """The address of a built file, which changes with its content: `app.css` -> `/static/app.3f2a.css`."""
    return f"/static/{_manifest().get(name, name)}"


def environment() -> Environment:
    """The environment of pages, mails and PDFs in the reader's language.

    Every value is escaped, every unknown name is an error.
    """
    return _environment(i18n.locale())


@cache
def _environment(language: str) -> Environment:
    made = TranslatedEnvironment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=Compiled(language),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.language = language
    made.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {
        "asset": asset,
        "site_url": lambda: settings().public_url,
        "bilingual": formats.bilingual,
        "locales": i18n.LOCALES,
        "html_lang": i18n.HTML_LANG,
    }
    made.filters |= {
        "moment": formats.moment,
        "clock": formats.clock,
        "local_day": formats.local_day,
        "offset": formats.offset,
        "deadline": formats.deadline,
        "left": formats.left,
        "day": formats.day,
        "month": formats.month,
        "number": formats.number,
        "yuan": formats.yuan,
        "bytes": formats.size,
    }
    return made


def render(name: str, **context: Any) -> str:
    """A template outside of any request: a mail, a PDF, a picture."""
    return environment().get_template(name).render(locale=i18n.locale(), **context)


def page(name: str, request: Request, *, status: int = 200, **context: Any) -> Response[bytes]:
    """A page for whoever asks, never kept by a cache in between."""
    actor = request.scope.get("user") or ANONYMOUS
    template = environment().get_template(name)
    body = template.render(
        request=request,
        actor=actor,
        locale=i18n.locale(),
        url_path=request.scope["path"],
        status=status,
        csrf_token=lambda: csrf.token(request),
        keeper=Keeper(actor),
        flashes=lambda: flash.flashes(request),
        nav=[link for links in navigation for link in links(request)],
        **context | {"is_demo": actor.is_demo or bool(context.get("is_demo"))},
    )
    return Response(
        body.encode(),
        status_code=status,
        media_type="text/html",
        headers={"cache-control": "private, no-store"},
    )
