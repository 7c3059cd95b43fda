"""What ventures ask of the zone's desk, and their prizes."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from contest.incubator import rules
from contest.incubator.queries.ventures import Venture, venture
from contest.incubator.queries.visible import RUN, reach
from contest.incubator.rules.desk import answer_days
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

MOST = 500


class ServiceRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request with who deals with it; `title_en`, `title_zh`: of its venture."""

    id: UUID
    venture_id: UUID
    title_en: str
    title_zh: str
    kind: str
    text: str
    asker: str
    asked_at: datetime
    owner: UUID | None
    owner_name: str
    due_on: date
    answer: str
    answerer: str
    answered_at: datetime | None
    withdrawn_at: datetime | None

    def state(self, today: date) -> str:
        """answered, withdrawn, late or open."""
        if self.answered_at is not None:
            return "answered"
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "late" if self.due_on < today else "open"


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    text: str
    met_on: date | None
    file_id: UUID | None
    file_name: str | None


class Prize(msgspec.Struct, frozen=True, kw_only=True):
    """A prize with its conditions in order."""

    id: UUID
    venture_id: UUID
    name_en: str
    name_zh: str
    amount: Decimal | None
    currency: str
    settle_by: date
    settled_on: date | None
    lapsed_on: date | None
    reason: str
    conditions: list[Condition] = []

    def state(self, today: date) -> str:
        """settled, lapsed, late or open."""
        if self.settled_on is not None:
            return "settled"
        if self.lapsed_on is not None:
            return "lapsed"
        return "late" if self.settle_by < today else "open"


_REQUEST = """
select q.id, q.venture as venture_id, v.title_en, v.title_zh, q.kind, q.text, coalesce(a.name, '') as asker, q.asked_at,
       q.owner, coalesce(o.name, '') as owner_name, q.due_on, q.answer, coalesce(w.name, '') as answerer, q.answered_at,
       q.withdrawn_at
  from service_request q
  join venture n on n.id = q.venture
  join submission s on s.id = n.submission
  join submission_version v on v.id = n.version
  left join person a on a.id = q.asked_by
  left join person o on o.id = q.owner
  left join person w on w.id = q.answered_by
"""

_SPANS = f"""
select q.asked_at, q.answered_at from service_request q join venture n on n.id = q.venture
  join submission s on s.id = n.submission where s.edition = $4 and q.answered_at is not null and {RUN}
"""  # noqa: S608 - fixed conditions

_PRIZES = """
select p.id, p.venture as venture_id, p.name_en, p.name_zh, p.amount, p.currency, p.settle_by, p.settled_on,
       p.lapsed_on, p.reason from prize p
"""

_CONDITIONS = """
select c.prize, c.id, c.text, c.met_on, f.id as file_id, f.name as file_name from prize_condition c
  join prize p on p.id = c.prize left join venture_file l on l.id = c.evidence left join file f on f.id = l.file
 where p.venture = $1 order by c.prize, c.position
"""


async def service_requests(*, venture_id: UUID) -> list[ServiceRequest]:
    """What a venture asked, the newest first. The caller has found it for the actor."""
    rows = await db.fetch(f"{_REQUEST} where q.venture = $1 order by q.asked_at desc, q.id desc", venture_id)
    return [ServiceRequest(**row) for row in rows]


async def service_request(*, actor: Actor, request_id: UUID) -> tuple[ServiceRequest, Venture]:
    """One request with its venture, for who sees the venture; else `NotFound`."""
    row = await db.fetchrow(f"{_REQUEST} where q.id = $1", request_id)
    if row is None:
        raise NotFound
    found = ServiceRequest(**row)
    return found, await venture(actor=actor, venture_id=found.venture_id)


async def desk(*, actor: Actor, edition_id: UUID, most: int | None = MOST) -> list[ServiceRequest]:
    """The requests of an edition's ventures: the open ones by when they are due, then the others, the newest first; as
    many as `most`, or all."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(
        f"{_REQUEST} where s.edition = $4 and {RUN} order by coalesce(q.answered_at, q.withdrawn_at) desc nulls first,"
        f" q.due_on, q.id limit {'all' if most is None else most}",
        *reach(actor),
        edition_id,
    )
    return [ServiceRequest(**row) for row in rows]


async def desk_days(*, actor: Actor, edition_id: UUID) -> float | None:
    """The median of the days that the desk took to answer; None where it has answered nothing yet."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(_SPANS, *reach(actor), edition_id)
    return answer_days([(row["asked_at"], row["answered_at"]) for row in rows])


async def prizes(*, venture_id: UUID) -> list[Prize]:
    """The prizes of a venture, the next to be settled first. The caller has found it for the actor."""
    conditions: dict[UUID, list[Condition]] = {}
    for row in await db.fetch(_CONDITIONS, venture_id):
        line = dict(row)
        conditions.setdefault(line.pop("prize"), []).append(Condition(**line))
    rows = await db.fetch(f"{_PRIZES} where p.venture = $1 order by p.settle_by, p.id", venture_id)
    return [Prize(**row, conditions=conditions.get(row["id"], [])) for row in rows]


async def prize(*, actor: Actor, prize_id: UUID) -> tuple[Prize, Venture]:
    """One prize with its venture, for who sees the venture; else `NotFound`."""
    venture_id = await db.fetchval("select venture from prize where id = $1", prize_id)
    if venture_id is None:
        raise NotFound
    found = await venture(actor=actor, venture_id=venture_id)
    return next(one for one in await prizes(venture_id=venture_id) if one.id == prize_id), found


async def promised(*, venture_id: UUID) -> tuple[str, str]:
    """The name of the award that the venture stands on, in both languages, for the form of a new prize."""
    row = await db.fetchrow(
        "select i.award_en, i.award_zh from venture n join decision d on d.round = n.round and d.state = 'final'"
        " join decision_item i on i.decision = d.id and i.submission = n.submission"
        " where n.id = $1 order by d.final_at desc limit 1",
        venture_id,
    )
    return ("", "") if row is None else (row["award_en"], row["award_zh"])
