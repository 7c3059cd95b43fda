"""Batches of certificates for who organises: what an edition has issued, one batch, what a decision would issue."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.certificates.queries import earned
from contest.certificates.rules import issue, kinds, printing, wording
from contest.certificates.rules.designs import Design
from contest.challenge.rules import may_organise
from contest.lib import clock, db, pdf
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.i18n import Lazy
from contest.submissions.queries import ties_hide_sql

PAGE_ROWS = 100


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A batch and how far it has come: `made` of `total`, `troubled` cannot be made, `ended` hold no longer."""

    id: UUID
    edition_id: UUID
    edition_en: str
    edition_zh: str
    round_id: UUID | None
    round_en: str | None
    round_zh: str | None
    decision_id: UUID | None
    cause: str
    is_demo: bool
    made_at: datetime
    stopped_at: datetime | None
    total: int
    made: int
    troubled: int
    ended: int

    @property
    def waiting(self) -> int:
        """How many are still to be made, and will be unless the batch is stopped."""
        return self.total - self.made - self.troubled - self.ended

    @property
    def state(self) -> str:
        if self.waiting and self.stopped_at:
            return "stopped"
        return "running" if self.waiting else "troubled" if self.troubled else "done"


_BATCH = """
select b.id, b.edition as edition_id, e.name_en as edition_en, e.name_zh as edition_zh, b.round as round_id,
       r.name_en as round_en, r.name_zh as round_zh, b.decision as decision_id, b.cause, e.is_demo, b.made_at,
       b.stopped_at, n.total, n.made, n.troubled, n.ended
  from issued_batch b
  join edition e on e.id = b.edition
  left join round r on r.id = b.round
  cross join lateral (
    select count(*) as total, count(c.sha256) as made,
           count(*) filter (where c.sha256 is null and c.state = 'issued' and c.trouble <> '') as troubled,
           count(*) filter (where c.sha256 is null and c.state <> 'issued') as ended
      from certificate c where c.batch = b.id) n
"""


async def batch_to_run(*, actor: Actor, batch_id: UUID) -> Batch:
    """A batch for who organises its round, or the whole edition where it is of no round; else `NotFound`."""
    row = await db.fetchrow(_BATCH + " where b.id = $1", batch_id)
    if row is None or not may_organise(actor, edition_id=row["edition_id"], round_id=row["round_id"]):
        raise NotFound
    return Batch(**row)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One certificate of a batch. `problem`: why its file cannot be made."""

    id: UUID
    code: str
    number: str
    version: int
    kind: str
    state: str
    is_made: bool
    trouble: str
    award: wording.Award

    @property
    def problem(self) -> Lazy | None:
        return printing.problem_words(self.trouble)


# An entry that the reader is too close to stays hidden here too.
_OF_BATCH = f"""
  from certificate c left join submission s on s.id = c.submission
 where c.batch = $1 and (s.id is null or {ties_hide_sql("$2")})
"""


async def batch_lines(*, actor: Actor, batch: Batch, page: int = 1) -> list[Line]:
    """A page of a batch that the actor runs: what cannot be made first, then by number."""
    rows = await db.fetch(
        "select c.id, c.code, c.number, c.version, c.kind, c.state, c.sha256 is not null as is_made, c.trouble,"
        f" c.data as award {_OF_BATCH} order by c.trouble = '' or c.sha256 is not null, c.number, c.version"
        f" limit {PAGE_ROWS} offset {PAGE_ROWS * (page - 1)}",
        batch.id,
        actor.person_id,
    )
    return [_line(dict(row)) for row in rows]


def _line(row: dict[str, Any]) -> Line:
    return Line(**row | {"award": msgspec.json.decode(row["award"], type=wording.Award)})


async def batch_files(*, actor: Actor, batch: Batch) -> list[tuple[str, str]]:
    """The name and the key of each file of a batch that the actor runs, by number."""
    rows = await db.fetch(
        f"select c.number, c.version, c.key {_OF_BATCH} and c.sha256 is not null and c.erased_at is null"
        " order by c.number, c.version",
        batch.id,
        actor.person_id,
    )
    return [(issue.file_name(row["number"], row["version"]), row["key"]) for row in rows]


class DecisionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A decision of an edition that certificates come of, or came."""

    id: UUID
    round_en: str
    round_zh: str
    state: str
    issued: int


class EditionPage(msgspec.Struct, frozen=True, kw_only=True):
    """What an edition certifies. `new_partners`, `new_mentors`: how many certificates of
    theirs are still to be issued."""

    edition_id: UUID
    name_en: str
    name_zh: str
    is_demo: bool
    kinds: list[str]
    decisions: list[DecisionLine]
    batches: list[Batch]
    new_partners: int
    new_mentors: int


_DECISIONS = """
select d.id, r.name_en as round_en, r.name_zh as round_zh, d.state,
       (select count(*) from certificate c join issued_batch b on b.id = c.batch where b.decision = d.id) as issued
  from decision d join round r on r.id = d.round
 where r.edition = $1 and d.state <> 'reversed' order by r.closes_at desc, d.id
"""


async def edition_page(*, actor: Actor, edition_id: UUID) -> EditionPage:
    """For who organises the whole edition; `NotFound` for everybody else."""
    row = await db.fetchrow("select name_en, name_zh, is_demo from edition where id = $1", edition_id)
    if row is None or not may_organise(actor, edition_id=edition_id):
        raise NotFound
    batches = await db.fetch(_BATCH + " where b.edition = $1 order by b.made_at desc, b.id desc", edition_id)
    _, partners = await earned.by_partnership(edition_id=edition_id, at=clock.now())
    _, mentors = await earned.by_mentors(edition_id=edition_id, at=clock.now())
    rows = await db.fetch(
        "select kind, count(*) as of_it from certificate where edition = $1 and kind = any($2) and version = 1"
        " group by kind",
        edition_id,
        list(kinds.BY_ROLE),
    )
    taken = {row["kind"]: row["of_it"] for row in rows}
    return EditionPage(
        edition_id=edition_id,
        **row,
        kinds=await earned.kinds_of(edition_id=edition_id),
        decisions=[DecisionLine(**one) for one in await db.fetch(_DECISIONS, edition_id)],
        batches=[Batch(**one) for one in batches],
        new_partners=max(0, len(partners) - taken.get(kinds.PARTNER, 0)),
        new_mentors=max(0, len(mentors) - taken.get(kinds.MENTOR, 0)),
    )


class PreviewLine(msgspec.Struct, frozen=True, kw_only=True):
    """One certificate that a decision would issue, and why it could not be printed."""

    kind: str
    is_team: bool
    award: wording.Award
    problem: Lazy | None


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """All that a decision issues: once it is final, or if it became so as it stands."""

    decision_id: UUID
    state: str
    edition_id: UUID
    edition_en: str
    edition_zh: str
    round_en: str
    round_zh: str
    is_demo: bool
    batch_ids: list[UUID]
    lines: list[PreviewLine]

    @property
    def problems(self) -> list[PreviewLine]:
        return [line for line in self.lines if line.problem is not None]

    def count(self, kind: str) -> int:
        return sum(line.kind == kind for line in self.lines)


_DECISION = """
select d.id as decision_id, d.state, coalesce(d.final_at, d.notice_ends_at) as at, e.id as edition_id,
       e.name_en as edition_en, e.name_zh as edition_zh, r.id as round_id, r.name_en as round_en,
       r.name_zh as round_zh, e.is_demo,
       array(select b.id from issued_batch b where b.decision = d.id order by b.made_at desc, b.id) as batch_ids,
       (select g.design from edition_design g where g.edition = e.id order by g.version desc limit 1) as design
  from decision d join round r on r.id = d.round join edition e on e.id = r.edition
 where d.id = $1
"""


async def preview(*, actor: Actor, decision_id: UUID) -> Preview:
    """For who organises the round; `NotFound` for everybody else. Entries they are too close to are left out."""
    row = await db.fetchrow(_DECISION, decision_id)
    if row is None or not may_organise(actor, edition_id=row["edition_id"], round_id=row["round_id"]):
        raise NotFound
    facts = dict(row)
    at, design = facts.pop("at") or clock.now(), msgspec.json.decode(facts.pop("design") or "{}", type=Design)
    del facts["round_id"]
    _, lines = await earned.by_decision(decision_id=decision_id, at=at)
    entries = list({one.submission_id for one in lines if one.submission_id})
    shown = await db.fetch(
        f"select s.id from submission s where s.id = any($1::uuid[]) and {ties_hide_sql('$2')}",  # noqa: S608
        entries,
        actor.person_id,
    )
    may_see = {None, *(one["id"] for one in shown)}
    return Preview(**facts, lines=[_preview_line(one, design) for one in lines if one.submission_id in may_see])


def _preview_line(one: earned.Earned, design: Design) -> PreviewLine:
    missing = pdf.missing_characters(one.award.texts())
    found = printing.problem(one.award, design, missing) if missing or printing.is_long(one.award) else ""
    return PreviewLine(kind=one.kind, is_team=one.is_team, award=one.award, problem=printing.problem_words(found))
