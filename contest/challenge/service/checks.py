"""Verbs on self-checks, and the question that somebody has before they enter."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.accounts.rules import clean_email
from contest.audit.service import record
from contest.challenge import queries, rules
from contest.challenge.rules.checks import Question, check_faults
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.notifications.service import queue_message

LONGEST_QUESTION = 2_000
_MOST_TOLD = 10

_PLAN = """
insert into self_check (id, edition, round, questions, changed_at) values ($1, $2, $3, $4::jsonb, $5)
"""


async def plan_check(
    *, actor: Actor, edition_id: UUID, round_id: UUID | None, questions: Sequence[Question], now: datetime
) -> None:
    """What is asked before somebody enters a round of the edition, or this one; an empty list asks nothing.

    A round with questions of its own does not ask those of its edition.
    """
    if not rules.may_organise(actor, edition_id=edition_id, round_id=round_id):
        raise NotFound
    if faults := check_faults(questions):
        raise Invalid(fields=faults)
    await db.execute("select 1 from edition where id = $1 for no key update", edition_id)
    await db.execute(
        "delete from self_check where edition = $1 and round is not distinct from $2", edition_id, round_id
    )
    if questions:
        await db.execute(_PLAN, uuid7(), edition_id, round_id, msgspec.json.encode(questions).decode(), now)
    await record(
        actor=actor,
        action="self_check.plan",
        thing="round" if round_id else "edition",
        thing_id=round_id or edition_id,
        data={"questions": len(questions)},
    )


async def ask_organisers(*, actor: Actor, round_id: UUID, email: str, question: str, now: datetime) -> None:
    """Mail a question about a call to who runs its round; they answer to the address. The caller counts tries."""
    facts = await queries.round_facts(round_id=round_id)
    if facts is None or facts.edition_state == "draft" or facts.state == "planned":
        raise NotFound
    address = actor.email or clean_email(email)
    faults: dict[str, Lazy | str] = {}
    if not address:
        faults["email"] = N_("Write an e-mail address, as name@example.org.")
    if not question.strip():
        faults["question"] = N_("This answer is needed.")
    elif len(question) > LONGEST_QUESTION:
        faults["question"] = N_("Use at most %(most)s characters.", most=LONGEST_QUESTION)
    if faults:
        raise Invalid(fields=faults)
    edition_id = facts.edition_id
    people = await accounts.people_with_role(role=rules.ROUND, edition_id=edition_id, round_id=round_id, now=now)
    people += await accounts.people_with_role(role=rules.PROGRAMME, edition_id=edition_id, round_id=None, now=now)
    for person in {one.person_id: one for one in people[:_MOST_TOLD]}.values():
        await queue_message(
            kind="challenge/question",
            to=msgspec.structs.replace(person, is_demo=person.is_demo or facts.is_demo),
            context={
                "email": address,
                "question": question,
                "call_en": facts.name_en,
                "call_zh": facts.name_zh,
                "address": f"{settings().public_url}/calls/{facts.edition_slug}/{facts.slug}",
            },
            edition_id=facts.edition_id,
            round_id=round_id,
        )
