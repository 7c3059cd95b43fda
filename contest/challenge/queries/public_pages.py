"""Reads of the pages that the operator writes; anyone may read them."""

from datetime import datetime

import msgspec

from contest.lib import db


class PublicPage(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on it; both texts are empty where it reads as shipped."""

    body_en: str = ""
    body_zh: str = ""
    written_at: datetime | None = None


async def public_page(key: str) -> PublicPage:
    """One of `rules.public_pages.PAGES`."""
    row = await db.fetchrow("select body_en, body_zh, written_at from public_page where key = $1", key)
    return PublicPage() if row is None else PublicPage(**row)
