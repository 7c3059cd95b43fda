"""What the judges of an entry say about it: for those of them who have signed, and for those who follow the round."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries.reviews import review_row
from contest.judging.queries.rounds import judging_set_up, round_to_follow
from contest.judging.queries.sealed import revealed_sql
from contest.judging.rules import discussion, permissions, steps
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions.queries import ties_hide_sql


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message. `name` is empty where the judges of a round do not know one another; `number` tells them apart.

    `review_id`: its author's review, where the reader may reopen it and the author asked for that.
    """

    name: str
    number: int
    is_own: bool
    text: str
    asks_reopen: bool
    at: datetime
    review_id: UUID | None


class DiscussionPage(msgspec.Struct, frozen=True, kw_only=True):
    """The discussion of the entry of a review; `signed` of its `judges` have signed.

    `may_ask`: the reader may ask for their own signed review to be reopened.
    """

    review_id: UUID
    round: RoundFacts
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    opens: str
    signed: int
    judges: int
    is_open: bool
    is_own: bool
    may_write: bool
    may_ask: bool
    shows_names: bool
    messages: list[Message]


_HEAD = f"""
select jr.id as judging_id, rv.submission, rv.stage, jr.discussion as opens, r.judges_known,
       {revealed_sql("rv")} as is_revealed, s.code, v.title_en, v.title_zh, v.translated_title, rv.signed_at,
       (select count(*) from review o where o.judging_round = jr.id and o.submission = s.id and o.stage = rv.stage
           and o.state in ('signed', 'reopened')) as signed,
       (select count(*) from review o where o.judging_round = jr.id and o.submission = s.id and o.stage = rv.stage
           and o.state not in ('recused', 'waived')) as judges
  from review rv
  join judging_round jr on jr.id = rv.judging_round
  join round r on r.id = jr.round
  join submission s on s.id = rv.submission
  join submission_version v on v.id = rv.version
 where rv.id = $1
"""  # noqa: S608 - no value is in it

# Words of somebody who stepped back since, or is too close after all, are no part of it any more.
_MESSAGES = f"""
select m.author, m.text, m.asks_reopen, m.at, p.name, o.id as review_id, o.state, o.place as number
  from (select rv.*, row_number() over (order by rv.id) as place from review rv
         where rv.judging_round = $1 and rv.submission = $2 and rv.stage = $3) o
  join discussion_message m on m.judging_round = o.judging_round and m.submission = o.submission
   and m.stage = o.stage and m.author = o.judge
  join submission s on s.id = m.submission
  join person p on p.id = m.author
 where o.state not in ('recused', 'waived') and {ties_hide_sql("m.author")} and {ties_hide_sql("$4")}
 order by m.id limit 500
"""  # noqa: S608 - no value is in it


async def discussion_page(*, actor: Actor, review_id: UUID) -> DiscussionPage:
    """For who may read this review: its judge once they have signed, and who follows the round. Nobody who is tied."""
    row = await review_row(actor, review_id)
    head = await db.fetchrow(_HEAD, review_id)
    facts = await round_facts(round_id=row["round_id"])
    assert head is not None and facts is not None
    is_own = row["judge_id"] == actor.person_id
    if head["opens"] == discussion.OFF:
        raise NotFound
    is_open = discussion.is_open(
        head["opens"],
        state=row["state"],
        signed=head["signed"],
        judges=head["judges"],
        is_revealed=head["is_revealed"],
    )
    key = (head["judging_id"], head["submission"], head["stage"], actor.person_id)
    found = await db.fetch(_MESSAGES, *key) if is_open else []
    shows_names = not is_own or head["judges_known"] == "signed"
    may_write = is_own and is_open and facts.state in steps.DECIDING and not row["is_past"]
    asked = any(one["author"] == actor.person_id and one["asks_reopen"] and one["at"] >= row["signed_at"]
                for one in found) if row["signed_at"] else True  # fmt: skip
    return DiscussionPage(
        review_id=review_id,
        round=facts,
        **{
            name: head[name]
            for name in ("code", "title_en", "title_zh", "translated_title", "opens", "signed", "judges")
        },
        is_open=is_open,
        is_own=is_own,
        may_write=may_write,
        may_ask=may_write and row["state"] == "signed" and not asked,
        shows_names=shows_names,
        messages=[_message(one, actor, shows_names=shows_names, may_reopen=_may_reopen(actor, facts)) for one in found],
    )


def _may_reopen(actor: Actor, facts: RoundFacts) -> bool:
    return facts.state in steps.DECIDING and permissions.may_run(actor, edition_id=facts.edition_id, round_id=facts.id)


def _message(row: Any, actor: Actor, *, shows_names: bool, may_reopen: bool) -> Message:
    is_asked = row["asks_reopen"] and row["state"] == "signed" and may_reopen
    return Message(
        name=row["name"] if shows_names else "",
        number=row["number"],
        is_own=row["author"] == actor.person_id,
        text=row["text"],
        asks_reopen=row["asks_reopen"],
        at=row["at"],
        review_id=row["review_id"] if is_asked else None,
    )


class Discussed(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that is discussed; `asks` counts judges who would change a score that is still signed."""

    code: str
    title_en: str
    title_zh: str
    translated_title: str
    review_id: UUID
    messages: int
    asks: int
    last_at: datetime


class DiscussionsPage(msgspec.Struct, frozen=True, kw_only=True):
    round: RoundFacts
    opens: str
    may_set: bool
    entries: list[Discussed]


_DISCUSSED = f"""
select s.code, v.title_en, v.title_zh, v.translated_title, (array_agg(rv.id order by rv.id))[1] as review_id,
       count(*) as messages, max(m.at) as last_at,
       count(distinct rv.id) filter (where m.asks_reopen and rv.state = 'signed' and m.at >= rv.signed_at) as asks
  from discussion_message m
  join review rv on rv.judging_round = m.judging_round and rv.submission = m.submission and rv.stage = m.stage
   and rv.judge = m.author and rv.state in ('signed', 'reopened')
  join submission s on s.id = m.submission and s.state = 'submitted'
  join submission_version v on v.id = rv.version
 where m.judging_round = $1 and {ties_hide_sql("$2")} and {ties_hide_sql("rv.judge")} and {revealed_sql("rv")}
   and not exists (select from review mine where mine.judging_round = m.judging_round and mine.submission = s.id
                      and mine.judge = $2 and mine.state in ('assigned', 'draft', 'reopened'))
 group by s.id, v.id order by asks desc, last_at desc limit 500
"""  # noqa: S608 - no value is in it


async def discussions_page(*, actor: Actor, round_id: UUID) -> DiscussionsPage:
    """Which entries of a round are discussed, for those who follow it; not those they are tied to or have to sign."""
    facts = await round_to_follow(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    opens = await db.fetchval("select discussion from judging_round where id = $1", judging.id)
    rows = await db.fetch(_DISCUSSED, judging.id, actor.person_id)
    return DiscussionsPage(
        round=facts,
        opens=opens,
        may_set=facts.state in steps.PANEL_GROWS | steps.DECIDING
        and permissions.may_run(actor, edition_id=facts.edition_id, round_id=round_id),
        entries=[Discussed(**row) for row in rows],
    )
