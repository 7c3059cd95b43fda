"""Grants of ventures and their tranches, with what each release still waits for."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from contest.incubator.queries.reports import overdue_reports
from contest.incubator.queries.ventures import Venture, venture
from contest.incubator.rules.tranches import Standing, missing
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.i18n import Lazy


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    person: UUID
    name: str
    at: datetime


class Tranche(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a grant; `overdue`: how many reports of its venture are overdue today."""

    id: UUID
    position: int
    amount: Decimal
    milestone: UUID
    milestone_title: str
    milestone_state: str
    released_on: date | None
    reference: str
    approvals: list[Approval]
    overdue: int

    @property
    def standing(self) -> Standing:
        return Standing(
            milestone_state=self.milestone_state,
            overdue=self.overdue,
            approvers=[one.person for one in self.approvals],
            is_released=self.released_on is not None,
        )

    @property
    def missing(self) -> list[Lazy]:
        return missing(self.standing)


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What a venture is given; `rate`: CNY for one of its currency, on the day it was fixed."""

    id: UUID
    amount: Decimal
    currency: str
    rate: Decimal
    fixed_on: date
    tranches: list[Tranche]


async def grant(*, venture_id: UUID, today: date) -> Grant | None:
    """The grant of a venture, None where there is none. The caller has found it for the actor."""
    row = await db.fetchrow(
        "select id, amount, currency, rate, fixed_on from venture_grant where venture = $1", venture_id
    )
    if row is None:
        return None
    approvals: dict[UUID, list[Approval]] = {}
    for line in await db.fetch(
        "select a.tranche, a.person, p.name, a.at from tranche_approval a join person p on p.id = a.person"
        " join tranche t on t.id = a.tranche where t.venture_grant = $1 order by a.at, a.id",
        row["id"],
    ):
        approvals.setdefault(line["tranche"], []).append(
            Approval(person=line["person"], name=line["name"], at=line["at"])
        )
    lines = await db.fetch(
        "select t.id, t.position, t.amount, t.milestone, m.title as milestone_title, m.state as milestone_state,"
        " t.released_on, t.reference from tranche t join milestone m on m.id = t.milestone"
        " where t.venture_grant = $1 order by t.position",
        row["id"],
    )
    overdue = await overdue_reports(venture_id=venture_id, today=today)
    tranches = [Tranche(**line, approvals=approvals.get(line["id"], []), overdue=overdue) for line in lines]
    return Grant(**row, tranches=tranches)


async def tranche_venture(*, actor: Actor, tranche_id: UUID) -> Venture:
    """The venture of a tranche, for who sees it; else `NotFound`."""
    venture_id = await db.fetchval(
        "select g.venture from tranche t join venture_grant g on g.id = t.venture_grant where t.id = $1", tranche_id
    )
    if venture_id is None:
        raise NotFound
    return await venture(actor=actor, venture_id=venture_id)
