"""How an edition and a round are screened."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.challenge import rules as challenge_rules
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import secret_code, uuid7
from contest.submissions.rules import Words
from contest.submissions.rules.screening import LONGEST_WAIT, Reason, plan_faults

_PLAN = """
insert into screening_plan (id, edition, reasons, ai_policy_en, ai_policy_zh, changed_at)
values ($1, $2, $3::jsonb, $4, $5, $6)
on conflict (edition) do update set reasons = excluded.reasons, ai_policy_en = excluded.ai_policy_en,
       ai_policy_zh = excluded.ai_policy_zh, changed_at = excluded.changed_at
"""

_ROUND = """
insert into screening_round (id, round, needs_second, judges_read_letters) values ($1, $2, $3, false)
on conflict (round) do update set needs_second = excluded.needs_second
"""


_LETTERS = """
insert into screening_round (id, round, needs_second, judges_read_letters) values ($1, $2, false, $3)
on conflict (round) do update set judges_read_letters = excluded.judges_read_letters
"""


_DAYS = """
insert into screening_round (id, round, shortlist_days) values ($1, $2, $3)
on conflict (round) do update set shortlist_days = excluded.shortlist_days
"""


async def plan_screening(
    *, actor: Actor, edition_id: UUID, reasons: Sequence[Reason], ai_policy: Words, now: datetime
) -> None:
    """Set the reasons for which an edition's entries can be refused, and its rules on the use of AI.

    A reason without a key is new. What was said already keeps the words it was said with.
    """
    if not challenge_rules.may_organise(actor, edition_id=edition_id):
        raise NotFound
    if faults := plan_faults(reasons, ai_policy):
        raise Invalid(fields=faults)
    keyed = [reason if reason.key else msgspec.structs.replace(reason, key=secret_code(8)) for reason in reasons]
    stored = msgspec.json.encode(keyed).decode()
    await db.execute(_PLAN, uuid7(), edition_id, stored, ai_policy.en, ai_policy.zh, now)
    await record(
        actor=actor,
        action="edition.plan_screening",
        thing="edition",
        thing_id=edition_id,
        data={"reasons": [reason.key for reason in keyed]},
        texts={"ai_policy_en": ai_policy.en, "ai_policy_zh": ai_policy.zh} if ai_policy else None,
    )


async def set_second_person(*, actor: Actor, round_id: UUID, needs_second: bool) -> None:
    """Say whether a refusal in this round needs a second person. What is proposed already still does."""
    round_ = await challenge.round_facts(round_id=round_id)
    if round_ is None or not challenge_rules.may_organise(actor, edition_id=round_.edition_id, round_id=round_id):
        raise NotFound
    await db.execute(_ROUND, uuid7(), round_id, needs_second)
    await record(
        actor=actor,
        action="round.set_second_person",
        thing="round",
        thing_id=round_id,
        data={"needs_second": needs_second},
    )


async def let_judges_read_letters(*, actor: Actor, round_id: UUID, may: bool) -> None:
    """Say whether the judges of a round read referees' letters. In a blind round they never do."""
    round_ = await challenge.round_facts(round_id=round_id)
    if round_ is None or not challenge_rules.may_organise(actor, edition_id=round_.edition_id, round_id=round_id):
        raise NotFound
    await db.execute(_LETTERS, uuid7(), round_id, may)
    await record(
        actor=actor, action="round.let_judges_read_letters", thing="round", thing_id=round_id, data={"may": may}
    )


async def set_shortlist_days(*, actor: Actor, round_id: UUID, days: int | None) -> None:
    """Say how many days an entry that advances has to answer what is asked of the shortlist. What is open already
    stays open as long as it was told."""
    round_ = await challenge.round_facts(round_id=round_id)
    if round_ is None or not challenge_rules.may_organise(actor, edition_id=round_.edition_id, round_id=round_id):
        raise NotFound
    if days is None or not 1 <= days <= LONGEST_WAIT.days:
        raise Invalid(N_("Use a number from 1 to %(most)s.", most=LONGEST_WAIT.days), field="shortlist_days")
    await db.execute(_DAYS, uuid7(), round_id, days)
    await record(actor=actor, action="round.set_shortlist_days", thing="round", thing_id=round_id, data={"days": days})
