"""What a look at something signed can find."""

from datetime import datetime

from msgspec import Struct

WHOLE, CHANGED, ADDED, FOREIGN, UNSIGNED, BROKEN = "whole", "changed", "added", "foreign", "unsigned", "broken"


class Finding(Struct, frozen=True, kw_only=True):
    """`what` is one of the words above; whose key and when it says it was signed where that can be read."""

    what: str
    key_id: str = ""
    signed_at: datetime | None = None
