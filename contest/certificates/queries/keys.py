"""The keys that everybody may have."""

from datetime import datetime

from contest.lib import db
from contest.lib.signatures.keys import PublicKey


class PublishedKey(PublicKey, frozen=True, kw_only=True):
    """A key that certificates were signed with, or may be, and when it was retired."""

    retired_at: datetime | None


async def published_keys() -> list[PublishedKey]:
    """Every key, newest first: they are for anybody."""
    rows = await db.fetch(
        "select id, certificate, ed25519, valid_from, valid_until, retired_at from signing_key"
        " order by published_at desc, id"
    )
    return [PublishedKey(**dict(row)) for row in rows]
