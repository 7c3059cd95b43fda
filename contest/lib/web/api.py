"""What all of `/api/v1` has in common: how it answers where it cannot do what was asked, and the document about it."""

import re
from functools import partial
from typing import Any, TypeVar

import litestar
import msgspec
from litestar import Litestar, Router
from litestar._openapi.plugin import OpenAPIPlugin  # Litestar offers it, but only with pages and routes of its own
from litestar.config.app import AppConfig
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Components, SecurityScheme

from contest.lib.errors import Invalid
from contest.lib.i18n import N_
from contest.lib.web.forms import clean

T = TypeVar("T", bound=msgspec.Struct)
PATH = "/api/v1"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 9457. `fields` says by field what is wrong with what was sent; `request_id` names the request in the log.

    `facts` says more where there is more to say, as the `revision` that is saved meanwhile.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str | None
    fields: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    facts: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET


def _problem(text: str) -> ResponseSpec:
    return ResponseSpec(Problem, description=text, generate_examples=False, media_type="application/problem+json")


PROBLEMS = {
    401: _problem("No token, or none that works"),
    403: _problem("The token lacks the scope, or the person may not do this"),
    404: _problem("It does not exist, or is not open to this person"),
    409: _problem("It does not fit the state: changed meanwhile, done, too late"),
    413: _problem("More than can be taken"),
    422: _problem("Something sent cannot be taken; `fields` says what"),
    429: _problem("Too many requests: wait as long as `retry-after` says"),
    503: _problem("A part of the installation does not answer just now"),
}

# The options of a route that answers with the bytes of a file, all of them or as many as `range` asks for.
_FILE = ResponseSpec(bytes, generate_examples=False, media_type="application/octet-stream", description="The bytes")
BYTES: dict[str, Any] = {"responses": {**PROBLEMS, 200: _FILE, 206: _FILE}}

get = partial(litestar.get, responses=PROBLEMS)
post = partial(litestar.post, responses=PROBLEMS, status_code=200)
put = partial(litestar.put, responses=PROBLEMS)
delete = partial(litestar.delete, responses=PROBLEMS, status_code=200)

_DESCRIPTION = """\
The same verbs as on the pages, for programs that act for a person. Make a token on your account's page and send it as
`Authorization: Bearer contest_…`. It may do what its scopes say and the person may, never more. Moments are in UTC
(RFC 3339). Where something cannot be done the answer is a problem (RFC 9457)."""

_DOCUMENT = OpenAPIConfig(
    title="Contest",
    version="1",
    description=_DESCRIPTION,
    use_handler_docstrings=True,
    components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
    security=[{"token": []}],
)


def cleaned(sent: T) -> T:
    """What a program sent, its texts cleaned as those of a form are; `Invalid` where nothing is left of one."""
    try:
        return msgspec.convert(_clean(msgspec.to_builtins(sent)), type(sent))
    except msgspec.ValidationError as error:  # a text of nothing but what is taken out of it is empty
        place = re.search(r"\$\.(\w+)", str(error))
        raise Invalid(N_("This answer is needed."), field=place[1] if place else "") from None


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return {_clean(key): _clean(one) for key, one in value.items()} if isinstance(value, dict) else value


def router(*handlers: Any) -> Router:
    """The routes under `/api/v1`. They take no cookie, so no form's token either, and are in the document."""
    return Router(PATH, route_handlers=handlers, include_in_schema=True, opt={"csrf": False})


def document(app: Litestar) -> bytes:
    """The OpenAPI document of these routes, each with the scope that its guard asks for."""
    plugin = app.plugins.get(OpenAPIPlugin)
    plugin.on_app_init(AppConfig(openapi_config=_DOCUMENT))
    made = plugin.provide_openapi_schema()
    for route in plugin.included_routes.values():
        for handler in route.route_handlers:
            asks = [guard.scopes for guard in handler.resolve_guards() if hasattr(guard, "scopes")]
            scopes = [scope for one in asks for scope in one]
            for method in handler.http_methods - {"OPTIONS"}:
                operation = made["paths"][route.path_format][method.lower()]
                operation["security"] = [{"token": scopes}] if asks else []
                operation["responses"].pop("400", None)  # what the framework would answer; we answer 422
                if takes := handler.opt.get("takes"):
                    operation["requestBody"] = {"required": True, "content": {takes: {}}}
    return msgspec.json.encode(made)
