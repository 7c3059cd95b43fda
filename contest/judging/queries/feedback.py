"""Feedback: what waits to be read before it goes out, for organisers; what was released, for the team of an entry."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries.decisions import DecisionFacts, decision_facts, refuse_tied
from contest.judging.queries.rounds import round_to_run
from contest.judging.rules.feedback import band
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions.queries import team_sql

SHOWN_ROWS = 50


class FeedbackFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The feedback of a decision without its texts."""

    id: UUID
    shows: str
    share: int
    prepared_at: datetime
    released_at: datetime | None


class TextLine(msgspec.Struct, frozen=True, kw_only=True):
    """A judge's words about an entry, without the judge; `wrote` is what the review says."""

    id: UUID
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    text: str
    wrote: str
    flags: list[str]
    state: str


class FeedbackPage(msgspec.Struct, frozen=True, kw_only=True):
    """What goes out to the applicants of a decision. `counts` are texts by their state; `waiting` the first of these
    that wait, `read` those that were changed or withheld; `shows` is what the round said. `comments` are there before
    anything is prepared."""

    round: RoundFacts
    decision: DecisionFacts
    feedback: FeedbackFacts | None
    shows: str
    comments: int
    entries: int
    counts: dict[str, int]
    waiting: list[TextLine]
    read: list[TextLine]

    @property
    def texts(self) -> int:
        return sum(self.counts.values())

    @property
    def may_release(self) -> bool:
        released = self.feedback is None or self.feedback.released_at is not None
        return not released and not self.counts.get("waiting")


# What judges signed for the applicants of a decision's entries; `{columns}` of these reviews.
COMMENTS = """
select {columns}
  from decision d
  join judging_round jr on jr.round = d.round
  join decision_item i on i.decision = d.id
  join submission s on s.id = i.submission and s.state = 'submitted'
  join review rv on rv.judging_round = jr.id and rv.submission = s.id and rv.state = 'signed'
 where d.id = $1 and rv.comment_applicant ~ '[^[:space:]]'
"""

_TEXTS = """
select t.id, s.code, v.title_en, v.title_zh, v.translated_title, t.text, rv.comment_applicant as wrote, t.flags, t.state
  from feedback_text t
  join feedback f on f.id = t.feedback
  join decision d on d.id = f.decision
  join submission s on s.id = t.submission
  join standing st on st.submission = s.id and st.round = d.round
  join submission_version v on v.id = st.version
  join review rv on rv.id = t.review
 where t.feedback = $1 and t.state = any($2::text[])
 order by s.code, t.id limit $3
"""


async def feedback_of(*, decision_id: UUID) -> FeedbackFacts | None:
    """The feedback of a decision, or None before it is prepared. Asks nobody who is looking."""
    row = await db.fetchrow(
        "select id, shows, share, prepared_at, released_at from feedback where decision = $1", decision_id
    )
    return None if row is None else FeedbackFacts(**row)


async def feedback_page(*, actor: Actor, decision_id: UUID) -> FeedbackPage:
    """For who runs the round and is too close to no entry of it."""
    decision = await decision_facts(decision_id=decision_id)
    if decision is None:
        raise NotFound
    facts = await round_to_run(actor=actor, round_id=decision.round_id)
    await refuse_tied(actor=actor, round_id=decision.round_id)
    feedback = await feedback_of(decision_id=decision_id)
    counts, waiting, read = {}, [], []
    if feedback is not None:
        rows = await db.fetch("select state, count(*) from feedback_text where feedback = $1 group by 1", feedback.id)
        counts = {row["state"]: row["count"] for row in rows}
        waiting = await _texts(feedback.id, ["waiting"])
        read = await _texts(feedback.id, ["edited", "withheld"])
    return FeedbackPage(
        round=facts,
        decision=decision,
        feedback=feedback,
        shows=await db.fetchval("select feedback_shows from judging_round where round = $1", decision.round_id),
        comments=await db.fetchval(COMMENTS.format(columns="count(*)"), decision_id),
        entries=await db.fetchval("select count(*) from decision_item where decision = $1", decision_id),
        counts=counts,
        waiting=waiting,
        read=read,
    )


async def _texts(feedback_id: UUID, states: list[str]) -> list[TextLine]:
    return [TextLine(**row) for row in await db.fetch(_TEXTS, feedback_id, states, SHOWN_ROWS)]


async def decision_of_text(*, text_id: UUID) -> UUID:
    """The decision that a text is feedback on; `NotFound` where there is none. Asks nobody who is looking."""
    found: UUID | None = await db.fetchval(
        "select f.decision from feedback_text t join feedback f on f.id = t.feedback where t.id = $1", text_id
    )
    if found is None:
        raise NotFound
    return found


class Packet(msgspec.Struct, frozen=True, kw_only=True):
    """What a team is told about its entry in a round. `means` by criterion: (English, Chinese, mean, most, weight)."""

    code: str
    title_en: str
    title_zh: str
    translated_title: str
    round_en: str
    round_zh: str
    time_zone: str
    outcome: str
    award_en: str
    award_zh: str
    released_at: datetime
    rank: int | None
    of: int
    score: Decimal | None
    band: int | None
    means: list[tuple[str, str, Decimal, Decimal, int]]
    texts: list[str]
    is_demo: bool


_PACKETS = f"""
select s.code, v.title_en, v.title_zh, v.translated_title, r.name_en as round_en, r.name_zh as round_zh, r.time_zone,
       i.outcome, i.award_en, i.award_zh, f.released_at, f.shows, i.rank, i.score, e.is_demo,
       (select count(*) from decision_item o join submission os on os.id = o.submission
         where o.decision = d.id and o.rank is not null
           and (jr.talent_rubric is null or (os.kind = 'talent') = (s.kind = 'talent'))) as of,
       case when f.shows = 'rank' then (
           select json_agg(json_build_array(m.name_en, m.name_zh, m.mean::text, m.highest::text, m.weight)
                           order by m.position)
             from (select c.name_en, c.name_zh, c.position, c.weight, ru.highest, round(avg(sc.points), 2) as mean
                     from review rv join score sc on sc.review = rv.id join criterion c on c.id = sc.criterion
                     join rubric ru on ru.id = c.rubric
                    where rv.judging_round = jr.id and rv.submission = s.id and rv.state = 'signed' and rv.stage = (
                          select x.stage from review x where x.judging_round = jr.id and x.submission = s.id
                             and x.state = 'signed'
                           order by array_position(array['live', 'full', 'triage'], x.stage::text) limit 1)
                    group by c.id, ru.id) m) end as means,
       array(select t.text from feedback_text t
              where t.feedback = f.id and t.submission = s.id and t.state in ('clear', 'passed', 'edited')
              order by sha256(t.id::text::bytea)) as texts
  from submission s
  join decision_item i on i.submission = s.id
  join decision d on d.id = i.decision and d.state in ('published', 'final')
  join feedback f on f.decision = d.id and f.released_at is not null
  join round r on r.id = d.round
  join edition e on e.id = r.edition
  join judging_round jr on jr.round = r.id
  join standing st on st.submission = s.id and st.round = r.id
  join submission_version v on v.id = st.version
 where s.code = $1 and {team_sql("$2")}
 order by f.released_at desc
"""  # noqa: S608 - no value is in it


async def packets(*, actor: Actor, code: str) -> list[Packet]:
    """What was released about an entry, the latest round first, for its team; to all others it is `NotFound`.

    Who judged is not in it; what judges wrote stands in an order that means nothing.
    """
    found = [_packet(row) for row in await db.fetch(_PACKETS, code, actor.person_id)]
    if not found:
        raise NotFound
    return found


def _packet(row: Any) -> Packet:
    shows = row["shows"]
    means = msgspec.json.decode(row["means"] or "[]", type=list[tuple[str, str, Decimal, Decimal, int]])
    facts = {key: value for key, value in row.items() if key != "shows"}
    return Packet(
        **{
            **facts,
            "rank": row["rank"] if shows == "rank" else None,
            "score": row["score"] if shows == "rank" else None,
            "band": band(row["rank"], of=row["of"]) if shows == "band" else None,
            "means": means,
        }
    )


async def round_of_feedback(*, decision_id: UUID) -> RoundFacts | None:
    """The round of a decision whose feedback was released; None of another. Asks nobody who is looking."""
    decision, feedback = await decision_facts(decision_id=decision_id), await feedback_of(decision_id=decision_id)
    if decision is None or feedback is None or feedback.released_at is None or decision.state == "reversed":
        return None
    return await round_facts(round_id=decision.round_id)
