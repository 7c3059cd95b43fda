"""Routes are registered as Litestar registers them."""

from typing import Any

from litestar import Litestar, Router, get, post, put

from contest.lib.web.routing import Site


def _handlers() -> list[Any]:
    @get(["/entries", "/list"], sync_to_thread=False)
    def listed() -> str:
        return "listed"

    @get("/entries/{code:str}", sync_to_thread=False)
    def one(code: str) -> str:
        return code

    @post("/entries/{code:str}", sync_to_thread=False)
    def written(code: str) -> str:
        return code

    @put("/entries/{code:str}", sync_to_thread=False)
    def put_there(code: str) -> str:
        return code

    @post("/entries", sync_to_thread=False)
    def made() -> str:
        return "made"

    inner = Router("/v1", route_handlers=[listed, one, written])
    return [listed, one, written, put_there, made, inner]


def test_the_routes_are_litestars_own() -> None:
    def told(app: Litestar) -> list[Any]:
        return [
            (route.path, sorted((method, handler.handler_name) for handler in route.route_handlers
                                for method in handler.http_methods))
            for route in app.routes
        ]  # fmt: skip

    ours, theirs = (kind(route_handlers=_handlers(), openapi_config=None) for kind in (Site, Litestar))
    assert told(ours) == told(theirs)
    assert dict(told(ours))["/entries/{code:str}"] != dict(told(ours))["/v1/entries/{code:str}"]
    assert len(told(ours)) == len({path for path, _ in told(ours)})
