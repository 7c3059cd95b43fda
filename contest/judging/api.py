"""Results for programs: where entries stand with their reviews, and what was decided, as the pages show them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import READ_RESULTS
from contest.judging import queries
from contest.judging.queries.decisions import DecisionFacts, decisions_of
from contest.judging.queries.ranking.lines import EntryLine, JudgeLine
from contest.judging.queries.rounds import round_to_follow
from contest.lib.web.api import get
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["results"], "guards": [scoped(READ_RESULTS)]}
Page = Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One judge's review; total and points (by criterion) are decimals, and None before it is signed."""

    id: UUID
    judge: str
    state: str
    total: str | None
    points: dict[str, str] | None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Where an entry stands in its group. Figures are decimals; `calibrated`, `low`, `high` and `chance` are advice,
    and None while it is not worked out."""

    code: str
    title_en: str
    title_zh: str
    group: str
    stage: str
    standing: str
    rank: int | None
    shares_rank: bool
    score: str | None
    mean: str | None
    seat: int | None
    has_gap: bool
    is_below_a_floor: bool
    calibrated: str | None
    low: str | None
    high: str | None
    chance: str | None
    reviews: list[Review]


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a round's ranking by its official `rule`. `hidden` counts entries that the person is too close to."""

    rule: str
    stage: str
    is_fresh: bool
    worked_at: datetime | None
    total: int
    pages: int
    hidden: int
    entries: list[Entry]


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision without its outcomes."""

    id: UUID
    state: str
    rule: str
    drafted_at: datetime
    published_at: datetime | None
    notice_ends_at: datetime | None
    final_at: datetime | None
    reverses: UUID | None
    objections: int


class Decisions(msgspec.Struct, frozen=True):
    decisions: list[Decided]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision says of one entry."""

    code: str
    title_en: str
    title_zh: str
    kind: str
    outcome: str
    rank: int | None
    score: str | None
    award_en: str
    award_zh: str
    reserve: int | None
    reason: str


class Decision(Decided, frozen=True, kw_only=True):
    outcomes: list[Outcome]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _review(line: JudgeLine) -> Review:
    points: Mapping[str, Decimal] | None = line.points
    told = None if points is None else {key: str(value) for key, value in points.items()}
    return Review(id=line.id, judge=line.name, state=line.state, total=_text(line.total), points=told)


def _entry(line: EntryLine) -> Entry:
    plain = ("code", "title_en", "title_zh", "group", "stage", "standing", "rank", "shares_rank", "seat", "has_gap")
    figures = ("score", "mean", "calibrated", "low", "high", "chance")
    said: dict[str, Any] = {name: getattr(line, name) for name in plain}
    return Entry(
        **said | {name: _text(getattr(line, name)) for name in figures},
        is_below_a_floor=bool(line.below),
        reviews=[_review(one) for one in line.reviews],
    )


def _decided(found: DecisionFacts) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Decided.__struct_fields__}


@get("/rounds/{round_id:uuid}/ranking", operation_id="readRanking", summary="Where entries stand", **TAGS)
async def ranking(request: Request, round_id: UUID, page: Page = 1) -> Ranking:
    """With every review of them. 409 while the person owes reviews of their own, or live scores are sealed."""
    found = await queries.ranking(actor=actor_of(request), round_id=round_id, page=page)
    return Ranking(
        rule=found.judging.rule,
        stage=found.judging.stage,
        is_fresh=found.is_fresh,
        worked_at=found.worked_at,
        total=found.count,
        pages=found.pages,
        hidden=found.hidden,
        entries=[_entry(line) for line in found.entries],
    )


@get("/rounds/{round_id:uuid}/decisions", operation_id="listDecisions", summary="What was decided", **TAGS)
async def decisions(request: Request, round_id: UUID) -> Decisions:
    """The newest first, those that were reversed too."""
    await round_to_follow(actor=actor_of(request), round_id=round_id)
    return Decisions([Decided(**_decided(one)) for one in await decisions_of(round_id=round_id)])


@get("/decisions/{decision_id:uuid}", operation_id="readDecision", summary="One decision", **TAGS)
async def decision(request: Request, decision_id: UUID) -> Decision:
    """With the outcome of each entry, less those that the person is too close to."""
    found = await queries.decision_page(actor=actor_of(request), decision_id=decision_id)
    plain = ("code", "title_en", "title_zh", "kind", "outcome", "rank", "award_en", "award_zh", "reserve", "reason")
    return Decision(
        **_decided(found.decision),
        outcomes=[
            Outcome(**{name: getattr(item, name) for name in plain}, score=_text(item.score)) for item in found.items
        ],
    )


ROUTES: list[Any] = [ranking, decisions, decision]
