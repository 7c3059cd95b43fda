"""The checks before an award, for who makes them and for the decision that waits for them."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries.decisions import DecisionFacts, decision_facts, refuse_tied
from contest.judging.rules import checks
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class CheckLine(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, by whom and in what."""

    kind: str
    result: str
    source: str
    note: str
    checked_by: str
    checked_at: datetime


class AwardLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that is to be awarded, whose it is, and its checks, the newest first."""

    submission_id: UUID
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    award_en: str
    award_zh: str
    owner: str
    organisation_name: str
    country: str
    checks: list[CheckLine]

    @property
    def last(self) -> dict[str, CheckLine]:
        """The check of each kind that counts."""
        return {line.kind: line for line in reversed(self.checks)}


class ChecksPage(msgspec.Struct, frozen=True, kw_only=True):
    """The awards of a decision. `is_open`: checks are still written down."""

    round: RoundFacts
    decision: DecisionFacts
    lines: list[AwardLine]

    @property
    def is_open(self) -> bool:
        return self.decision.state in ("drafted", "published")


_AWARDS = """
select s.id as submission_id, s.code, v.title_en, v.title_zh, v.translated_title, i.award_en, i.award_zh,
       p.name as owner, coalesce(v.content->>'organisation_name', '') as organisation_name, s.country,
       (select coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'result', c.result, 'source', c.source, 'note',
                                  c.note, 'checked_by', w.name, 'checked_at', c.checked_at) order by c.id desc), '[]')
          from award_check c join person w on w.id = c.checked_by where c.round = d.round and c.submission = s.id)
       as checks
  from decision_item i join decision d on d.id = i.decision join submission s on s.id = i.submission
  join standing st on st.submission = s.id and st.round = d.round join submission_version v on v.id = st.version
  join person p on p.id = s.owner
 where d.id = $1 and i.outcome = 'awarded' order by i.rank nulls last, s.code
"""


async def checks_page(*, actor: Actor, decision_id: UUID) -> ChecksPage:
    """The awards of a decision with their checks, for who makes them and is too close to no entry of the round."""
    found = await decision_facts(decision_id=decision_id)
    facts = None if found is None else await round_facts(round_id=found.round_id)
    if found is None or facts is None or not checks.may_check(actor, edition_id=facts.edition_id, round_id=facts.id):
        raise NotFound
    await refuse_tied(actor=actor, round_id=facts.id)
    lines = [
        AwardLine(**{**row, "checks": msgspec.json.decode(row["checks"], type=list[CheckLine])})
        for row in await db.fetch(_AWARDS, decision_id)
    ]
    return ChecksPage(round=facts, decision=found, lines=lines)


async def results_of(*, decision_id: UUID) -> dict[str, dict[str, str]]:
    """By code of each award: the last result of each kind. Asks nobody who is looking."""
    rows = await db.fetch(
        """select s.code, c.kind, c.result
             from decision_item i join decision d on d.id = i.decision join submission s on s.id = i.submission
             left join lateral (select distinct on (kind) kind, result from award_check
                                 where round = d.round and submission = s.id order by kind, id desc) c on true
            where d.id = $1 and i.outcome = 'awarded'""",
        decision_id,
    )
    found: dict[str, dict[str, str]] = {row["code"]: {} for row in rows}
    for row in rows:
        if row["kind"] is not None:
            found[row["code"]][row["kind"]] = row["result"]
    return found
