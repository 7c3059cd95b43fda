"""The latest plan of who judges what, as its organisers look at it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.queries.assignment.case import EntryFacts, Terms, case_of, mark_of
from contest.judging.queries.assignment.wishes import BidPage, bid_page
from contest.judging.queries.rounds import Judging, judging_set_up, round_to_run
from contest.judging.rules import assignment
from contest.judging.rules.assignment import Case, Entry, Judge, Plan, Reason
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions.queries import ties_hide_sql

__all__ = [
    "AssignmentPage",
    "BidPage",
    "EntryFacts",
    "Terms",
    "assignment_page",
    "bid_page",
    "case_of",
    "hold_plan",
    "mark_of",
    "plan_facts",
]

PAGE_ROWS = 50


class PlanFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A plan without its pairs. `share` is in thousandths; not `is_current`: something it depends on has changed."""

    id: UUID
    state: str
    share: int
    error: str
    terms: Terms
    asked_at: datetime
    finished_at: datetime | None
    applied_at: datetime | None
    is_current: bool

    @property
    def is_underway(self) -> bool:
        return self.state in {"asked", "running"}

    @property
    def may_apply(self) -> bool:
        return self.state == "done" and self.applied_at is None and self.is_current


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """A judge who reads an entry by the plan, how well they fit, and why; `how` is `kept`, `pinned` or `planned`."""

    judge_id: UUID
    name: str
    affinity: int
    how: str
    is_new: bool
    reasons: list[Reason]


class PlannedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with its readers by the plan; `dropped` are those it loses, `apart` are the judges ruled out."""

    id: UUID
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    scene: str | None
    wanted: int
    readers: list[Reader]
    dropped: list[str]
    ruled_out: list[tuple[UUID, str]]

    @property
    def affinity(self) -> int:
        return sum(reader.affinity for reader in self.readers)


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What a judge reads by the plan, and what they wish and can."""

    judge_id: UUID
    name: str
    reads: int
    new: int
    least: int
    most: int
    begun: int


class AssignmentPage(msgspec.Struct, frozen=True, kw_only=True):
    """The latest plan of a round; `plan` is None before one is done. Entries the reader is tied to are left out."""

    round: RoundFacts
    judging: Judging
    facts: PlanFacts | None
    plan: Plan | None
    entries: list[PlannedEntry]
    count: int
    loads: list[Load]
    names: dict[str, str]
    codes: dict[str, str]
    undeclared: int
    can_plan: bool

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE_ROWS))


_PLAN = """
select p.id, p.state, p.share, p.error, p.terms, p.asked_at, p.finished_at, p.applied_at, p.plan, p.mark
  from assignment_plan p where p.judging_round = $1 order by p.id desc limit 1
"""
_PEOPLE = """
select m.person as id, p.name, m.declared_at is not null as has_declared, m.left_at is not null as has_left
  from panel_member m join person p on p.id = m.person where m.judging_round = $1 order by p.name, m.id
"""
_HIDDEN = f"""
select s.id from standing st join submission s on s.id = st.submission
 where st.round = $1 and not {ties_hide_sql("$2")}
"""  # noqa: S608 - no value is in it


async def plan_facts(*, plan_id: UUID) -> tuple[UUID, UUID] | None:
    """(round, judging) of a plan."""
    row = await db.fetchrow(
        "select jr.round, jr.id from assignment_plan p join judging_round jr on jr.id = p.judging_round"
        " where p.id = $1",
        plan_id,
    )
    return None if row is None else (row["round"], row["id"])


async def assignment_page(*, actor: Actor, round_id: UUID, page: int = 1) -> AssignmentPage:
    """For who runs the round."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    people = await db.fetch(_PEOPLE, judging.id)
    row = await db.fetchrow(_PLAN, judging.id)
    made: dict[str, Any] = {"facts": None, "plan": None, "entries": [], "count": 0, "loads": [], "codes": {}}
    names = {str(one["id"]): one["name"] for one in people}
    if row is not None:
        mark = await mark_of(round_id=round_id, judging_id=judging.id)
        terms = msgspec.json.decode(row["terms"], type=Terms)
        shown = {key: row[key] for key in row.keys() if key not in {"plan", "mark", "terms"}}  # noqa: SIM118
        made["facts"] = PlanFacts(**shown, terms=terms, is_current=row["mark"] == mark)
        if row["plan"] is not None:
            plan = msgspec.json.decode(row["plan"], type=Plan)
            hidden = {one["id"] for one in await db.fetch(_HIDDEN, round_id, actor.person_id)}
            made |= await _planned(round_id, judging, terms, plan, names, hidden, page)
    return AssignmentPage(
        round=facts,
        judging=judging,
        names=names,
        undeclared=sum(not one["has_declared"] and not one["has_left"] for one in people),
        can_plan=facts.state in {"screening", "judging"},
        **made,
    )


async def _planned(
    round_id: UUID,
    judging: Judging,
    terms: Terms,
    plan: Plan,
    names: dict[str, str],
    hidden: set[UUID],
    page: int,
) -> dict[str, Any]:
    case, facts = await case_of(round_id=round_id, judging=judging, terms=terms)
    visible = [one for one in facts if one.id not in hidden]
    entries = {one.key: one for one in case.entries}
    judges = {one.key: one for one in case.judges}
    return {
        "plan": plan,
        "entries": [
            _planned_entry(one, entries[str(one.id)], judges, case, plan, names)
            for one in visible[PAGE_ROWS * (page - 1) : PAGE_ROWS * page]
        ],
        "count": len(visible),
        "loads": _loads(case, plan, names, {str(one) for one in hidden}),
        "codes": {str(one.id): one.code for one in visible},
    }


def _planned_entry(
    facts: EntryFacts, entry: Entry, judges: dict[str, Judge], case: Case, plan: Plan, names: dict[str, str]
) -> PlannedEntry:
    readers = [
        Reader(
            judge_id=UUID(pair.judge),
            name=names.get(pair.judge, ""),
            affinity=pair.affinity,
            how=pair.how,
            is_new=pair.is_new,
            reasons=assignment.reasons(judges[pair.judge], entry, bid=case.bids.get((entry.key, pair.judge), 0))
            if pair.judge in judges
            else [],
        )
        for pair in plan.reviews
        if pair.entry == entry.key
    ]
    return PlannedEntry(
        id=facts.id,
        code=facts.code,
        title_en=facts.title_en,
        title_zh=facts.title_zh,
        translated_title=facts.translated_title,
        scene=facts.scene,
        wanted=case.wanted(entry),
        readers=sorted(readers, key=lambda reader: -reader.affinity),
        dropped=[names.get(judge, "") for key, judge in plan.dropped if key == entry.key],
        ruled_out=[(UUID(judge), names.get(judge, "")) for key, judge in sorted(case.forbidden) if key == entry.key],
    )


def _loads(case: Case, plan: Plan, names: dict[str, str], hidden: set[str]) -> list[Load]:
    """Counts leave out what the reader is tied to."""
    shown = [one for one in plan.reviews if one.entry not in hidden]
    return [
        Load(
            judge_id=UUID(judge.key),
            name=names.get(judge.key, ""),
            reads=sum(one.judge == judge.key for one in shown),
            new=sum(one.judge == judge.key and one.is_new for one in shown),
            least=judge.least,
            most=judge.most,
            begun=sum(one.judge == judge.key and one.how == "kept" for one in shown),
        )
        for judge in case.judges
        if judge.most
    ]


async def hold_plan(*, actor: Actor, plan_id: UUID) -> tuple[RoundFacts, Judging]:
    """The round of a plan, for who runs it; to all others it is `NotFound`."""
    found = await plan_facts(plan_id=plan_id)
    if found is None:
        raise NotFound
    facts = await round_to_run(actor=actor, round_id=found[0])
    return facts, await judging_set_up(round_id=facts.id)
