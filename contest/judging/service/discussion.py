"""The judges of an entry talk about it, once they have signed; a score changes only by reopening its review."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.audit.service import record
from contest.challenge.queries import round_facts
from contest.judging.queries.discussion import DiscussionPage, discussion_page, discussions_page
from contest.judging.queries.rounds import hold_round
from contest.judging.rules import discussion
from contest.judging.service.messages import organisers_of
from contest.judging.service.reviews.held import hold_own
from contest.judging.tables.discussion import DiscussionMessage
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotAllowed
from contest.lib.i18n import N_
from contest.lib.web import limits
from contest.notifications.service import queue_message
from contest.submissions.queries import judge_reads_sql

_SAID = """
select m.judging_round, m.submission, m.stage, m.author, m.at, s.code, jr.round
  from discussion_message m join submission s on s.id = m.submission join judging_round jr on jr.id = m.judging_round
 where m.id = $1
"""
_BEFORE = """
select author, at from discussion_message
 where judging_round = $1 and submission = $2 and stage = $3 and id < $4 order by id
"""
# Who reads it there: judges of the entry that have signed, and are not too close to it by now.
_HEARERS = f"""
select o.id, o.judge from review o join submission s on s.id = o.submission and s.state = 'submitted'
 where o.judging_round = $1 and o.submission = $2 and o.stage = $3 and o.judge <> $4
   and o.state in ('signed', 'reopened') and {judge_reads_sql("o.judge")}
 order by o.judge
"""  # noqa: S608 - no value is in it


async def set_discussion(*, actor: Actor, round_id: UUID, opens: str) -> None:
    """From when the judges of an entry of this round talk about it: one of `rules.discussion.OPENS`."""
    await hold_round(round_id)
    found = await discussions_page(actor=actor, round_id=round_id)
    if not found.may_set:
        raise NotAllowed
    if opens not in discussion.OPENS:
        raise Invalid(field="opens", message=N_("Choose one of the answers offered."))
    await db.execute("update judging_round set discussion = $2 where round = $1", round_id, opens)
    data = {"opens": opens, "was": found.opens}
    await record(actor=actor, action="judging.discussion", thing="round", thing_id=round_id, data=data)


async def say(*, actor: Actor, review_id: UUID, text: str, asks_reopen: bool = False, now: datetime) -> None:
    """A judge who has signed says something about the entry to its other judges, and to who follows the round.

    `asks_reopen`: they would change their score; who runs the round is written to, and may reopen it with a reason.
    """
    held = await hold_own(actor, review_id)
    found = await discussion_page(actor=actor, review_id=review_id)
    if not found.may_write:
        raise Conflict(N_("This entry is not discussed now."))
    if asks_reopen and not found.may_ask:
        raise Conflict(N_("You have asked for that already, or the review is open."))
    words = text.strip()
    if not words:
        raise Invalid(field="text", message=N_("Write something first."))
    if len(words) > discussion.LONGEST:
        raise Invalid(field="text", message=N_("Use at most %(most)s characters.", most=discussion.LONGEST))
    await limits.hit(f"discussion:{actor.id}", most=100, seconds=3600)
    stage = await db.fetchval("select stage from review where id = $1", review_id)
    said = DiscussionMessage(
        judging_round=held.judging_id, submission=held.submission, stage=stage, author=actor.id,
        text=words, asks_reopen=asks_reopen, at=now,
    )  # fmt: skip
    await said.save()
    await outbox.emit("discussion.said", message_id=said.id)
    data = {"asks_reopen": asks_reopen}
    await record(
        actor=actor, action="review.discuss", thing="review", thing_id=review_id, data=data, texts={"text": words}
    )
    if asks_reopen:
        await _tell(found, held.submission, now)


async def _tell(found: DiscussionPage, entry: UUID, now: datetime) -> None:
    facts = found.round
    for person in await organisers_of(facts, now):
        chinese = person.locale == "zh"
        await queue_message(
            kind="judging/reopen_asked",
            to=msgspec.structs.replace(person, is_demo=person.is_demo or facts.is_demo),
            context={
                "round": (facts.name_zh or facts.name_en) if chinese else (facts.name_en or facts.name_zh),
                "edition": facts.edition_name_zh if chinese else facts.edition_name_en,
                "url": f"{settings().public_url}/judging/rounds/{facts.id}/discussions",
            },
            edition_id=facts.edition_id,
            round_id=facts.id,
            about=[entry],
        )


async def tell_discussion(*, message_id: UUID) -> None:
    """Write to the other judges of an entry who read its discussion that somebody said something: not who, nor what.

    One mail for a talk (`rules.discussion.is_told`). Nothing where the round has closed its discussions since.
    """
    said = await db.fetchrow(_SAID, message_id)
    facts = None if said is None else await round_facts(round_id=said["round"])
    if said is None or facts is None:
        return
    key = (said["judging_round"], said["submission"], said["stage"])
    before = [(row["author"], row["at"]) for row in await db.fetch(_BEFORE, *key, message_id)]
    hearers = {row["judge"]: row["id"] for row in await db.fetch(_HEARERS, *key, said["author"])}
    told = [judge for judge in hearers if discussion.is_told(before, reader=judge, at=said["at"])]
    for judge, person in (await accounts.recipients(told)).items():
        chinese = person.locale == "zh"
        await queue_message(
            kind="judging/discussed",
            to=msgspec.structs.replace(person, is_demo=person.is_demo or facts.is_demo),
            context={
                "round": (facts.name_zh or facts.name_en) if chinese else (facts.name_en or facts.name_zh),
                "edition": facts.edition_name_zh if chinese else facts.edition_name_en,
                "code": said["code"],
                "url": f"{settings().public_url}/judging/reviews/{hearers[judge]}/discussion",
            },
            edition_id=facts.edition_id,
            round_id=facts.id,
            about=[said["submission"]],
        )
