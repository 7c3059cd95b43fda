"""A judge's list: what is due first on top, and the rounds in which they may ask for more."""

from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from contest.judging.queries.reviews import readable_sql
from contest.judging.queries.terms import agreed_sql
from contest.lib import db
from contest.lib.actor import Actor

PAGE_ROWS = 100

T = TypeVar("T", bound=msgspec.Struct)


class ReviewLine(msgspec.Struct, frozen=True, kw_only=True):
    """A review in its judge's list, under the title that the entry has now."""

    id: UUID
    stage: str
    state: str
    saved_at: datetime | None
    total: Decimal | None
    code: str
    kind: str
    title_en: str
    title_zh: str
    translated_title: str
    scene_en: str | None
    scene_zh: str | None
    round_en: str
    round_zh: str
    time_zone: str
    due_at: datetime
    is_closed: bool
    is_demo: bool


class ToDeclare(msgspec.Struct, frozen=True, kw_only=True):
    """A round whose judge has not said yet whom they are close to."""

    round_id: UUID
    name_en: str
    name_zh: str
    can_declare: bool


class ToAgree(msgspec.Struct, frozen=True, kw_only=True):
    """A round whose terms have changed since its judge agreed to them: nothing opens before they agree again."""

    round_id: UUID
    name_en: str
    name_zh: str


class AtWork(msgspec.Struct, frozen=True, kw_only=True):
    """A round whose judge may say what they would like to read, or take the next entry themselves."""

    round_id: UUID
    name_en: str
    name_zh: str
    takes_bids: bool
    on_request: bool


class MyReviews(msgspec.Struct, frozen=True, kw_only=True):
    """A judge's list: what is due first on top, what is signed below. `count` and `signed` are of all pages."""

    reviews: list[ReviewLine]
    count: int
    signed: int
    to_agree: list[ToAgree]
    to_declare: list[ToDeclare]
    at_work: list[AtWork]

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE_ROWS))


_MINE = f"""
select rv.id, rv.stage, rv.state, rv.saved_at, rv.total, s.code, s.kind, v.title_en, v.title_zh,
       v.translated_title,
       sc.name_en as scene_en, sc.name_zh as scene_zh, r.name_en as round_en, r.name_zh as round_zh, r.time_zone,
       r.reviews_due_at as due_at, r.state <> 'judging' as is_closed, s.is_demo,
       count(*) over () as count, count(*) filter (where rv.state = 'signed') over () as signed
  from review rv
  join judging_round jr on jr.id = rv.judging_round
  join round r on r.id = jr.round
  join submission s on s.id = rv.submission
  join submission_version v on v.id = rv.version
  left join scene sc on sc.id = s.scene
 where rv.judge = $1 and {readable_sql("$1")}
 order by (rv.state = 'signed' or r.state <> 'judging'), r.reviews_due_at,
          array_position(array['reopened', 'draft', 'assigned'], rv.state::text), s.code
 limit $2 offset $3
"""  # noqa: S608 - no value is in it

_SEATS = f"""
select w.* from (
select r.id as round_id, r.name_en, r.name_zh, m.declared_at is not null as has_declared, r.closes_at,
       m.accepted_at is null or {agreed_sql("m.person", "r.edition")} as has_agreed,
       r.state in ('screening', 'judging') as can_declare,
       jr.takes_bids and r.state in ('screening', 'judging') as takes_bids,
       jr.on_request and r.state = 'judging' as on_request
  from panel_member m
  join judging_round jr on jr.id = m.judging_round
  join round r on r.id = jr.round
 where m.person = $1 and m.left_at is null and r.state in ('planned', 'open', 'screening', 'judging')
) w where not w.has_agreed or not w.has_declared or w.takes_bids or w.on_request
 order by w.closes_at
"""  # noqa: S608 - no value is in it


async def my_reviews(*, actor: Actor, page: int = 1) -> MyReviews:
    """What the actor has to judge, a hundred a page."""
    rows = await db.fetch(_MINE, actor.person_id, PAGE_ROWS, PAGE_ROWS * (page - 1))
    seats = await db.fetch(_SEATS, actor.person_id)
    first = rows[0] if rows else {"count": 0, "signed": 0}
    return MyReviews(
        reviews=[ReviewLine(**{key: row[key] for key in ReviewLine.__struct_fields__}) for row in rows],
        count=first["count"],
        signed=first["signed"],
        to_agree=[_told(row, ToAgree) for row in seats if not row["has_agreed"]],
        to_declare=[_told(row, ToDeclare) for row in seats if not row["has_declared"]],
        at_work=[
            _told(row, AtWork) for row in seats if row["has_declared"] and (row["takes_bids"] or row["on_request"])
        ],
    )


def _told(row: Any, kind: type[T]) -> T:
    return kind(**{name: row[name] for name in kind.__struct_fields__})
