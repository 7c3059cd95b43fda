"""What judges agree to, in versions that never change."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.challenge.rules import may_organise
from contest.judging.queries.people import terms_of
from contest.judging.rules.terms import FIRST, PARTS, Terms, problems
from contest.lib import db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

_PUBLISH = """
insert into judge_terms (id, edition, version, terms_en, terms_zh, confidentiality_en, confidentiality_zh,
                         published_by, published_at)
select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7, $8 from judge_terms where edition = $2
returning id
"""


async def publish_terms(*, actor: Actor, edition_id: UUID, terms: Terms, now: datetime) -> UUID:
    """Publish the next version of what judges agree to. Judges of an earlier one are asked again before they read on.

    No version is ever changed: what somebody said yes to stays to be read.
    """
    if not may_organise(actor, edition_id=edition_id):
        raise NotFound
    if found := problems(terms):
        raise Invalid(fields=found)
    # The edition's row is locked, so that two organisers never make the same version.
    if await db.fetchval("select id from edition where id = $1 for update", edition_id) is None:
        raise NotFound
    latest = await terms_of(edition_id=edition_id)
    if latest is not None and all(getattr(latest, part) == getattr(terms, part) for part in PARTS):
        raise Conflict(N_("Nothing is different from version %(n)s.", n=latest.version))
    return await _publish(actor, edition_id, terms, now)


async def _publish(actor: Actor, edition_id: UUID, terms: Terms, now: datetime) -> UUID:
    texts = [getattr(terms, part).strip() for part in PARTS]
    made: UUID = await db.fetchval(_PUBLISH, uuid7(), edition_id, *texts, actor.person_id, now)
    await record(
        actor=actor, action="judge_terms.publish", thing="judge_terms", thing_id=made, data={"edition": edition_id}
    )
    return made


async def ensure_terms(*, edition_id: UUID, now: datetime) -> None:
    """Nobody judges without terms: an edition that has none of its own gets the first version."""
    await db.execute("select id from edition where id = $1 for update", edition_id)
    if await terms_of(edition_id=edition_id) is None:
        await _publish(SYSTEM, edition_id, FIRST, now)


async def copy_terms(*, actor: Actor, from_edition: UUID, to_edition: UUID, now: datetime) -> None:
    """The newest terms of an edition as the first of another. Part of the verb that copies its settings."""
    latest = await terms_of(edition_id=from_edition)
    if latest is not None:
        terms = Terms(**{part: getattr(latest, part) for part in PARTS})
        await _publish(actor, to_edition, terms, now)
