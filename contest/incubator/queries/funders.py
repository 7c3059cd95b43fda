"""What funders are told, and what each number stands on. Whoever is tied to an entry in a report does not see it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.rules.partners import PARTNER
from contest.impact.rules import Record
from contest.incubator import rules
from contest.incubator.queries.visible import reach
from contest.incubator.rules import funders
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions.queries import ties_hide_sql

MOST = 200
MOST_ROWS = 20_000


class FunderReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report with the names of its edition and partner."""

    id: UUID
    edition_id: UUID
    edition_en: str
    edition_zh: str
    is_demo: bool
    partner_id: UUID
    partner_en: str
    partner_zh: str
    framework: str
    first_on: date
    until_on: date
    cohort_id: UUID | None
    cohort_en: str
    cohort_zh: str
    rounds: tuple[UUID, ...]
    targets: dict[str, tuple[Decimal | None, Decimal | None]]
    asked_at: datetime
    made_at: datetime | None

    @property
    def plan(self) -> funders.ReportPlan:
        return funders.ReportPlan(
            partner=self.partner_id, framework=self.framework, first_on=self.first_on, until_on=self.until_on,
            cohort=self.cohort_id, rounds=self.rounds, targets=self.targets,
        )  # fmt: skip


class FunderLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it was frozen; `others`: whose reports count a tonne of it too, in both languages."""

    id: UUID
    code: str
    unit: str
    actual: Decimal
    verified: Decimal
    women: Decimal | None
    young: Decimal | None
    before: Decimal | None
    others: tuple[tuple[str, str], ...]
    rows: int

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.actual - self.before


class FunderRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a line was added up from; `evidence`: the name of the document that shows it."""

    line_id: UUID
    code: str
    venture_id: UUID
    entry: str
    title_en: str
    title_zh: str
    what: str
    happened_on: date | None
    amount: Decimal
    unit: str
    evidence: str
    is_verified: bool


# Who runs the incubator, or acts for the partner of a report that was made.
_READS = """($1::bool or f.edition = any($2::uuid[]) or (
   f.made_at is not null and ($4::bool or f.edition = any($5::uuid[]))
   and exists (select 1 from partner_person pp where pp.partner = f.partner and pp.person = $3)))"""
_UNTIED = f"""not exists (select 1 from funder_line fl join funder_row fr on fr.line = fl.id
   join venture n on n.id = fr.venture join submission s on s.id = n.submission
  where fl.report = f.id and not {ties_hide_sql("$3")})"""  # noqa: S608 - a fixed condition

_MINE = """(f.made_at is not null
   and exists (select 1 from partner_person pp where pp.partner = f.partner and pp.person = $3))"""

_REPORT = """
select f.id, e.id as edition_id, e.name_en as edition_en, e.name_zh as edition_zh, e.is_demo, p.id as partner_id,
       p.name_en as partner_en, p.name_zh as partner_zh, f.framework, f.first_on, f.until_on, c.id as cohort_id,
       coalesce(c.name_en, '') as cohort_en, coalesce(c.name_zh, '') as cohort_zh, f.rounds, f.targets, f.asked_at,
       f.made_at
  from funder_report f
  join edition e on e.id = f.edition
  join partner p on p.id = f.partner
  left join cohort c on c.id = f.cohort
"""

_OTHERS = """
select distinct mine.line, p.name_en, p.name_zh
  from funder_row mine
  join funder_line ml on ml.id = mine.line and ml.report = $1
  join funder_row theirs on theirs.value = mine.value and theirs.line <> mine.line
  join funder_line tl on tl.id = theirs.line
  join funder_report tr on tr.id = tl.report and tr.partner <> $2
  join partner p on p.id = tr.partner
 where mine.what = 'realised' order by p.name_en, p.name_zh
"""

_ROWS = """
select w.line as line_id, l.code, w.venture as venture_id, s.code as entry, v.title_en, v.title_zh, w.what,
       w.happened_on, w.amount, l.unit, coalesce(d.name, '') as evidence, w.is_verified
  from funder_row w
  join funder_line l on l.id = w.line
  join venture n on n.id = w.venture
  join submission s on s.id = n.submission
  join submission_version v on v.id = n.version
  left join indicator_value i on i.id = w.value
  left join venture_file k on k.id = i.evidence
  left join file d on d.id = k.file
"""


def _values(actor: Actor) -> tuple[Any, ...]:
    acts = [grant for grant in actor.holds(PARTNER) if grant.round_id is None]
    return (
        *reach(actor),
        any(grant.edition_id is None for grant in acts),
        [grant.edition_id for grant in acts if grant.edition_id is not None],
    )


def _read(row: Any) -> FunderReport:
    kept = dict(row)
    kept["targets"] = msgspec.json.decode(kept["targets"])
    return msgspec.convert(kept, FunderReport)


async def funder_reports(*, actor: Actor, edition_id: UUID) -> list[FunderReport]:
    """The reports of an edition, the newest first, for who runs its incubator."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(
        f"{_REPORT} where f.edition = $6 and {_READS} and {_UNTIED} order by f.asked_at desc, f.id limit {MOST}",
        *_values(actor), edition_id,
    )  # fmt: skip
    return [_read(row) for row in rows]


async def my_funder_reports(*, actor: Actor) -> list[FunderReport]:
    """The reports that were made for the partners that somebody acts for."""
    rows = await db.fetch(
        f"{_REPORT} where {_READS} and {_UNTIED} and {_MINE} order by f.until_on desc, f.id limit {MOST}",
        *_values(actor),
    )
    return [_read(row) for row in rows]


async def funder_report(*, actor: Actor, report_id: UUID) -> FunderReport:
    """One report, for who runs the incubator or acts for its partner; else `NotFound`."""
    row = await db.fetchrow(f"{_REPORT} where f.id = $6 and {_READS} and {_UNTIED}", *_values(actor), report_id)
    if row is None:
        raise NotFound
    return _read(row)


async def funder_lines(*, report: FunderReport) -> list[FunderLine]:
    """The lines of a report in their order. The caller has found it for the actor."""
    rows = await db.fetch(
        "select l.id, l.code, l.unit, l.actual, l.verified, l.women, l.young, l.before,"
        " (select count(*) from funder_row w where w.line = l.id) as rows"
        " from funder_line l where l.report = $1 order by l.position",
        report.id,
    )
    others: dict[UUID, list[tuple[str, str]]] = {}
    for row in await db.fetch(_OTHERS, report.id, report.partner_id):
        others.setdefault(row["line"], []).append((row["name_en"], row["name_zh"]))
    return [FunderLine(**row, others=tuple(others.get(row["id"], ()))) for row in rows]


async def funder_rows(*, report_id: UUID, line_id: UUID | None = None) -> list[FunderRow]:
    """What a line, or the whole report, was added up from. The caller has found it for the actor."""
    rows = await db.fetch(
        f"{_ROWS} where l.report = $1 and ($2::uuid is null or l.id = $2)"
        f" order by l.position, s.code, w.happened_on, w.id limit {MOST_ROWS}",
        report_id, line_id,
    )  # fmt: skip
    return [FunderRow(**row) for row in rows]


_VENTURES = """
select n.id, n.awarded_on, v.content->'impact' as impact from venture n
  join submission s on s.id = n.submission join submission_version v on v.id = n.version
 where s.edition = $1 and n.awarded_on <= $2 and ($3::uuid is null or n.cohort = $3)
   and (cardinality($4::uuid[]) = 0 or n.round = any($4::uuid[]))
 order by s.code
"""


async def reported(*, report: FunderReport) -> list[funders.Venture]:
    """The ventures that a report is about, with what they reported until then. For the verb that makes it."""
    found = await db.fetch(_VENTURES, report.edition_id, report.until_on, report.cohort_id, list(report.rounds))
    ids = [row["id"] for row in found]
    values: dict[UUID, list[funders.Value]] = {}
    for row in await db.fetch(
        "select venture, id, indicator, until_on, value, unit, evidence is not null as has_evidence,"
        " verified_at is not null as is_verified from indicator_value"
        " where venture = any($1::uuid[]) and until_on between $2 and $3 order by until_on, id",
        ids, report.first_on, report.until_on,
    ):  # fmt: skip
        one = dict(row)
        values.setdefault(one.pop("venture"), []).append(funders.Value(**one))
    stages: dict[UUID, list[funders.Stage]] = {}
    for row in await db.fetch(
        "select venture, stage, min(happened_on) as on, bool_or(evidence is not null) as has_evidence"
        " from venture_step where venture = any($1::uuid[]) group by venture, stage",
        ids,
    ):
        one = dict(row)
        stages.setdefault(one.pop("venture"), []).append(funders.Stage(**one))
    return [_venture(row, values.get(row["id"], ()), stages.get(row["id"], ())) for row in found]


def _venture(row: Any, values: Any, stages: Any) -> funders.Venture:
    plan = None if row["impact"] is None else msgspec.json.decode(row["impact"], type=Record, strict=False)
    return funders.Venture(
        id=row["id"],
        awarded_on=row["awarded_on"],
        is_enabling=plan is not None and plan.inputs.kind == "enabling",
        planned=() if plan is None else tuple(plan.assessment.host.result.yearly_tco2e),
        values=values,
        stages=stages,
    )


async def said_before(*, report: FunderReport) -> dict[tuple[str, str], Decimal]:
    """What the last report of this framework to this partner said, by code and unit."""
    rows = await db.fetch(
        "select l.code, l.unit, l.actual from funder_line l where l.report = (select f.id from funder_report f"
        " where f.partner = $1 and f.framework = $2 and f.made_at is not null and f.until_on < $3"
        " order by f.until_on desc, f.asked_at desc limit 1)",
        report.partner_id, report.framework, report.until_on,
    )  # fmt: skip
    return {(row["code"], row["unit"]): row["actual"] for row in rows}


class VentureRound(msgspec.Struct, frozen=True, kw_only=True):
    """A round of an edition from which ventures came."""

    id: UUID
    name_en: str
    name_zh: str


async def venture_rounds(*, actor: Actor, edition_id: UUID) -> list[VentureRound]:
    """The rounds from which ventures came, for who runs the edition's incubator."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(
        "select r.id, r.name_en, r.name_zh from round r where r.edition = $1"
        " and exists (select 1 from venture n where n.round = r.id) order by r.opens_at, r.id",
        edition_id,
    )
    return [VentureRound(**row) for row in rows]
