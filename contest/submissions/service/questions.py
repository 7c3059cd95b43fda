"""What a team and the staff say to each other about an entry, and the mails that tell of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.audit.service import record
from contest.challenge import rules as challenge
from contest.lib import clock, db, outbox
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Invalid
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.notifications.service import Recipient, queue_message
from contest.submissions import queries
from contest.submissions.rules.questions import LONGEST_MESSAGE

_SAY = """
insert into entry_message (id, submission, by, side, is_internal, asks, text, at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""

# Whoever answers, or says that no answer is needed, settles what the other side had asked.
_SETTLE = """
update entry_message set settled_at = $3, settled_by = $4
 where submission = $1 and side = $2 and asks and settled_at is null returning id
"""


async def say(
    *, actor: Actor, code: str, text: str, is_internal: bool = False, asks: bool = True, now: datetime
) -> UUID:
    """Write into the thread of an entry, on the side that the actor is on; the message's id.

    A team always asks. The staff say whether they want an answer; what is `is_internal` only they read, and it answers
    nothing. On a team it needs a place that allows to write.
    """
    thread = await queries.thread(actor=actor, code=code)
    if not text:
        raise Invalid(N_("Write something first."), field="text")
    if len(text) > LONGEST_MESSAGE:
        raise Invalid(N_("Use at most %(most)s characters.", most=LONGEST_MESSAGE), field="text")
    is_team = thread.side == "team"
    if is_team:
        await queries.own_entry(actor=actor, code=code, to="edit")
    is_internal = is_internal and not is_team
    message_id = uuid7()
    waits = (is_team or asks) and not is_internal
    await db.execute(
        _SAY, message_id, thread.submission_id, actor.id, thread.side, is_internal, waits, text, now
    )  # fmt: skip
    if not is_internal:
        await db.execute(_SETTLE, thread.submission_id, "staff" if is_team else "team", now, actor.id)
        await outbox.emit("question.sent", message_id=message_id)
    await record(
        actor=actor,
        action="submission.say",
        thing="submission",
        thing_id=thread.submission_id,
        data={"message": message_id, "side": thread.side, "is_internal": is_internal},
        texts={"text": text},
    )
    return message_id


async def settle_questions(*, actor: Actor, code: str, now: datetime) -> None:
    """Say that what the other side asked needs no answer."""
    thread = await queries.thread(actor=actor, code=code)
    if thread.side == "team":
        await queries.own_entry(actor=actor, code=code, to="edit")
    other = "staff" if thread.side == "team" else "team"
    if await db.fetchval(_SETTLE, thread.submission_id, other, now, actor.id) is not None:
        await record(
            actor=actor, action="submission.settle_questions", thing="submission", thing_id=thread.submission_id
        )


async def mail_question(*, message_id: UUID) -> None:
    """Tell the other side of a message: the whole team, or whoever runs and screens the round and is not tied."""
    found = await queries.message_facts(message_id=message_id)
    if found is None or found["is_internal"]:
        return
    is_for_staff = found["side"] == "team"
    for to in await (_staff(found) if is_for_staff else queries.team_recipients(submission_id=found["submission_id"])):
        await queue_message(
            kind="submissions/question",
            to=msgspec.structs.replace(to, is_demo=to.is_demo or found["is_demo"]),
            context={
                **found,
                "is_for_staff": is_for_staff,
                "address": f"{settings().public_url}/submissions/{found['code']}/questions",
            },
            edition_id=found["edition_id"],
            round_id=found["round_id"],
            about=[found["submission_id"]],
        )


async def _staff(found: Any) -> list[Recipient]:
    """The organisers and screeners of the entry's round; where it has none of its own, those of the programme."""
    place = {"edition_id": found["edition_id"], "round_id": found["round_id"], "now": clock.now()}
    people: dict[UUID | None, Recipient] = {}
    for roles in ((challenge.ROUND, "screener"), (challenge.PROGRAMME,)):
        for role in roles:
            people |= {one.person_id: one for one in await accounts.people_with_role(role=role, **place)}
        heard = await queries.who_may_hear(
            submission_id=found["submission_id"],
            people=[one for one in people if one is not None],
        )
        if heard:
            return [people[one] for one in people if one in heard]
    return []
