"""Forms that could not be taken yet: everything typed comes back, over a sign-in too, and is sent by one more click.

Passwords and codes are never carried: the page asks for them again.
"""

from typing import Any

import msgspec
from litestar.enums import RequestEncodingType
from litestar.response import Response

from contest.lib.errors import AppError, NeedsFactor, NotSignedIn
from contest.lib.web import csrf, forms, signing
from contest.lib.web.redirects import local
from contest.lib.web.render import page
from contest.lib.web.request import Request

FIELD = "kept"
SECRETS = frozenset({"password", "new_password", "one_time_code"})
_LARGEST = 2 * 1024 * 1024


class Kept(msgspec.Struct, frozen=True):
    """A form that waits: where it goes, its text, which secrets it needs again, and whether a file was in it."""

    action: str
    fields: list[tuple[str, str]]
    secrets: list[str]
    had_file: bool


def give_up(request: Request) -> None:
    """Say that this request's bytes are read elsewhere: reading them once more would wait for ever."""
    request.scope["state"]["read_elsewhere"] = True


def can_keep(request: Request) -> bool:
    """Whether this is a form of text that one of our pages sent; what another site sent is not offered again."""
    if "read_elsewhere" in request.scope["state"]:
        return False
    kind = request.content_type[0]
    is_small = kind == RequestEncodingType.URL_ENCODED or (
        kind == RequestEncodingType.MULTI_PART and (request.content_length or _LARGEST + 1) <= _LARGEST
    )
    return request.method == "POST" and is_small and csrf.is_same_site(request)


async def keep(request: Request) -> Kept:
    """What was typed into the form of this request."""
    query = request.scope["query_string"].decode("latin-1")
    fields, secrets, had_file = [], [], False
    for name, value in await forms.read(request):
        if not isinstance(value, str):
            had_file = had_file or bool(value.filename)
        elif name in SECRETS:
            secrets.append(name)
        elif name != forms.TOKEN_FIELD:
            fields.append((forms.clean(name), forms.clean(value)))
    return Kept(request.scope["path"] + (f"?{query}" if query else ""), fields, secrets, had_file)


def seal(kept: Kept) -> str:
    """For a hidden field of the sign-in form: only what we sealed is shown again."""
    return signing.seal("kept", msgspec.json.encode(kept).decode())


def unseal(sealed: Any) -> Kept | None:
    """What was sealed, if it is ours and leads to a page of ours."""
    opened = signing.unseal("kept", sealed) if isinstance(sealed, str) else None
    kept = msgspec.json.decode(opened, type=Kept) if opened else None
    return kept if kept is not None and local(kept.action, "") else None


def resend_page(
    request: Request,
    kept: Kept,
    *,
    status: int = 200,
    message: str = "",
    needs_sign_in: bool = False,
    needs_factor: bool = False,
) -> Response[bytes]:
    """The page that shows what was typed and sends it once more, after signing in or a second factor where needed."""
    return page(
        "errors/resend.html",
        request,
        status=status,
        message=message,
        kept=kept,
        sealed=seal(kept) if needs_sign_in or needs_factor else "",
        needs_sign_in=needs_sign_in,
        needs_factor=needs_factor,
    )


async def answer(request: Request, error: AppError) -> Response[bytes]:
    """The answer to a form that cannot be taken now."""
    return resend_page(
        request,
        await keep(request),
        status=error.status,
        message=str(error.message),
        needs_sign_in=isinstance(error, NotSignedIn),
        needs_factor=isinstance(error, NeedsFactor),
    )
