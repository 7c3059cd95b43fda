"""What a judge may ask to read: the entries of a round that nothing keeps from them, as their list shows entries."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from contest.judging.queries.rounds import Judging, in_stage_sql
from contest.judging.rules import steps
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.submissions.queries import judge_reads_sql

BID_ROWS = 50


class BidLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry to wish for; `wish` is 1, 0 or -1. Whose it is, is not told."""

    submission_id: UUID
    code: str
    kind: str
    title_en: str
    title_zh: str
    summary_en: str
    summary_zh: str
    translated_title: str
    translated_summary: str
    scene_en: str
    scene_zh: str
    wish: int


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """The round that a judge has a seat in, once they declared their conflicts."""

    round_id: UUID
    edition_id: UUID
    edition_en: str
    edition_zh: str
    name_en: str
    name_zh: str
    state: str
    is_demo: bool
    judging_id: UUID
    takes_bids: bool
    on_request: bool

    @property
    def may_wish(self) -> bool:
        return self.takes_bids and self.state in steps.DECLARING


class BidPage(msgspec.Struct, frozen=True, kw_only=True):
    """The entries of one page; `count` of all pages, `wanted` and `unwanted` of all."""

    seat: Seat
    lines: list[BidLine]
    count: int
    wanted: int
    unwanted: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // BID_ROWS))


_SEAT = """
select r.id as round_id, r.edition as edition_id, e.name_en as edition_en, e.name_zh as edition_zh, r.name_en,
       r.name_zh, r.state, e.is_demo, jr.id as judging_id, jr.takes_bids, jr.on_request
  from panel_member m
  join judging_round jr on jr.id = m.judging_round
  join round r on r.id = jr.round
  join edition e on e.id = r.edition
 where m.person = $1 and r.id = $2 and m.declared_at is not null and m.left_at is null
"""


async def seat_of(*, actor: Actor, round_id: UUID) -> Seat:
    """The actor's seat in a round; `NotFound` to whoever has none, or has not declared their conflicts."""
    row = await db.fetchrow(_SEAT, actor.person_id, round_id) if actor.person_id is not None else None
    if row is None:
        raise NotFound
    return Seat(**row)


async def seat_that_wishes(*, actor: Actor, round_id: UUID) -> Seat:
    """The actor's seat, while the round asks for wishes."""
    seat = await seat_of(actor=actor, round_id=round_id)
    if not seat.may_wish:
        raise Conflict(N_("This round does not ask what you would like to read."))
    return seat


# Nothing keeps these from the judge $1 of the judging $2: no tie, no consent that is missing, no panel of other scenes
# or cities. What they read, or stepped back from, is not there either.
_OPEN = f"""
  from panel_member m
  join judging_round jr on jr.id = m.judging_round
  left join panel pa on pa.id = m.panel
  join standing st on st.round = jr.round and st.state in ('eligible', 'in_review') and st.gone = ''
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version
  join round r on r.id = s.round
  left join scene sc on sc.edition = s.edition and sc.key = v.scene
  left join bid b on b.judging_round = jr.id and b.judge = m.person and b.submission = s.id
 where m.person = $1 and jr.id = $2 and m.left_at is null and {judge_reads_sql("$1")}
   and (coalesce(cardinality(pa.scenes), 0) = 0 or v.scene = any(pa.scenes))
   and (coalesce(cardinality(pa.cities), 0) = 0 or r.city = any(pa.cities))
   and {in_stage_sql("jr.id", "jr.stage")}
   and not exists (select from review rv where rv.judging_round = jr.id and rv.submission = s.id and rv.judge = $1
                      and rv.stage = jr.stage)
"""

_LINES = f"""
select s.id as submission_id, s.code, s.kind, v.title_en, v.title_zh, v.translated_title,
       coalesce(v.content->>'summary_en', '') as summary_en,
       coalesce(v.content->>'summary_zh', '') as summary_zh, v.translated_summary, coalesce(sc.name_en, '') as scene_en,
       coalesce(sc.name_zh, '') as scene_zh, coalesce(b.wish, 0) as wish {_OPEN}
 order by s.code limit {BID_ROWS}
"""

_COUNTS = f"""
select count(*) as count, count(*) filter (where b.wish = 1) as wanted, count(*) filter (where b.wish = -1) as unwanted
{_OPEN}"""


async def bid_page(*, actor: Actor, round_id: UUID, page: int = 1) -> BidPage:
    """What the actor may wish for, by code; `Conflict` while the round asks for no wishes."""
    seat = await seat_that_wishes(actor=actor, round_id=round_id)
    counts = await db.fetchrow(_COUNTS, actor.person_id, seat.judging_id)
    assert counts is not None
    rows = await db.fetch(f"{_LINES} offset {(page - 1) * BID_ROWS:d}", actor.person_id, seat.judging_id)
    return BidPage(seat=seat, lines=[BidLine(**row) for row in rows], **counts)


async def may_wish_for(*, actor: Actor, seat: Seat, entries: Iterable[UUID]) -> set[UUID]:
    """Those of the entries that the actor may wish for."""
    rows = await db.fetch(
        f"select s.id {_OPEN} and s.id = any($3)",
        actor.person_id,
        seat.judging_id,
        list(entries),
    )
    return {row["id"] for row in rows}


async def bids_of(judging: Judging) -> dict[tuple[str, str], int]:
    """(entry, judge): 1 or -1. Asks nobody who is looking."""
    rows = await db.fetch("select submission, judge, wish from bid where judging_round = $1 order by id", judging.id)
    return {(str(row["submission"]), str(row["judge"])): row["wish"] for row in rows}
