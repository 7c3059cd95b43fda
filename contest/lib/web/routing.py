"""Litestar, registering routes in a time that grows with their number.

At each handler Litestar makes the map of all handlers anew, to see which others share its path: with 650 routes this
was a fourth of a second of a processor at the start of each web process, while others wait for it.
"""

from collections.abc import Iterable
from typing import Any, SupportsIndex, cast

from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.types.internal_types import RouteHandlerMapItem


class _Routes(list[Any]):
    """Routes in their order, found by their path too. Litestar appends to them, or puts one in the place of another."""

    def __init__(self, routes: Iterable[Any] = ()) -> None:
        super().__init__()
        self.by_path: dict[str, Any] = {}
        for route in routes:
            self.append(route)

    def append(self, route: Any) -> None:
        super().append(route)
        self.by_path[route.path] = route

    def __setitem__(self, place: SupportsIndex | slice, route: Any) -> None:
        super().__setitem__(place, route)
        self.by_path[route.path] = route


class _HandlersOf:
    """What of the map of all handlers is asked for: those of one path, by method."""

    def __init__(self, routes: _Routes) -> None:
        self._routes = routes

    def get(self, path: str, default: RouteHandlerMapItem) -> RouteHandlerMapItem:
        route = self._routes.by_path.get(path)
        if not isinstance(route, HTTPRoute):  # there are no others here, and none shares its path with another
            return default
        return {method: handler for handler in route.route_handlers for method in handler.http_methods}


class Site(Litestar):
    """The application."""

    @property
    def routes(self) -> list[Any]:
        return self._routes

    @routes.setter
    def routes(self, routes: Iterable[Any]) -> None:
        self._routes = _Routes(routes)

    @property
    def route_handler_method_map(self) -> dict[str, RouteHandlerMapItem]:
        return cast("dict[str, RouteHandlerMapItem]", _HandlersOf(self._routes))
