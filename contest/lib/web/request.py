"""The request as every route of ours types it."""

from typing import Any

import litestar

Request = litestar.Request[Any, Any, Any]


def is_part(request: Request) -> bool:
    """Whether a page asks for a part of itself; by itself such a part is no page."""
    return request.headers.get("hx-request") == "true"
