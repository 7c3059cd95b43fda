"""What a form sends of itself while it is filled in (`autosave.js`)."""

from typing import Annotated

import msgspec

from contest.lib.errors import Invalid
from contest.lib.merging import Change
from contest.lib.web.forms import clean
from contest.lib.web.request import Request

BODY_BYTES = 2 * 1024**2


class Changes(msgspec.Struct, frozen=True):
    """`revision` is what the form was made from."""

    revision: int
    changes: Annotated[dict[str, Change], msgspec.Meta(max_length=500)]


async def changes(request: Request) -> Changes:
    """`{"revision": 3, "changes": {key: {"was": text, "now": text}}}`, its texts cleaned as a form's are."""
    try:
        sent = msgspec.json.decode(await request.body(), type=Changes)
    except msgspec.DecodeError as error:
        raise Invalid from error
    cleaned = {key: Change(clean(change.was), clean(change.now)) for key, change in sent.changes.items()}
    return Changes(sent.revision, cleaned)
