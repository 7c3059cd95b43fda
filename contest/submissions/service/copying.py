"""How an edition takes and screens entries, for the one that begins as it did."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from contest.challenge.rules import may_organise
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

_SCREENING = """
insert into screening_plan (id, edition, reasons, ai_policy_en, ai_policy_zh, changed_at)
select gen_random_uuid(), $2, reasons, ai_policy_en, ai_policy_zh, $3 from screening_plan where edition = $1
"""

_CAPS = """
insert into entry_cap (id, edition, per_person, per_organisation)
select gen_random_uuid(), $2, per_person, per_organisation from entry_cap where edition = $1
"""

_MADE = "join unnest($1::uuid[], $2::uuid[]) as made(old, new) on made.old = x.round"

_ROUNDS = f"""
insert into screening_round (id, round, needs_second, judges_read_letters, shortlist_days)
select gen_random_uuid(), made.new, x.needs_second, x.judges_read_letters, x.shortlist_days
  from screening_round x {_MADE}
"""  # noqa: S608 - constants only

_WEIGHTS = f"""
insert into suggestion_plan (id, round, weights, changed_at)
select gen_random_uuid(), made.new, x.weights, $3 from suggestion_plan x {_MADE}
"""  # noqa: S608 - constants only


async def copy_plans(
    *, actor: Actor, from_edition: UUID, to_edition: UUID, rounds: Mapping[UUID, UUID], now: datetime
) -> None:
    """How entries are screened, how many one may have, how suggestions are weighed. The copy itself is on record."""
    if not all(may_organise(actor, edition_id=one) for one in (from_edition, to_edition)):
        raise NotFound
    await db.execute(_SCREENING, from_edition, to_edition, now)
    await db.execute(_CAPS, from_edition, to_edition)
    await db.execute(_ROUNDS, list(rounds), list(rounds.values()))
    await db.execute(_WEIGHTS, list(rounds), list(rounds.values()), now)
