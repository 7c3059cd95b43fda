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
Names = tuple[str | None, str | None]


class ReviewLine(msgspec.Struct, frozen=True, kw_only=True):
    """A review in its judge's list, under the title that the entry has now.

    `about` is the entry's kind, the stage and the scene's names, `standing` the round's names, the review's state, and
    when to sign by in which zone, while there is still something to sign: what many lines of a list share. Names are in
    English and Chinese.
    """

    id: UUID
    total: Decimal | None
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    about: tuple[str, str, Names]
    standing: tuple[Names, str, tuple[datetime, str] | None]
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
    """A round whose judge may say what they would like to read, take the next entry themselves, or follow pitches."""

    round_id: UUID
    name_en: str
    name_zh: str
    takes_bids: bool
    on_request: bool
    is_live: bool


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

    def said(self, part: str) -> set[Any]:
        """What the lines of this page say in one of their parts: each is put into words once, however many say it."""
        return {getattr(one, part) for one in self.reviews}


_MINE = f"""
select rv.id, rv.stage, rv.state, rv.total, s.code, s.kind, v.title_en, v.title_zh, v.translated_title,
       sc.name_en as scene_en, sc.name_zh as scene_zh, r.name_en as round_en, r.name_zh as round_zh, r.time_zone,
       case when r.state = 'judging' and rv.state <> 'signed' then r.reviews_due_at end as due_at, s.is_demo,
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
       jr.on_request and r.state = 'judging' as on_request, jr.stage = 'live' and r.state = 'judging' as is_live
  from panel_member m
  join judging_round jr on jr.id = m.judging_round
  join round r on r.id = jr.round
 where m.person = $1 and m.left_at is null and r.state in ('planned', 'open', 'screening', 'judging')
) w where not w.has_agreed or not w.has_declared or w.takes_bids or w.on_request or w.is_live
 order by w.closes_at
"""  # noqa: S608 - no value is in it


# Of one round, for a session that a link for it began.
_MINE_OF_ROUND = _MINE.replace("where rv.judge = $1", "where r.id = $4 and rv.judge = $1")


async def my_reviews(*, actor: Actor, page: int = 1) -> MyReviews:
    """What the actor has to judge, a hundred a page."""
    bounds = (actor.person_id, PAGE_ROWS, PAGE_ROWS * (page - 1))
    one_round = () if actor.kept_to is None else (actor.kept_to,)
    rows = await db.fetch(_MINE_OF_ROUND if one_round else _MINE, *bounds, *one_round)
    seats = [row for row in await db.fetch(_SEATS, actor.person_id) if actor.reaches(row["round_id"])]
    first = rows[0] if rows else {"count": 0, "signed": 0}
    return MyReviews(
        reviews=[_line(row) for row in rows],
        count=first["count"],
        signed=first["signed"],
        to_agree=[_told(row, ToAgree) for row in seats if not row["has_agreed"]],
        to_declare=[_told(row, ToDeclare) for row in seats if not row["has_declared"]],
        at_work=[
            _told(row, AtWork)
            for row in seats
            if row["has_declared"] and (row["takes_bids"] or row["on_request"] or row["is_live"])
        ],
    )


_OPEN = f"""
select rv.id from review rv
  join judging_round jr on jr.id = rv.judging_round
  join round r on r.id = jr.round
  join submission s on s.id = rv.submission
 where rv.judge = $1 and rv.state in ('assigned', 'draft', 'reopened') and r.state = 'judging' and {readable_sql("$1")}
   and {agreed_sql("rv.judge", "r.edition")} and ($2::uuid is null or r.id = $2)
 order by s.code limit {PAGE_ROWS}
"""  # noqa: S608 - no value is in it


async def open_reviews(*, actor: Actor) -> list[UUID]:
    """What the actor has to judge now and may keep in their browser for a while: never what they are tied to."""
    return [row["id"] for row in await db.fetch(_OPEN, actor.person_id, actor.kept_to)]


def _line(row: Any) -> ReviewLine:
    due = None if row["due_at"] is None else (row["due_at"], row["time_zone"])
    return ReviewLine(
        id=row["id"],
        total=row["total"],
        code=row["code"],
        title_en=row["title_en"],
        title_zh=row["title_zh"],
        translated_title=row["translated_title"],
        about=(row["kind"], row["stage"], (row["scene_en"], row["scene_zh"])),
        standing=((row["round_en"], row["round_zh"]), row["state"], due),
        is_demo=row["is_demo"],
    )


def _told(row: Any, kind: type[T]) -> T:
    return kind(**{name: row[name] for name in kind.__struct_fields__})
