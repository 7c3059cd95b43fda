"""The ranking of a round: as a job worked it out, or by the rule alone where scores have changed since."""

import math
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.queries.ranking import stored
from contest.judging.queries.ranking.lines import EntryLine, JudgeLine, rows, rubrics_of_groups
from contest.judging.queries.ranking.order import ranked
from contest.judging.queries.ranking.stored import PAGE_ROWS, Summary, summary
from contest.judging.queries.rounds import Judging, judging_set_up, round_to_follow, round_to_run
from contest.judging.queries.sealed import is_sealed, refuse_sealed
from contest.judging.rules import permissions, scores
from contest.lib.actor import Actor
from contest.lib.errors import Conflict
from contest.lib.i18n import N_

__all__ = ["EntryLine", "JudgeLine", "Ranking", "Summary", "ranked_entries", "ranking", "uncertain_entries"]


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a round's ranking. `hidden` counts entries that the actor is too close to see; they have ranks.

    Not `is_fresh`: scores have changed, and the advice (calibrated figures, intervals, chances) is being worked out.
    `near` are the entries about the cut line, `late` the judges who owe reviews: (id, name, how many).
    """

    round: RoundFacts
    judging: Judging
    entries: list[EntryLine]
    near: list[EntryLine]
    groups: list[Summary]
    count: int
    hidden: int
    late: list[tuple[UUID, str, int]]
    is_fresh: bool
    worked_at: datetime | None
    draft_id: UUID | None
    may_run: bool

    @property
    def has_talent(self) -> bool:
        return any(group.key == "talent" and group.count for group in self.groups)

    @property
    def has_cut(self) -> bool:
        """Whether a line is drawn: by the round's quota, or by the stage that follows."""
        return any(group.quota for group in self.groups)

    @property
    def unsigned(self) -> int:
        return sum(owed for _, _, owed in self.late)

    @property
    def gaps(self) -> int:
        return sum(group.gaps for group in self.groups)

    @property
    def uncertain(self) -> int:
        return sum(group.uncertain for group in self.groups)

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE_ROWS))

    def rows_of(self, group: Summary) -> list[EntryLine]:
        """The rows of a group on this page."""
        return [line for line in self.entries if line.group == group.key]

    def near_of(self, group: Summary) -> list[EntryLine]:
        return [line for line in self.near if line.group == group.key]

    def scale(self, group: Summary) -> "Scale":
        """What the pictures of a group span: all its totals, in whole tens."""
        least, most = math.floor(group.least / 10) * 10, math.ceil(group.most / 10) * 10
        return Scale(least=least, most=max(most, least + 10), cut=group.cut)


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """The places of an entry's interval, cut line, totals (the lowest first) and score; empty where there is none."""

    low: str
    high: str
    cut: str
    totals: list[str]
    score: str


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """The span of a picture, and the score of the last entry inside the quota."""

    least: int
    most: int
    cut: Decimal | None

    def picture(self, line: EntryLine) -> "Picture":
        """Where everything of an entry stands."""
        totals = sorted(line.totals)
        places = [self.at(total) for total in totals]
        return Picture(
            low="" if line.low is None else self.at(line.low),
            high="" if line.high is None else self.at(line.high),
            cut="" if self.cut is None else self.at(self.cut),
            totals=places,
            score="" if line.score is None else self.at(line.score),
        )

    def at(self, value: Decimal) -> str:
        """Where a value stands in the picture, as an attribute of it."""
        share = 100 * (float(value) - self.least) / (self.most - self.least)
        return f"{min(max(share, 0.0), 100.0):.1f}%"


async def ranking(*, actor: Actor, round_id: UUID, page: int = 1) -> Ranking:
    """The ranking as its organisers and the chair of its panel see it. Entries they are tied to are left out.

    Who judges in the round too sees it once their own reviews are signed: until then others' points would lead theirs.
    """
    facts = await round_to_follow(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    state = await stored.state(judging_id=judging.id, person_id=actor.person_id)
    late = msgspec.json.decode(state["late"], type=list[tuple[UUID, str, int]])
    if facts.state == "judging" and any(judge == actor.person_id for judge, _, _ in late):
        raise Conflict(N_("Sign your own reviews first: the ranking shows what the others gave."))
    await refuse_sealed(judging)
    is_fresh = state["mark"] == state["worked_mark"]
    if is_fresh:
        shown = await _stored(actor, facts, judging, state, page)
    else:
        shown = await _by_rule(actor, facts, judging, page)
    return Ranking(
        round=facts,
        judging=judging,
        **shown,
        hidden=state["hidden"],
        late=late,
        is_fresh=is_fresh,
        worked_at=state["worked_at"],
        draft_id=state["draft_id"],
        may_run=permissions.may_run(actor, edition_id=facts.edition_id, round_id=facts.id),
    )


async def _stored(actor: Actor, facts: RoundFacts, judging: Judging, state: Any, page: int) -> dict[str, Any]:
    of = {"round_id": facts.id, "ranking_id": state["id"], "person_id": actor.person_id}
    groups = msgspec.json.decode(state["groups"], type=list[Summary])
    if state["hidden"]:  # what is said of a group must not tell of an entry that is hidden
        lines = await stored.page_of(**of, judging_id=judging.id, page=None)
        groups = [stored.without_hidden(group, lines, facts=facts, judging=judging) for group in groups]
        entries = lines[PAGE_ROWS * (page - 1) : PAGE_ROWS * page]
    else:
        entries = await stored.page_of(**of, judging_id=judging.id, page=page)
    has_cut = any(group.quota for group in groups)
    return {
        "entries": entries,
        "near": await stored.near_cut(**of, groups=len(groups)) if page == 1 and has_cut else [],
        "groups": groups,
        "count": sum(group.count for group in groups),
    }


async def _by_rule(actor: Actor, facts: RoundFacts, judging: Judging, page: int) -> dict[str, Any]:
    """Exact, but dear: a page of it costs as much as all of it."""
    found = await rows(facts, judging, person_id=actor.person_id)
    rubrics = await rubrics_of_groups(judging)
    lines = ranked(found, facts, judging, rubrics)
    tied = {row.submission_id for row in found if row.is_tied}
    shown = [line for line in lines if line.submission_id not in tied]
    return {
        "entries": shown[PAGE_ROWS * (page - 1) : PAGE_ROWS * page],
        "near": [],
        "groups": [
            summary(key, [line for line in shown if line.group == key], None, facts=facts, judging=judging)
            for key in rubrics
        ],
        "count": len(shown),
    }


async def ranked_entries(*, facts: RoundFacts, judging: Judging) -> list[EntryLine]:
    """The whole ranking for a verb that decides on it. Asks nobody who is looking.

    Where the rule is the calibrated one: `Conflict` until a job has worked it out from the scores as they are. The same
    while live scores are sealed.
    """
    await refuse_sealed(judging)
    if judging.rule != scores.CALIBRATED:
        found = await rows(facts, judging, person_id=None)
        return ranked(found, facts, judging, await rubrics_of_groups(judging))
    state = await stored.state(judging_id=judging.id, person_id=None)
    if state["mark"] != state["worked_mark"]:
        raise Conflict(N_("The calibrated figures are being worked out from the latest scores. Try again in a minute."))
    return await stored.page_of(
        round_id=facts.id, judging_id=judging.id, ranking_id=state["id"], person_id=None, page=None
    )


async def uncertain_entries(*, actor: Actor, round_id: UUID) -> list[UUID]:
    """The entries that are neither in nor out, by the figures that a job worked out last; for who runs the round."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    is_told = facts.state == "judging" and not await is_sealed(judging)
    return await stored.uncertain(judging_id=judging.id) if is_told else []
