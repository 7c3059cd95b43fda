"""Verbs on the rules of an edition: a draft that is written, and versions that stay."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.challenge import queries, rules
from contest.challenge.rules.texts import BEGINNING_EN, BEGINNING_ZH, publish_faults, text_faults
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

_DRAFT = """
insert into rules_text (id, edition, number, body_en, body_zh, reason_en, reason_zh, created_at)
select $1, $2, coalesce(max(number), 0) + 1, $3, $4, '', '', $5 from rules_text where edition = $2
"""


async def begin_rules(*, edition_id: UUID, now: datetime) -> None:
    """The draft with which an edition begins. Part of the verb that founds it."""
    await db.execute(_DRAFT, uuid7(), edition_id, BEGINNING_EN, BEGINNING_ZH, now)


async def draft_rules(*, actor: Actor, edition_id: UUID, body_en: str, body_zh: str, now: datetime) -> None:
    """Write the next version; what is in force stays as it is until the draft is published."""
    draft = await _hold(actor, edition_id)
    if faults := text_faults(body_en, body_zh):
        raise Invalid(fields=faults)
    if draft is None:
        await db.execute(_DRAFT, uuid7(), edition_id, body_en, body_zh, now)
    else:
        await db.execute("update rules_text set body_en = $2, body_zh = $3 where id = $1", draft.id, body_en, body_zh)
    texts = {"body_en": body_en, "body_zh": body_zh}
    await record(actor=actor, action="rules.draft", thing="edition", thing_id=edition_id, texts=texts)


async def publish_rules(
    *, actor: Actor, edition_id: UUID, reason_en: str = "", reason_zh: str = "", now: datetime
) -> int:
    """Put the draft in force; its number. From then on it does not change: the next version says why."""
    draft = await _hold(actor, edition_id)
    if draft is None:
        raise Conflict(N_("There is no draft to publish: change the rules first."))
    before = await queries.rules_in_force(edition_id=edition_id)
    faults = publish_faults(
        body_en=draft.body_en,
        body_zh=draft.body_zh,
        before=None if before is None else (before.body_en, before.body_zh),
        reason_en=reason_en,
        reason_zh=reason_zh,
    )
    if faults:
        raise Invalid(fields=faults)
    reasons = {"reason_en": reason_en, "reason_zh": reason_zh} if before else {"reason_en": "", "reason_zh": ""}
    await db.execute(
        "update rules_text set published_at = $2, reason_en = $3, reason_zh = $4 where id = $1",
        draft.id,
        now,
        *reasons.values(),
    )
    await record(
        actor=actor,
        action="rules.publish",
        thing="edition",
        thing_id=edition_id,
        data={"number": draft.number, "version": draft.id, "at": now.isoformat()},
        texts=reasons if before else None,
    )
    return draft.number


async def _hold(actor: Actor, edition_id: UUID) -> queries.RulesVersion | None:
    """The draft, if there is one, held for who organises the whole edition; else `NotFound`."""
    if not rules.may_organise(actor, edition_id=edition_id):
        raise NotFound
    await db.execute("select 1 from edition where id = $1 for no key update", edition_id)
    facts = await queries.edition_facts(edition_id=edition_id)
    if facts is None:
        raise NotFound
    if facts.state == "closed":
        raise Conflict(N_("This edition is closed: it stays as it is."), edition_id=str(edition_id))
    return await queries.rules_draft(edition_id=edition_id)
