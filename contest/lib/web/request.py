"""The request as every route of ours types it."""

from typing import Any

import litestar

Request = litestar.Request[Any, Any, Any]
