"""Mails that follow what judging decided. Each verb runs inside its job's `work()`."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries import decisions
from contest.lib import db
from contest.lib.config import settings
from contest.notifications.service import queue_message
from contest.submissions.queries import judge_reads_sql

_GIVEN = f"""
select rv.judge, array_agg(s.code order by s.code) as codes, array_agg(s.id) as entries
  from review rv
  join judging_round jr on jr.id = rv.judging_round
  join submission s on s.id = rv.submission
 where jr.round = $1 and rv.judge = any($2::uuid[]) and rv.state in ('assigned', 'draft', 'reopened')
   and s.state = 'submitted' and {judge_reads_sql("rv.judge")}
 group by rv.judge order by rv.judge
"""  # noqa: S608 - no value is in it


def _in(locale: str, en: str, zh: str) -> str:
    return (zh or en) if locale == "zh" else (en or zh)


def _place(facts: RoundFacts, locale: str) -> dict[str, Any]:
    return {
        "round": _in(locale, facts.name_en, facts.name_zh),
        "edition": _in(locale, facts.edition_name_en, facts.edition_name_zh),
        "zone": facts.time_zone,
    }


async def tell_judges(*, round_id: UUID, judge_ids: Collection[UUID]) -> None:
    """Write to each of these judges which entries wait for them: by code only, for a mail is read over shoulders."""
    facts = await round_facts(round_id=round_id)
    given = await db.fetch(_GIVEN, round_id, list(judge_ids))
    people = await accounts.recipients([row["judge"] for row in given])
    for row in given if facts is not None else []:
        assert facts is not None
        person = people[row["judge"]]
        await queue_message(
            kind="judging/opened",
            to=msgspec.structs.replace(person, is_demo=person.is_demo or facts.is_demo),
            context={
                **_place(facts, person.locale),
                "codes": list(row["codes"]),
                "due_at": facts.reviews_due_at,
                "url": f"{settings().public_url}/judging/reviews",
            },
            edition_id=facts.edition_id,
            round_id=round_id,
            about=row["entries"],
        )


async def tell_applicants(*, decision_id: UUID, state: str) -> None:
    """Write to every applicant what was decided about their entry; an organiser reads the mails before they go.

    `state` is what the event told of, `published` or `final`: where the decision has left it since, as a round
    without a notice does at once, this mail says nothing and the next event's says it.
    """
    decision = await decisions.decision_facts(decision_id=decision_id)
    facts = None if decision is None else await round_facts(round_id=decision.round_id)
    if decision is None or facts is None or decision.state != state:
        return
    items = await decisions.decision_items(decision_id=decision_id)
    people = await accounts.recipients([item.owner_id for item in items])
    for item in items:
        person = people[item.owner_id]
        await queue_message(
            kind="judging/decided",
            to=msgspec.structs.replace(person, is_demo=person.is_demo or facts.is_demo),
            context={
                **_place(facts, person.locale),
                "code": item.code,
                "title": _in(person.locale, item.title_en, item.title_zh),
                "outcome": item.outcome,
                "award": _in(person.locale, item.award_en, item.award_zh),
                "notice_ends_at": decision.notice_ends_at if decision.state == "published" else None,
                "is_correction": decision.reverses is not None,
                "url": f"{settings().public_url}/submissions/{item.code}",
            },
            needs_approval=True,
            edition_id=facts.edition_id,
            round_id=facts.id,
            about=[item.submission_id],
        )
