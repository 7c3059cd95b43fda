"""Every error becomes one answer: a page for people, problem+json for programs."""

import math
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException, ValidationException
from litestar.response import Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from contest.lib import db, logs
from contest.lib.errors import (
    AppError,
    Invalid,
    NeedsFactor,
    NotFound,
    NotSignedIn,
    StaleForm,
    TooLarge,
    TooMany,
    Unavailable,
)
from contest.lib.i18n import LOCALES, Lazy
from contest.lib.web import keeping
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

log = logs.get_logger("web")

_PAGES = {
    404: "errors/not_found.html",
    403: "errors/not_allowed.html",
    429: "errors/too_many.html",
    503: "errors/unavailable.html",
}


def wants_json(request: Request) -> bool:
    """Programs ask under /api, or say what they accept."""
    return request.scope["path"].startswith("/api/") or request.headers.get("accept", "").startswith("application/json")


def from_http(error: HTTPException) -> AppError:
    """The framework's own errors in our words."""
    made: AppError
    if error.status_code in {404, 405}:
        made = NotFound()
    elif error.status_code == 413:
        made = TooLarge()
    elif error.status_code in {400, 422}:
        made = Invalid(fields=_wrong(error))
    else:
        made = AppError()
    return made


def _wrong(error: HTTPException) -> dict[str, Lazy | str]:
    """What the framework found wrong with a program's parameters or with the shape of what it sent."""
    found = error.extra if isinstance(error, ValidationException) and isinstance(error.extra, list) else []
    return {str(one.get("key") or one.get("source", "")): str(one["message"]) for one in found if "message" in one}


def problem(request: Request, error: AppError) -> Response[dict[str, Any]]:
    """RFC 9457."""
    content: dict[str, Any] = {
        "type": f"urn:contest:{error.code}",
        "title": error.code.replace("_", " "),
        "status": error.status,
        "detail": str(error.message),
        "instance": request.scope["path"],
        "request_id": request.scope["state"].get("request_id"),
    }
    if isinstance(error, Invalid):
        content["fields"] = {name: str(text) for name, text in error.fields.items()}
    if error.facts:
        content["facts"] = error.facts
    return Response(content, status_code=error.status, media_type="application/problem+json", headers=_headers(error))


def _headers(error: AppError) -> dict[str, str]:
    if isinstance(error, TooMany):
        return {"retry-after": str(math.ceil(error.retry_after))}
    if isinstance(error, NotSignedIn):
        return {"www-authenticate": "Bearer"}
    if isinstance(error, Unavailable):
        return {"retry-after": "10"}
    return {}


def error_page(request: Request, error: AppError) -> Response[bytes]:
    """What a person sees instead of the page."""
    answer = page(
        _PAGES.get(error.status, "errors/error.html"),
        request,
        status=error.status,
        message=str(error.message),
        request_id=request.scope["state"].get("request_id", ""),
        retry_after=getattr(error, "retry_after", None),
    )
    answer.headers.update(_headers(error))
    return answer


class KeepTyped(Response[bytes]):
    """The answer to a form that cannot be taken now: everything typed, ready to be sent again."""

    def __init__(self, error: AppError) -> None:
        super().__init__(b"", status_code=error.status)
        self.error = error

    def to_asgi_response(self, request: Request, **_: Any) -> ASGIResponse:  # type: ignore[override]
        return _Answering(request, self.error)


class _Answering(ASGIResponse):
    """Reading a form takes waiting, which a handler of errors cannot do; an answer can."""

    def __init__(self, request: Request, error: AppError) -> None:
        super().__init__(body=b"", status_code=error.status)
        self.request, self.error = request, error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            made = await keeping.answer(self.request, self.error)
        except AppError as error:
            made = error_page(self.request, error)
        except HTTPException as error:
            made = error_page(self.request, from_http(error))
        made.headers.update(_headers(self.error))
        await made.to_asgi_response(app=None, request=self.request)(scope, receive, send)


def render_error(request: Request, error: AppError) -> Response[Any]:
    """The one place where an error becomes an answer."""
    if wants_json(request):
        return problem(request, error)
    if isinstance(error, NotSignedIn | NeedsFactor) and request.method == "GET":
        query = request.scope["query_string"].decode("latin-1")
        wanted = quote(request.scope["path"] + (f"?{query}" if query else ""), safe="")
        asked = request.query_params.get("lang", "")
        language = f"&lang={asked}" if asked in LOCALES else ""
        page = "/sign-in" if isinstance(error, NotSignedIn) else "/account/factor"
        return redirect(f"{page}?next={wanted}{language}")
    if isinstance(error, StaleForm | NotSignedIn | NeedsFactor | Unavailable) and keeping.can_keep(request):
        return KeepTyped(error)
    return error_page(request, error)


def on_app_error(request: Request, error: AppError) -> Response[Any]:
    return render_error(request, error)


def on_http_error(request: Request, error: HTTPException) -> Response[Any]:
    takes_forms_alone = error.status_code == 405 and request.method == "GET" and not wants_json(request)
    if takes_forms_alone and (above := _page_above(request)) is not None:
        return redirect(above)
    return render_error(request, from_http(error))


def _page_above(request: Request) -> str | None:
    """The page to which an address belongs that only takes forms: somebody has opened it again, or changed their
    language where its answer was shown."""
    path = "/" + request.scope["path"].strip("/")
    while path := path.rpartition("/")[0]:
        with suppress(NotFoundException, MethodNotAllowedException):
            request.app.asgi_router.handle_routing(path, "GET")
            return path
    return None


def on_crash(request: Request, error: Exception) -> Response[Any]:
    if isinstance(error, db.GONE):
        log.warning("database gone", path=request.scope["path"], kind=type(error).__name__)
        return render_error(request, Unavailable())
    log.error("crash", path=request.scope["path"], exc_info=error)
    return render_error(request, AppError())
