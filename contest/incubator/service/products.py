"""Verbs on a venture's product: its inventory under two sets of rules, and what is to be said of it."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.impact.rules.claims import BY_KEY, Claim, check, claim_faults, verdict
from contest.impact.rules.footprints import Inventory, inventory_faults
from contest.incubator import queries, rules
from contest.incubator.rules.stages import LONGEST_REASON
from contest.incubator.service.holding import hold
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


async def save_inventory(*, actor: Actor, venture_id: UUID, inventory: Inventory, now: datetime) -> int:
    """The next version of a venture's inventory, by its people or who runs the incubator; its number."""
    await hold(actor, venture_id)
    if faults := inventory_faults(inventory):
        raise Invalid(fields=faults)
    before = await queries.product(venture_id=venture_id)
    number = 1 if before is None else before.number + 1
    await db.execute(
        "insert into product_inventory (id, venture, number, content, made_by, made_at)"
        " values ($1, $2, $3, $4::jsonb, $5, $6)",
        uuid7(), venture_id, number, msgspec.json.encode(inventory).decode(), actor.person_id, now,
    )  # fmt: skip
    data = {"number": number, "rows": len(inventory.rows)}
    await record(actor=actor, action="product.save", thing="venture", thing_id=venture_id, data=data)
    return number


async def check_claim(*, actor: Actor, venture_id: UUID, claim: Claim, now: datetime) -> str:
    """A text is checked for a market, and kept with what came of it: the verdict."""
    await hold(actor, venture_id)
    if faults := claim_faults(claim):
        raise Invalid(fields=faults)
    said = verdict(check(claim))
    await db.execute(
        "insert into claim_check (id, venture, text, market, audience, uses_offsets, verdict, made_by, made_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        uuid7(), venture_id, claim.text, claim.market, claim.audience, claim.uses_offsets, said, actor.person_id, now,
    )  # fmt: skip
    data = {"market": claim.market, "verdict": said}
    await record(
        actor=actor, action="product.check_claim", thing="venture", thing_id=venture_id, data=data,
        texts={"text": claim.text},
    )  # fmt: skip
    return said


async def review_rule(*, actor: Actor, edition_id: UUID, key: str, note: str, now: datetime) -> None:
    """Somebody who runs the incubator read a rule of wording, and the law it stands on."""
    if not rules.may_run(actor, edition_id=edition_id) or actor.person_id is None:
        raise NotFound
    if key not in BY_KEY:
        raise Invalid(N_("Choose one of the answers offered."), field="rule")
    if len(note) > LONGEST_REASON:
        raise Invalid(N_("Use at most %(most)s characters.", most=LONGEST_REASON), field="note")
    await db.execute(
        "insert into claim_review (id, edition, rule, person, note, at) values ($1, $2, $3, $4, $5, $6)",
        uuid7(), edition_id, key, actor.person_id, note, now,
    )  # fmt: skip
    await record(actor=actor, action="claim_rule.review", thing="edition", thing_id=edition_id, data={"rule": key})
