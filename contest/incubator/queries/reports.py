"""What ventures were asked and what they sent: one record for every reader."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.impact.rules import Record
from contest.incubator import rules
from contest.incubator.queries.ventures import Venture, venture
from contest.incubator.queries.visible import RUN, reach
from contest.incubator.rules.impact import Realised
from contest.incubator.rules.reports import PastFigure, year_of
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.web import signing

PAGE = 100  # lines of a list at once

# The report `r` of the venture `n` still waits for an answer. It is moot once the venture has left or gone on, or a
# later one of its kind has come; what was opened again is wanted as long as the venture is there.
OPEN_REPORT = """(n.stage not in ('parked', 'withdrawn', 'failed') and (r.reopened_at is not null
  or (r.sent_at is null and (r.kind = 'alumni' or n.stage not in ('graduated', 'alumni'))
  and not exists (select 1 from venture_report l where l.venture = r.venture and l.kind = r.kind
                   and l.period_on > r.period_on and l.sent_at is not null))))"""

# No later one of its kind was asked for: only this one is still to be answered.
NEWEST = """not exists (select 1 from venture_report l where l.venture = r.venture and l.kind = r.kind
                   and l.period_on > r.period_on)"""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report with the names of its venture; `is_open`: it still waits; `is_newest`: of its kind."""

    id: UUID
    venture_id: UUID
    title_en: str
    title_zh: str
    code: str
    kind: str
    period_on: date
    until_on: date
    due_on: date
    sent_at: datetime | None
    reopened_at: datetime | None
    sender: str
    news: str
    trouble: str
    is_running: bool | None
    is_open: bool
    is_newest: bool

    def state(self, today: date) -> str:
        """sent, moot, late or open; what was opened again is waited for like the others."""
        if self.sent_at is not None and self.reopened_at is None:
            return "sent"
        if not self.is_open:
            return "moot"
        return "late" if self.due_on < today else "open"


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A reported figure, claimed until somebody of the incubator verified it by its document."""

    id: UUID
    report_id: UUID
    indicator: str
    until_on: date
    value: Decimal
    unit: str
    evidence: UUID | None
    file_id: UUID | None
    file_name: str | None
    verified_at: datetime | None
    verifier: str


class PastReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent before a report was opened again, by whom, and why."""

    sent_at: datetime
    sender: str
    news: str
    trouble: str
    is_running: bool | None
    figures: list[PastFigure]
    reason: str
    opener: str
    reopened_at: datetime


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """How many of the reports of a kind that were due have come."""

    kind: str
    sent: int
    due: int

    @property
    def percent(self) -> int:
        """Half up."""
        return (200 * self.sent + self.due) // (2 * self.due)


_REPORT = f"""
select r.id, r.venture as venture_id, v.title_en, v.title_zh, s.code, r.kind, r.period_on, r.until_on, r.due_on,
       r.sent_at, r.reopened_at, coalesce(p.name, '') as sender, r.news, r.trouble, r.is_running,
       {OPEN_REPORT} as is_open, {NEWEST} as is_newest
  from venture_report r
  join venture n on n.id = r.venture
  join submission s on s.id = n.submission
  join submission_version v on v.id = n.version
  left join person p on p.id = r.sent_by
"""  # noqa: S608 - fixed conditions

_VALUE = """
select i.id, i.report as report_id, i.indicator, i.until_on, i.value, i.unit, i.evidence, f.id as file_id,
       f.name as file_name, i.verified_at,
       coalesce(p.name, '') as verifier
  from indicator_value i left join venture_file l on l.id = i.evidence left join file f on f.id = l.file
  left join person p on p.id = i.verified_by
"""

_RATES = f"""
select r.kind, count(r.sent_at) as sent, count(*) as due from venture_report r join venture n on n.id = r.venture
  join submission s on s.id = n.submission
 where s.edition = $4 and {RUN}
   and (r.sent_at is not null or (r.due_on < $5 and n.stage not in ('parked', 'withdrawn', 'failed')))
 group by r.kind order by r.kind
"""  # noqa: S608 - fixed conditions


async def reports(*, venture_id: UUID) -> list[Report]:
    """The reports of a venture, the newest first. The caller has found it for the actor."""
    rows = await db.fetch(f"{_REPORT} where r.venture = $1 order by r.until_on desc, r.kind, r.id", venture_id)
    return [Report(**row) for row in rows]


async def report(*, actor: Actor, report_id: UUID) -> tuple[Report, Venture]:
    """One report with its venture, for who sees the venture; else `NotFound`."""
    row = await db.fetchrow(f"{_REPORT} where r.id = $1", report_id)
    if row is None:
        raise NotFound
    found = Report(**row)
    return found, await venture(actor=actor, venture_id=found.venture_id)


async def open_reports(*, actor: Actor, edition_id: UUID, page: int = 1) -> tuple[list[Report], int]:
    """A page of the reports of an edition's ventures that are waited for, the one due first at the top, and how many
    there are in all."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    where, values = f"where s.edition = $4 and {OPEN_REPORT} and {RUN}", [*reach(actor), edition_id]
    total: int = await db.fetchval(f"select count(*) from ({_REPORT} {where}) waiting", *values)  # noqa: S608
    rows = await db.fetch(
        f"{_REPORT} {where} order by r.due_on, s.code, r.id limit {PAGE} offset {PAGE * (page - 1)}", *values
    )
    return [Report(**row) for row in rows], total


async def report_rates(*, actor: Actor, edition_id: UUID, today: date) -> list[Rate]:
    """By kind, how many of those that were due have come; those of ventures that left count only where they came."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    return [Rate(**row) for row in await db.fetch(_RATES, *reach(actor), edition_id, today)]


async def values(*, venture_id: UUID) -> list[Value]:
    """Every figure of a venture, the newest first. The caller has found it for the actor."""
    rows = await db.fetch(f"{_VALUE} where i.venture = $1 order by i.until_on desc, i.indicator", venture_id)
    return [Value(**row) for row in rows]


async def last_values(*, venture_id: UUID, beside: UUID | None = None) -> dict[str, Value]:
    """The latest figure of each indicator, of no report `beside`. The caller has found the venture for the actor."""
    rows = await db.fetch(
        f"select distinct on (k.indicator) k.* from ({_VALUE} where i.venture = $1"  # noqa: S608 - a constant
        " and i.report is distinct from $2) k order by k.indicator, k.until_on desc",
        venture_id,
        beside,
    )
    return {row["indicator"]: Value(**row) for row in rows}


async def value(*, actor: Actor, value_id: UUID) -> tuple[Value, Venture]:
    """One figure with its venture, for who sees the venture; else `NotFound`."""
    venture_id = await db.fetchval("select venture from indicator_value where id = $1", value_id)
    if venture_id is None:
        raise NotFound
    found = await venture(actor=actor, venture_id=venture_id)
    row = await db.fetchrow(f"{_VALUE} where i.id = $1", value_id)
    return Value(**row), found  # type: ignore[arg-type]


async def overdue_reports(*, venture_id: UUID, today: date) -> int:
    """How many reports of a venture are overdue: what keeps a tranche back."""
    found: int = await db.fetchval(
        "select count(*) from venture_report r join venture n on n.id = r.venture"  # noqa: S608 - a constant
        f" where r.venture = $1 and r.due_on < $2 and {OPEN_REPORT}",
        venture_id,
        today,
    )
    return found


async def plan_of(*, version_id: UUID) -> Record | None:
    """The figures that were frozen with the judged version; None where it has none. The caller has the venture."""
    kept = await db.fetchval("select content->'impact' from submission_version where id = $1", version_id)
    return None if kept is None else msgspec.json.decode(kept, type=Record, strict=False)


async def realised(*, venture_id: UUID, awarded_on: date) -> tuple[dict[int, Realised], dict[int, bool]]:
    """What the yearly reports say, by year after the award, and which of it is verified. As above."""
    rows = await db.fetch(
        "select r.period_on, r.impact, bool_or(i.verified_at is not null) as is_verified from venture_report r"
        " left join indicator_value i on i.report = r.id and i.indicator = 'realised'"
        " where r.venture = $1 and r.kind = 'year' and r.sent_at is not null and r.impact is not null"
        " group by r.id order by r.period_on",
        venture_id,
    )
    said, verified = {}, {}
    for row in rows:
        year = year_of(awarded_on, row["period_on"])
        said[year] = msgspec.json.decode(row["impact"], type=Realised)
        verified[year] = bool(row["is_verified"])
    return said, verified


async def past_reports(*, report_id: UUID) -> list[PastReport]:
    """What was sent of a report before it was opened again, the newest first. As above."""
    rows = await db.fetch(
        "select o.sent_at, coalesce(s.name, '') as sender, o.news, o.trouble, o.is_running, o.figures, o.reason,"
        " coalesce(p.name, '') as opener, o.reopened_at from reopened_report o left join person s on s.id = o.sent_by"
        " left join person p on p.id = o.reopened_by where o.report = $1 order by o.reopened_at desc, o.id desc",
        report_id,
    )
    return [
        PastReport(**{**row, "figures": msgspec.json.decode(row["figures"], type=list[PastFigure])}) for row in rows
    ]


def report_key(report_id: UUID, person_id: UUID) -> str:
    """The key in the link to one report for one person: it opens this report, and nothing else."""
    name = f"{report_id.hex}.{person_id.hex}"
    return f"{name}.{signing.mac('venture report', name)[:40]}"


async def keyed_report(*, key: str, now: datetime) -> tuple[Report, Venture, Actor]:
    """What a link opens, and for whom; `NotFound` where it is none, or the person has left the venture."""
    try:
        first, second, _mac = key.split(".")
        report_id, person_id = UUID(hex=first), UUID(hex=second)
    except ValueError:
        raise NotFound from None
    if not signing.is_same(report_key(report_id, person_id), key):
        raise NotFound
    actor = await accounts.actor(person_id=person_id, epoch=None, now=now)
    if actor is None:
        raise NotFound
    found, of = await report(actor=actor, report_id=report_id)
    if not of.is_team:
        raise NotFound
    return found, of, actor
