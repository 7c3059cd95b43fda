"""One sentence for the next page: said once, kept in a signed cookie so that no two requests can lose it."""

import msgspec

from contest.lib.web import session, signing
from contest.lib.web.request import Request

COOKIE = "flash"


class Flash(msgspec.Struct, frozen=True):
    """`kind` is success, notice or problem."""

    kind: str
    text: str


def flash(request: Request, text: object, *, kind: str = "success") -> None:
    """Say `text` on the next page that this person sees."""
    said = [*request.scope["state"].get("flash", []), Flash(kind, str(text)[:400])]
    request.scope["state"]["flash"] = said
    session.remember(request.scope, COOKIE, signing.seal("flash", msgspec.json.encode(said).decode()), max_age=600)


def flashes(request: Request) -> list[Flash]:
    """What the page before wanted said; saying it clears it."""
    sealed = request.cookies.get(COOKIE)
    if not sealed:
        return []
    session.remember(request.scope, COOKIE, "", max_age=0)
    opened = signing.unseal("flash", sealed)
    return msgspec.json.decode(opened, type=list[Flash]) if opened else []
