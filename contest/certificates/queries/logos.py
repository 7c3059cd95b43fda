"""Licences of partners' logos: which there are, and which hold on a day."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from contest.certificates.rules import issue
from contest.challenge.rules import may_organise
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class Licence(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded licence of a partner's logo."""

    id: UUID
    edition_id: UUID
    name_en: str
    name_zh: str
    key: str
    given_by: str
    given_on: date
    until: date | None
    words: str
    withdrawn_at: datetime | None

    def holds(self, on: date) -> bool:
        return issue.licence_holds(
            given_on=self.given_on, until=self.until, is_withdrawn=self.withdrawn_at is not None, on=on
        )


_LICENCE = """
select l.id, p.edition as edition_id, p.name_en, p.name_zh, l.key, l.given_by, l.given_on, l.until, l.words,
       l.withdrawn_at
  from logo_licence l join partner p on p.id = l.partner
"""


class LogosPage(msgspec.Struct, frozen=True, kw_only=True):
    """The licences of an edition, and its partners to record one for: (id, name in English, name in Chinese)."""

    edition_id: UUID
    name_en: str
    name_zh: str
    is_demo: bool
    licences: list[Licence]
    partners: list[tuple[UUID, str, str]]


async def logos_page(*, actor: Actor, edition_id: UUID) -> LogosPage:
    """For who organises the whole edition; `NotFound` for everybody else."""
    row = await db.fetchrow("select name_en, name_zh, is_demo from edition where id = $1", edition_id)
    if row is None or not may_organise(actor, edition_id=edition_id):
        raise NotFound
    partners = await db.fetch(
        "select id, name_en, name_zh from partner where edition = $1 order by position, id", edition_id
    )
    return LogosPage(
        edition_id=edition_id,
        **row,
        licences=await licences(edition_id=edition_id),
        partners=[tuple(one) for one in partners],
    )


async def licences(*, edition_id: UUID) -> list[Licence]:
    """Every licence recorded in an edition, by partner. Asks nobody who looks."""
    rows = await db.fetch(_LICENCE + " where p.edition = $1 order by p.position, p.id, l.recorded_at desc", edition_id)
    return [Licence(**row) for row in rows]


async def licence(*, licence_id: UUID) -> Licence | None:
    """One licence, whoever asks."""
    row = await db.fetchrow(_LICENCE + " where l.id = $1", licence_id)
    return None if row is None else Licence(**row)
