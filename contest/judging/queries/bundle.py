"""The bundle of a published result, from what stands: every signed score under a name that nobody knows."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.audit.queries import head
from contest.audit.rules import AUDIT
from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries.decisions import DecisionFacts, Item, decision_facts, decision_items, decisions_of
from contest.judging.queries.ranking import EntryLine, ranked_entries
from contest.judging.queries.ranking.lines import RANKED, Row, rows, rubrics_of_groups
from contest.judging.queries.rounds import Judging, judging_set_up
from contest.judging.queries.rubrics import Rubric
from contest.judging.rules import ranking, scores
from contest.judging.rules.bundle import (
    AUDITORS,
    PUBLIC,
    About,
    Bundle,
    BundleRubric,
    DecisionLine,
    Head,
    ResultLine,
    ReviewLine,
)
from contest.judging.rules.ledger import SCORES
from contest.judging.rules.ranking import Judged
from contest.judging.rules.rubrics import MEAN
from contest.lib import db
from contest.lib.web import signing

# Of fewer judges together, one of them could work out from the figures what another gave.
LEAST_TOGETHER = 3

_REVIEWS = f"""
select rv.submission, rv.judge, rv.stage, rv.total, coalesce(m.publishes_scores, false) as is_told,
       (select json_object_agg(c.key, sc.points::text) from score sc join criterion c on c.id = sc.criterion
         where sc.review = rv.id) as points
  from review rv
  join judging_round jr on jr.id = rv.judging_round
  join submission s on s.id = rv.submission and s.state = 'submitted'
  join standing st on st.submission = s.id and st.round = jr.round and st.state in {RANKED}
  left join panel_member m on m.judging_round = jr.id and m.person = rv.judge
 where jr.id = $1 and rv.submission = any($2::uuid[]) and rv.state = 'signed'
"""  # noqa: S608 - no value is in it


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """What entries and judges are called in a bundle; whose scores are in it."""

    entries: Mapping[UUID, str]
    judges: Mapping[UUID, str]
    told: frozenset[UUID]


async def result_bundle(*, decision_id: UUID, kind: str) -> Bundle | None:
    """The bundle of a decision that is published and holds; None of another. Asks nobody who is looking.

    `auditors`: every signed score. `public`: those of entries whose judges all agreed to it; entries that did not
    advance have numbers instead of their codes, as the public page does not name them either.
    """
    decision = await decision_facts(decision_id=decision_id)
    facts = None if decision is None else await round_facts(round_id=decision.round_id)
    if decision is None or facts is None or decision.state not in {"published", "final"}:
        return None
    judging = await judging_set_up(round_id=facts.id)
    items = {one.submission_id: one for one in await decision_items(decision_id=decision_id)}
    lines = [one for one in await ranked_entries(facts=facts, judging=judging) if one.submission_id in items]
    reviews = await db.fetch(_REVIEWS, judging.id, list(items))
    names = _names(kind, decision_id, items.values(), reviews)
    found = {row.submission_id: row for row in await rows(facts, judging, person_id=None)}
    rubrics = await rubrics_of_groups(judging)
    results = [
        _result(line, found[line.submission_id], items[line.submission_id], rubrics[line.group], names, kind)
        for line in lines
    ]
    return Bundle(
        about=await _about(kind, facts, judging, rubrics, decision),
        reviews=tuple(sorted(_told(reviews, names), key=lambda one: (one.entry, one.stage, one.judge))),
        results=tuple(sorted(results, key=lambda one: (one.group, one.rank is None, one.rank or 0, one.entry))),
    )


def _names(kind: str, decision_id: UUID, items: Iterable[Item], reviews: list[Any]) -> Names:
    def numbered(letter: str, ids: Iterable[UUID]) -> dict[UUID, str]:
        order = sorted(set(ids), key=lambda one: signing.mac(f"bundle-{kind}", f"{decision_id}:{one}"))
        return {one: f"{letter}{place:03}" for place, one in enumerate(order, 1)}

    codes = {one.submission_id: one.code for one in items if kind == AUDITORS or one.outcome != "not_advanced"}
    silent = {row["submission"] for row in reviews if not row["is_told"]} if kind == PUBLIC else set()
    entries = {one.submission_id for one in items}
    return Names(
        entries=codes | numbered("E", entries - set(codes)),
        judges=numbered("J", (row["judge"] for row in reviews)),
        told=frozenset(entries - silent),
    )


def _told(reviews: list[Any], names: Names) -> Iterable[ReviewLine]:
    for row in reviews:
        if row["submission"] in names.told:
            yield ReviewLine(
                entry=names.entries[row["submission"]],
                judge=names.judges[row["judge"]],
                stage=row["stage"],
                total=row["total"],
                points=msgspec.json.decode(row["points"], type=dict[str, Decimal]),
            )


def _result(line: EntryLine, row: Row, item: Item, rubric: Rubric, names: Names, kind: str) -> ResultLine:
    points: dict[str, list[Decimal]] = {}
    for review in row.reviews:
        for key, given in (review.points or {}).items() if review.state == "signed" else ():
            points.setdefault(key, []).append(given)
    read = [one.as_read(is_adaptation=row.is_adaptation) for one in rubric.criteria]
    floors = {one.key: one.floor for one in read if one.floor is not None}
    is_withheld = line.submission_id not in names.told
    is_dark = is_withheld and line.signed < LEAST_TOGETHER
    return ResultLine(
        entry=names.entries[line.submission_id],
        group=line.group,
        stage=line.stage,
        reviews=line.signed,
        withheld=is_withheld,
        rank=item.rank,
        seat=line.seat,
        score=None if is_dark else item.score,
        mean=None if is_dark else line.mean,
        means={} if is_dark else {key: scores.mean(given) for key, given in points.items()},
        earlier=line.earlier,
        below=ranking.below(Judged(key=line.code, totals={}, points=points, floors=floors)),
        outcome=item.outcome,
        adaptation=row.is_adaptation if kind == AUDITORS else None,
        track=row.track if kind == AUDITORS else None,
    )


async def _about(
    kind: str, facts: RoundFacts, judging: Judging, rubrics: Mapping[str, Rubric], decision: DecisionFacts
) -> About:
    before = [one for one in await decisions_of(round_id=facts.id) if one.published_at is not None]
    before = sorted(before, key=lambda one: (one.published_at or decision.drafted_at, one.id))
    numbers = {one.id: place for place, one in enumerate(before, 1)}
    heads = [(ledger.name, await head(ledger)) for ledger in (AUDIT, SCORES)]
    return About(
        kind=kind,
        edition_en=facts.edition_name_en,
        edition_zh=facts.edition_name_zh,
        round_en=facts.name_en,
        round_zh=facts.name_zh,
        rule=judging.rule,
        stages=tuple(judging.stages),
        stage=judging.stage,
        quota=facts.quota,
        opened_at=judging.opened_at,
        is_demonstration=facts.is_demo,
        rubrics=tuple(_rubric(group, one) for group, one in rubrics.items()),
        decisions=tuple(
            DecisionLine(
                number=numbers[one.id],
                state="published" if one.id == decision.id else one.state,
                published_at=one.published_at,
                notice_ends_at=one.notice_ends_at,
                reverses=None if one.reverses is None else numbers.get(one.reverses),
            )
            for one in before
        ),
        ledgers=tuple(
            Head(ledger=name, number=one.number, hash=one.hash, sealed_at=one.sealed_at)
            for name, one in heads
            if one is not None
        ),
    )


def _rubric(group: str, found: Rubric) -> BundleRubric:
    return BundleRubric(
        group=group,
        key=found.key,
        version=found.version,
        name_en=found.name_en,
        name_zh=found.name_zh,
        highest=found.highest,
        step=found.step,
        tie_break=tuple(found.tie_break or (MEAN,)),
        criteria=tuple(found.criteria),
    )
