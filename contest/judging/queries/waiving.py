"""What it changes to go on without the reviews that a judge owes."""

from decimal import Decimal
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.queries.ranking import EntryLine, Summary, stored
from contest.judging.queries.ranking.lines import rows, rubrics_of_groups
from contest.judging.queries.ranking.order import ranked
from contest.judging.queries.rounds import Judging, judging_set_up, round_to_run
from contest.judging.queries.sealed import is_sealed
from contest.judging.rules import scores
from contest.judging.rules.stages import places
from contest.judging.rules.waiver import Stake, at_stake
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

OWED = frozenset({"assigned", "draft", "reopened"})
NINETY = Decimal("1.645")
WIDE = Decimal(20)  # to either side of an entry's mean, where nothing is calibrated yet


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """An entry whose review is not signed, where it stands without it and where it might with it."""

    line: EntryLine
    state: str
    has_result: bool
    stake: Stake
    may_cross: bool


class WaiverPage(msgspec.Struct, frozen=True, kw_only=True):
    """Who owes reviews in a round, and what one judge owes, less `hidden` entries that the reader is tied to.

    Where live scores are sealed the effect on ranks would tell them: then it is not to be shown.
    """

    round: RoundFacts
    judging: Judging
    judge_id: UUID | None
    name: str
    late: list[tuple[UUID, str, int]]
    owed: list[Owed]
    hidden: int
    is_sealed: bool


async def waiver_page(*, actor: Actor, round_id: UUID, judge_id: UUID | None) -> WaiverPage:
    """For who runs the round, before they waive; without a judge it says who is late."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    state = await stored.state(judging_id=judging.id, person_id=actor.person_id)
    late = msgspec.json.decode(state["late"], type=list[tuple[UUID, str, int]])
    name = await db.fetchval("select name from person where id = $1", judge_id)
    lines, groups, tied = await _lines(facts, judging, actor)
    owing = [line for line in lines if judge_id is not None and _state(line, judge_id) in OWED]
    if judge_id is not None and not owing:
        raise NotFound
    return WaiverPage(
        round=facts,
        judging=judging,
        judge_id=judge_id,
        name=name or "",
        late=late,
        owed=[_owed(line, lines, groups, facts, judging, judge_id) for line in owing if line.submission_id not in tied],
        hidden=sum(line.submission_id in tied for line in owing),
        is_sealed=await is_sealed(judging),
    )


async def _lines(
    facts: RoundFacts, judging: Judging, actor: Actor
) -> tuple[list[EntryLine], dict[str, Summary], set[UUID]]:
    """Every entry, with what is calibrated where that is not older than the scores, and what the actor is tied to."""
    state = await stored.state(judging_id=judging.id, person_id=None)
    entries = await rows(facts, judging, person_id=actor.person_id)
    tied = {row.submission_id for row in entries if row.is_tied}
    if state["mark"] != state["worked_mark"]:
        return ranked(entries, facts, judging, await rubrics_of_groups(judging)), {}, tied
    groups = {group.key: group for group in msgspec.json.decode(state["groups"], type=list[Summary])}
    lines = await stored.page_of(
        round_id=facts.id, judging_id=judging.id, ranking_id=state["id"], person_id=None, page=None
    )
    return lines, groups, tied


def _state(line: EntryLine, judge_id: UUID) -> str:
    return next((one.state for one in line.reviews if one.judge == judge_id), "")


def _owed(
    line: EntryLine,
    lines: list[EntryLine],
    groups: dict[str, Summary],
    facts: RoundFacts,
    judging: Judging,
    judge_id: UUID | None,
) -> Owed:
    assert judge_id is not None
    low, high = _expected(line, groups.get(line.group), judge_id)
    beside = [one for one in lines if one.group == line.group and not one.is_out]
    others = [one.score for one in beside if one.score is not None and one.code != line.code]
    count = sum(one.group == line.group for one in lines)
    cut = places(judging.following, entries=count, quota=facts.quota)
    signed = [one.total for one in line.reviews if one.state == "signed" and one.total is not None]
    rule = scores.MEAN if judging.rule == scores.CALIBRATED else judging.rule
    stake = at_stake(signed, others, low=low, high=high, rule=rule, least_valid=judging.least_valid)
    return Owed(
        line=line,
        state=_state(line, judge_id),
        has_result=line.score is not None,
        stake=stake,
        may_cross=stake.may_cross(line.rank, cut),
    )


def _expected(line: EntryLine, group: Summary | None, judge_id: UUID) -> tuple[Decimal, Decimal]:
    """What the missing total lies between with 90 %: what is known of the entry, the judge, and the noise."""
    if group is None or line.calibrated is None or line.low is None or line.high is None or not group.spread_noise:
        middle = line.mean if line.mean is not None else Decimal(50)
        return middle - WIDE, middle + WIDE
    severity = next((one for one in group.severities if one.judge == str(judge_id)), None)
    lean = Decimal(severity.figure) if severity is not None else Decimal(0)
    sway = (group.spread_judges or Decimal(0)) if severity is None else Decimal(0)
    known = (line.high - line.low) / 2 / NINETY
    reach = NINETY * (known**2 + group.spread_noise**2 + sway**2).sqrt()
    return line.calibrated + lean - reach, line.calibrated + lean + reach
