"""Reading the mails that the application wrote, with the words that it keeps sealed."""

import msgspec

from contest.lib import db, keys
from contest.notifications import rules


async def mails(email: str) -> list[tuple[str, str]]:
    """(kind, whole text) of every mail to an address, oldest first."""
    rows = await db.fetch("select kind, body, sealed_words from message where email = $1 order by id", email)
    return [(row["kind"], rules.fill(row["body"], _opened(row["sealed_words"]))) for row in rows]


async def secret(email: str, name: str) -> str:
    """A code or link of the newest mail to an address."""
    sealed = await db.fetchval("select sealed_words from message where email = $1 order by id desc limit 1", email)
    return _opened(sealed)[name]


def _opened(sealed: str | None) -> dict[str, str]:
    text = keys.decrypt("message", sealed) if sealed else "{}"
    return msgspec.json.decode(text or "{}", type=dict[str, str])
