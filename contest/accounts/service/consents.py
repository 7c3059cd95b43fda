"""Agreeing and taking it back, and the texts of it. Nothing above writes consents but through these verbs."""

from datetime import datetime
from uuid import UUID

from contest.accounts import queries
from contest.accounts.rules import consents as rules
from contest.audit import service as audit
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound, NotSignedIn
from contest.lib.i18n import LOCALES, N_
from contest.lib.ids import uuid7

_WRITE = """
insert into consent_text (id, purpose, number, body_en, body_zh, reason_en, reason_zh, ends_earlier, created_at,
                          published_at)
values ($1, $2, $3, $4, $5, '', '', false, $6, $7)
"""

_END = """
update consent set ended_at = $4, ended_by = $5
 where person = $1 and purpose = $2 and place = $3 and ended_at is null returning version
"""

_GIVE = """
insert into consent (id, person, purpose, place, version, locale, origin, given_at, ended_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, '')
"""


async def give_consent(
    *, actor: Actor, purpose: str, place: str = "", number: int, locale: str, origin: str = "", now: datetime
) -> None:
    """The actor agrees to version `number` of a purpose's text, read in `locale`, for a place.

    `Conflict` where another version is in force: nobody agrees to what they did not read. `origin` is a keyed digest
    of where the answer came from. Agreeing again to the same is no second consent.
    """
    if not actor.is_signed_in:
        raise NotSignedIn
    if not rules.is_place(purpose, place) or locale not in LOCALES:
        raise NotFound
    await _hold(purpose, actor.id)
    text = (await queries.consent_texts())[purpose]
    if text.number != number:
        raise Conflict(N_("This text has changed meanwhile: read the new one, then agree to it."))
    version = text.id or await _write_first(text, now)
    before = await db.fetchval(
        "select version from consent where person = $1 and purpose = $2 and place = $3 and ended_at is null",
        actor.id,
        purpose,
        place,
    )
    if before == version:
        return
    if before is not None:
        await db.execute(_END, actor.id, purpose, place, now, "new_text")
    await db.execute(_GIVE, uuid7(), actor.id, purpose, place, version, locale, origin, now)
    await _record(actor, "consent.give", purpose, place, {"version": version, "number": number, "locale": locale})


async def withdraw_consent(*, actor: Actor, purpose: str, place: str = "", now: datetime) -> None:
    """Take a consent back, at once and without a reason; what is not held stays so."""
    if not actor.is_signed_in:
        raise NotSignedIn
    if not rules.is_place(purpose, place):
        raise NotFound
    await _hold(purpose, actor.id)
    ended = await db.fetchval(_END, actor.id, purpose, place, now, "person")
    if ended is not None:
        await _record(actor, "consent.withdraw", purpose, place, {"version": ended})


async def draft_consent_text(*, actor: Actor, purpose: str, body_en: str, body_zh: str, now: datetime) -> None:
    """Write the next text of a purpose; the one in force stays until this is published."""
    _may_write(actor, purpose)
    await _hold(purpose)
    if max(len(body_en), len(body_zh)) > rules.LONGEST:
        raise Invalid(N_("Use at most %(most)s characters.", most=rules.LONGEST), field="body_en")
    in_force = (await queries.consent_texts())[purpose]
    draft = await queries.consent_draft(purpose=purpose)
    if draft is None:
        await db.execute(_WRITE, uuid7(), purpose, in_force.number + 1, body_en, body_zh, now, None)
    else:
        await db.execute("update consent_text set body_en = $2, body_zh = $3 where id = $1", draft.id, body_en, body_zh)
    texts = {"body_en": body_en, "body_zh": body_zh}
    await audit.record(
        actor=actor, action="consent_text.draft", thing="consent_text", thing_id=None, data={"purpose": purpose},
        texts=texts,
    )  # fmt: skip


async def publish_consent_text(
    *, actor: Actor, purpose: str, reason_en: str = "", reason_zh: str = "", ends_earlier: bool = False, now: datetime
) -> int:
    """Put the draft in force; its number. `ends_earlier`: whoever agreed to an earlier text is asked again."""
    _may_write(actor, purpose)
    await _hold(purpose)
    draft = await queries.consent_draft(purpose=purpose)
    if draft is None:
        raise Conflict(N_("There is no draft to publish: change the text first."))
    in_force = (await queries.consent_texts())[purpose]
    faults = rules.text_faults(
        body_en=draft.body_en,
        body_zh=draft.body_zh,
        before=(in_force.body_en, in_force.body_zh),
        reason_en=reason_en,
        reason_zh=reason_zh,
    )
    if faults:
        raise Invalid(fields=faults)
    if in_force.id is None:
        await _write_first(in_force, now)
    await db.execute(
        "update consent_text set published_at = $2, reason_en = $3, reason_zh = $4, ends_earlier = $5 where id = $1",
        draft.id,
        now,
        reason_en,
        reason_zh,
        ends_earlier,
    )
    ended = await _end_earlier(purpose, now) if ends_earlier else 0
    await audit.record(
        actor=actor,
        action="consent_text.publish",
        thing="consent_text",
        thing_id=draft.id,
        data={"purpose": purpose, "number": draft.number, "ended": ended},
        texts={"reason_en": reason_en, "reason_zh": reason_zh},
    )
    return draft.number


async def _end_earlier(purpose: str, now: datetime) -> int:
    """End what was agreed to under an earlier text; how many consents."""
    rows = await db.fetch(
        "update consent set ended_at = $2, ended_by = 'new_text' where purpose = $1 and ended_at is null returning id",
        purpose,
        now,
    )
    return len(rows)


def _may_write(actor: Actor, purpose: str) -> None:
    if purpose not in rules.PURPOSES or not rules.may_write_texts(actor):
        raise NotFound


async def _hold(purpose: str, person_id: UUID | None = None) -> None:
    """Whoever agrees and whoever publishes wait for each other; people do not wait for people."""
    shared = "_shared" if person_id is not None else ""
    await db.execute(f"select pg_advisory_xact_lock{shared}(hashtextextended($1, 0))", f"consent:{purpose}")
    if person_id is not None:
        await db.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"consent:{purpose}:{person_id}")


async def _write_first(text: queries.ConsentVersion, now: datetime) -> UUID:
    """The shipped text becomes a row when somebody first agrees to it."""
    await db.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"consent-first:{text.purpose}")
    known: UUID | None = await db.fetchval(
        "select id from consent_text where purpose = $1 and number = $2", text.purpose, text.number
    )
    if known is None:
        known = uuid7()
        await db.execute(_WRITE, known, text.purpose, text.number, text.body_en, text.body_zh, now, now)
    return known


async def _record(actor: Actor, action: str, purpose: str, place: str, data: dict[str, object]) -> None:
    facts = {"purpose": purpose, "place": place, **data}
    await audit.record(actor=actor, action=action, thing="person", thing_id=actor.id, data=facts)
