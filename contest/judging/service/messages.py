"""Mails that follow what judging decided. Each verb runs inside its job's `work()`."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.challenge import rules as challenge
from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries import decisions
from contest.judging.queries.feedback import round_of_feedback
from contest.judging.queries.objections import judges_of
from contest.lib import db
from contest.lib.config import settings
from contest.notifications.service import Recipient, queue_message
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


async def tell_onward(*, decision_id: UUID, into: UUID, now: datetime) -> None:
    """Write to who runs the round `into` that another round would send its best on to it; how many is no word of it.

    Nothing where that was changed or answered since.
    """
    decision = await decisions.decision_facts(decision_id=decision_id)
    if decision is None or decision.leads_to != into or decision.state == "reversed" or decision.is_answered:
        return
    before, facts = await round_facts(round_id=decision.round_id), await round_facts(round_id=into)
    assert before is not None and facts is not None
    for person in await organisers_of(facts, now):
        await queue_message(
            kind="judging/onward",
            to=msgspec.structs.replace(person, is_demo=person.is_demo or facts.is_demo),
            context={
                **_place(facts, person.locale),
                "before": _in(person.locale, before.name_en, before.name_zh),
                "url": f"{settings().public_url}/judging/rounds/{into}#arrivals",
            },
            edition_id=facts.edition_id,
            round_id=into,
        )


async def tell_objection(*, decision_id: UUID, now: datetime) -> None:
    """Write to who answers that an objection came in; whose, and what it says, stands on the page."""
    decision = await decisions.decision_facts(decision_id=decision_id)
    facts = None if decision is None else await round_facts(round_id=decision.round_id)
    for person in await organisers_of(facts, now) if facts is not None else []:
        assert facts is not None
        await queue_message(
            kind="judging/objection",
            to=msgspec.structs.replace(person, is_demo=person.is_demo or facts.is_demo),
            context={
                **_place(facts, person.locale),
                "url": f"{settings().public_url}/judging/decisions/{decision_id}/objections",
            },
            edition_id=facts.edition_id,
            round_id=facts.id,
        )


_OPEN = """
select d.round, o.decision, o.answer_due_at from objection o join decision d on d.id = o.decision
 where o.id = $1 and o.state = 'open'
"""


async def tell_objection_due(*, objection_id: UUID, now: datetime) -> None:
    """Write to who may answer that an objection still waits, if it does."""
    row = await db.fetchrow(_OPEN, objection_id)
    facts = None if row is None else await round_facts(round_id=row["round"])
    if row is None or facts is None:
        return
    judged = await judges_of(round_id=facts.id)
    for person in await organisers_of(facts, now):
        if person.person_id in judged:
            continue
        await queue_message(
            kind="judging/objection_due",
            to=msgspec.structs.replace(person, is_demo=person.is_demo or facts.is_demo),
            context={
                **_place(facts, person.locale),
                "due_at": row["answer_due_at"],
                "zone": facts.time_zone,
                "url": f"{settings().public_url}/judging/decisions/{row['decision']}/objections",
            },
            edition_id=facts.edition_id,
            round_id=facts.id,
        )


_ANSWERED = """
select o.raised_by, o.answer, o.state = 'upheld' as is_upheld, o.decision, d.round, s.id as submission, s.code
  from objection o join decision d on d.id = o.decision join submission s on s.id = o.submission
 where o.id = $1 and o.state <> 'open'
"""


async def tell_objection_answered(*, objection_id: UUID) -> None:
    """Write to who raised it what the organisers answered."""
    row = await db.fetchrow(_ANSWERED, objection_id)
    facts = None if row is None else await round_facts(round_id=row["round"])
    if row is None or facts is None:
        return
    person = await accounts.recipient(row["raised_by"])
    await queue_message(
        kind="judging/objection_answered",
        to=msgspec.structs.replace(person, is_demo=person.is_demo or facts.is_demo),
        context={
            **_place(facts, person.locale),
            "code": row["code"],
            "answer": row["answer"],
            "is_upheld": row["is_upheld"],
            "url": f"{settings().public_url}/judging/decisions/{row['decision']}/objection",
        },
        edition_id=facts.edition_id,
        round_id=facts.id,
        about=[row["submission"]],
    )


async def tell_feedback(*, decision_id: UUID) -> None:
    """Write to every applicant of a decision that feedback on their entry can be read; what it says stands there."""
    facts = await round_of_feedback(decision_id=decision_id)
    items = await decisions.decision_items(decision_id=decision_id) if facts is not None else []
    people = await accounts.recipients([item.owner_id for item in items])
    for item in items:
        assert facts is not None
        person = people[item.owner_id]
        await queue_message(
            kind="judging/feedback",
            to=msgspec.structs.replace(person, is_demo=person.is_demo or facts.is_demo),
            context={
                **_place(facts, person.locale),
                "code": item.code,
                "title": _in(person.locale, item.title_en, item.title_zh),
                "url": f"{settings().public_url}/judging/feedback/{item.code}",
            },
            edition_id=facts.edition_id,
            round_id=facts.id,
            about=[item.submission_id],
        )


async def organisers_of(facts: RoundFacts, now: datetime) -> list[Recipient]:
    """Who runs a round: its own organisers, or those of its edition where it has none."""
    for role in (challenge.ROUND, challenge.PROGRAMME):
        found = await accounts.people_with_role(role=role, edition_id=facts.edition_id, round_id=facts.id, now=now)
        if found:
            return found
    return []


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
                "objection_url": f"{settings().public_url}/judging/decisions/{decision.id}/objection",
            },
            edition_id=facts.edition_id,
            round_id=facts.id,
            about=[item.submission_id],
        )
