"""Reviews on paper: what is still to be signed, what was typed in from a sheet, and by whom it may be confirmed."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, round_facts
from contest.challenge.rules.forms import ADAPTATION, AIM
from contest.judging.queries.rounds import judging_set_up, round_to_run
from contest.judging.queries.rubrics import CRITERIA
from contest.judging.rules import permissions
from contest.judging.rules.rubrics import CriterionDraft
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.submissions.queries import ties_hide_sql


class OnPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A review that is not signed yet. `is_typed`: a sheet of it waits to be confirmed; `has_scan`: with its scan."""

    review_id: UUID
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    judge_id: UUID
    judge_name: str
    is_typed: bool
    has_scan: bool


class SheetsPage(msgspec.Struct, frozen=True, kw_only=True):
    round: RoundFacts
    lines: list[OnPaper]

    @property
    def judges(self) -> list[tuple[UUID, str]]:
        return list(dict.fromkeys((one.judge_id, one.judge_name) for one in self.lines))


# What the reader, or the judge, is too close to is on no sheet.
_FROM = f"""
  from review rv
  join judging_round jr on jr.id = rv.judging_round and rv.stage = jr.stage
  join round r on r.id = jr.round
  join edition e on e.id = r.edition
  join submission s on s.id = rv.submission and s.state = 'submitted'
  join submission_version v on v.id = rv.version
  join person p on p.id = rv.judge
  join rubric ru on ru.id = rv.rubric
  left join paper_sheet ps on ps.review = rv.id and ps.state <> 'refused'
   and (ps.state = 'typed' or rv.state not in ('assigned', 'draft', 'reopened'))
  left join person typist on typist.id = ps.typed_by
  left join file f on f.id = ps.scan
 where rv.state not in ('recused', 'waived') and {ties_hide_sql("$2")} and {ties_hide_sql("rv.judge")}
"""

_OPEN = f"{_FROM} and rv.state in ('assigned', 'draft', 'reopened') and r.state = 'judging'"

_LINES = f"""
select rv.id as review_id, s.code, v.title_en, v.title_zh, v.translated_title, p.id as judge_id, p.name as judge_name,
       ps.id is not null as is_typed, ps.scan is not null as has_scan
{_OPEN} and r.id = $1 order by p.name, p.id, s.code limit 1000
"""


async def sheets_page(*, actor: Actor, round_id: UUID) -> SheetsPage:
    """For who runs the round."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    await judging_set_up(round_id=round_id)
    rows = await db.fetch(_LINES, round_id, actor.person_id)
    return SheetsPage(round=facts, lines=[OnPaper(**row) for row in rows])


class Blank(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet to be printed: an entry, its judge, and what is asked."""

    review_id: UUID
    code: str
    title_en: str
    title_zh: str
    judge_name: str
    highest: Decimal
    step: Decimal
    criteria: list[CriterionDraft]


_BLANKS = f"""
select rv.id as review_id, s.code, v.title_en, v.title_zh, p.name as judge_name, ru.highest, ru.step,
       v.content::jsonb -> 'answers' ->> '{AIM}' = '{ADAPTATION}' as is_adaptation, {CRITERIA} as criteria
"""


def _criteria(row: Any) -> list[CriterionDraft]:
    found = msgspec.json.decode(row["criteria"], type=list[CriterionDraft])
    return [one.as_read(is_adaptation=bool(row["is_adaptation"])) for one in found]


async def blank_sheets(*, actor: Actor, round_id: UUID, judge_id: UUID) -> tuple[RoundFacts, list[Blank]]:
    """The sheets of one judge that are not signed yet, at most a hundred, for who runs the round."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    query = f"{_BLANKS}{_OPEN} and r.id = $1 and rv.judge = $3 order by s.code limit 100"
    rows = await db.fetch(query, round_id, actor.person_id, judge_id)
    if not rows:
        raise Conflict(N_("No review of this judge is left to be signed."))
    names = ("review_id", "code", "title_en", "title_zh", "judge_name", "highest", "step")
    return facts, [Blank(**{name: row[name] for name in names}, criteria=_criteria(row)) for row in rows]


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed in from a sheet, and waits or was confirmed. `scan_state` is the file's, empty without one."""

    id: UUID
    points: dict[str, Decimal]
    comment_applicant: str
    typed_by: UUID
    typist: str
    scan: UUID | None
    scan_state: str
    is_confirmed: bool

    @property
    def mark(self) -> str:
        """What tells this sheet with this scan from any other."""
        return f"{self.id}:{self.scan}"


class SheetPage(msgspec.Struct, frozen=True, kw_only=True):
    """One review that is written on paper. `may_confirm`: the reader did not type it, and its scan was checked."""

    round: RoundFacts
    is_scan_waived: bool
    blank: Blank
    sheet: Typed | None
    is_own: bool

    @property
    def may_confirm(self) -> bool:
        waits = self.sheet is not None and not self.sheet.is_confirmed and self.sheet.scan_state == "checked"
        return waits and not self.is_own


_ONE = f"""
{_BLANKS}, r.id as round_id, e.scan_waiver <> '' as is_scan_waived, ps.id, ps.points, ps.comment_applicant, ps.typed_by,
       typist.name as typist, ps.scan, coalesce(f.state, '') as scan_state,
       ps.state = 'confirmed' as is_confirmed
{_FROM} and rv.id = $1 and (rv.state in ('assigned', 'draft', 'reopened') and r.state = 'judging' or ps.id is not null)
 order by ps.typed_at desc limit 1
"""


async def sheet_page(*, actor: Actor, review_id: UUID) -> SheetPage:
    """For who runs its round and is not too close to the entry: while the review is open, and what signed it after."""
    row = await db.fetchrow(_ONE, review_id, actor.person_id)
    facts = None if row is None else await round_facts(round_id=row["round_id"])
    if row is None or facts is None:
        raise NotFound
    if not permissions.may_run(actor, edition_id=facts.edition_id, round_id=facts.id):
        raise NotFound
    names = ("review_id", "code", "title_en", "title_zh", "judge_name", "highest", "step")
    sheet = None
    if row["id"] is not None:
        typed = ("id", "comment_applicant", "typed_by", "typist", "scan", "scan_state", "is_confirmed")
        points = msgspec.json.decode(row["points"], type=dict[str, Decimal])
        sheet = Typed(**{name: row[name] for name in typed}, points=points)
    return SheetPage(
        round=facts,
        is_scan_waived=row["is_scan_waived"],
        blank=Blank(**{name: row[name] for name in names}, criteria=_criteria(row)),
        sheet=sheet,
        is_own=sheet is not None and sheet.typed_by == actor.person_id,
    )
