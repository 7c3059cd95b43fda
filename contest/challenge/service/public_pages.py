"""The pages that the operator writes: privacy, imprint and contact, accessibility."""

from datetime import datetime

from contest.audit.service import record
from contest.challenge import rules
from contest.challenge.rules.public_pages import LONGEST, PAGES
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7


async def write_public_page(*, actor: Actor, key: str, body_en: str, body_zh: str, now: datetime) -> None:
    """Set what stands on a page, in both languages, or empty both to let it read as shipped."""
    if key not in PAGES or not rules.may_found(actor):
        raise NotFound
    texts = {"body_en": body_en.strip(), "body_zh": body_zh.strip()}
    faults: dict[str, Lazy | str] = {
        field: N_("Use at most %(most)s characters.", most=LONGEST)
        for field, text in texts.items()
        if len(text) > LONGEST
    }
    if any(texts.values()):
        faults |= {field: N_("Write it in both languages, or empty both.") for field, text in texts.items() if not text}
    if faults:
        raise Invalid(fields=faults)
    await db.execute(
        "insert into public_page (id, key, body_en, body_zh, written_at) values ($1, $2, $3, $4, $5)"
        " on conflict (key) do update set body_en = excluded.body_en, body_zh = excluded.body_zh,"
        " written_at = excluded.written_at",
        *(uuid7(), key, texts["body_en"], texts["body_zh"], now),
    )
    await record(
        actor=actor, action="public_page.write", thing="public_page", thing_id=None, data={"key": key}, texts=texts
    )
