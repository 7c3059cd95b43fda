"""Who is too close to what: the ties of a round and the rulings on them, and a look before somebody is invited."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.challenge.rules import hides_names
from contest.judging.queries import ties as known
from contest.judging.queries.rounds import round_to_follow, round_to_run
from contest.judging.rules import permissions, ties
from contest.judging.rules.inviting import Candidate
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.i18n import Lazy
from contest.submissions.queries import ties_hide_sql

PAGE = 50


class TieLine(msgspec.Struct, frozen=True, kw_only=True):
    """A judge of the panel and an entry, what ties them, and what an organiser ruled (None: nothing)."""

    person_id: UUID
    name: str
    code: str
    title_en: str
    title_zh: str
    kind: str | None
    reason: str
    ruled_free: bool | None
    ruling: str
    ruled_by: str | None
    at: datetime

    @property
    def words(self) -> Lazy | None:
        return None if self.kind is None else ties.words(self.kind, self.reason)

    @property
    def may_be_cleared(self) -> bool:
        return self.kind in ties.MAY_BE_CLEARED


class PinLine(msgspec.Struct, frozen=True, kw_only=True):
    """A judge who reads an entry by an organiser's word, or does not, though nothing ties them."""

    entry_id: UUID
    judge_id: UUID
    name: str
    code: str
    title_en: str
    title_zh: str
    is_pinned: bool
    ruled_by: str
    ruled_at: datetime


class TiesPage(msgspec.Struct, frozen=True, kw_only=True):
    """All that an organiser ruled about judges and entries: who is too close, and who reads what by hand (`pins`)."""

    round: RoundFacts
    lines: list[TieLine]
    total: int
    pins: list[PinLine]
    judges: list[tuple[UUID, str]]


# Pairs of a round that are tied or ruled on: from the few ties to the entries, never from all entries to all judges.
_PAIRS = f"""
  from (select submission, person from tie union select submission, person from tie_ruling) pair
  join standing st on st.submission = pair.submission and st.round = $1
  join submission s on s.id = st.submission
  join judging_round jr on jr.round = $1
  join panel_member m on m.judging_round = jr.id and m.person = pair.person and m.left_at is null
  join person p on p.id = m.person
 where {ties_hide_sql("$2")}
"""  # noqa: S608 - no value is in it

# A pair once, by the plainest of its ties; pairs ruled free have a ruling and no tie.
_LINES = f"""
with pairs as (select m.person as person_id, p.name, s.id, s.code, s.title_en, s.title_zh {_PAIRS})
select pairs.person_id, pairs.name, pairs.code, pairs.title_en, pairs.title_zh, t.kind,
       coalesce(t.reason, '') as reason, not g.is_tied as ruled_free, coalesce(g.reason, '') as ruling,
       (select rp.name from person rp where rp.id = g.ruled_by) as ruled_by,
       coalesce(g.ruled_at, t.created_at) as at
  from pairs
  left join lateral (select * from tie where tie.submission = pairs.id and tie.person = pairs.person_id
                      order by array_position($3::text[], tie.kind::text) limit 1) t on true
  left join tie_ruling g on g.submission = pairs.id and g.person = pairs.person_id
 order by pairs.name, pairs.code, pairs.person_id
 limit $4 offset $5
"""  # noqa: S608 - no value is in it

_COUNT = f"select count(*) {_PAIRS}"

_JUDGES = """
select m.person, p.name from panel_member m join judging_round jr on jr.id = m.judging_round
  join person p on p.id = m.person where jr.round = $1 and m.left_at is null order by p.name, m.person
"""


_PINS = f"""
select s.id as entry_id, m.person as judge_id, p.name, s.code, s.title_en, s.title_zh, g.is_pinned,
       coalesce(rp.name, '') as ruled_by, g.ruled_at
  from pair_ruling g
  join judging_round jr on jr.id = g.judging_round and jr.round = $1
  join submission s on s.id = g.submission
  join panel_member m on m.judging_round = jr.id and m.person = g.judge and m.left_at is null
  join person p on p.id = m.person
  left join person rp on rp.id = g.ruled_by
 where {ties_hide_sql("$2")}
 order by p.name, s.code
"""  # noqa: S608 - no value is in it


async def ties_page(*, actor: Actor, round_id: UUID, page: int) -> TiesPage:
    """Who of the panel is too close to what, for those who run the round, less what they are tied to themselves."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    order = [*ties.KINDS, "declared", "ruled"]
    rows = await db.fetch(_LINES, round_id, actor.person_id, order, PAGE, (page - 1) * PAGE)
    names = [name for name in TieLine.__struct_fields__ if name != "total"]
    return TiesPage(
        round=facts,
        lines=[TieLine(**{name: row[name] for name in names}) for row in rows],
        pins=[PinLine(**row) for row in await db.fetch(_PINS, round_id, actor.person_id)],
        total=await db.fetchval(_COUNT, round_id, actor.person_id),
        judges=[(row["person"], row["name"]) for row in await db.fetch(_JUDGES, round_id)],
    )


class Close(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that a candidate would be tied to, and why."""

    code: str
    title_en: str
    title_zh: str
    words: Lazy


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a candidate would be tied to. `entries` is None where the reader may not know whose entries there are."""

    candidate: Candidate
    is_close: bool
    entries: list[Close] | None


class CheckPage(msgspec.Struct, frozen=True, kw_only=True):
    round: RoundFacts
    may_know: bool
    checked: list[Checked]


async def check(*, actor: Actor, round_id: UUID, candidates: Sequence[Candidate]) -> CheckPage:
    """What these people would be tied to in a round, before anybody is invited.

    A chair of a blind round, who judges too, is told only that there is something: no entry, no number, no reason.
    Entries that the reader is tied to are not there.
    """
    facts = await round_to_follow(actor=actor, round_id=round_id)
    may_know = not hides_names(facts.blindness) or permissions.may_run(
        actor, edition_id=facts.edition_id, round_id=facts.id
    )
    people = await db.fetch(
        "select id, email from person where email = any($1::text[])", [one.email for one in candidates if one.email]
    )
    ids = {row["email"]: row["id"] for row in people}
    on_record = {one.key: one for one in await known.judges(person_ids=list(ids.values()))}
    looking = [_as_judge(n, one, on_record.get(str(ids.get(one.email)))) for n, one in enumerate(candidates)]
    shown = {
        str(row["id"]): row
        for row in await db.fetch(
            "select s.id, s.code, s.title_en, s.title_zh from standing st join submission s on s.id = st.submission"  # noqa: S608
            f" where st.round = $1 and {ties_hide_sql('$2')}",
            round_id,
            actor.person_id,
        )
    }
    found = [one for one in ties.find(looking, await known.behind(round_id=round_id)) if one.entry in shown]
    checked = []
    for n, candidate in enumerate(candidates):
        close = [_close(shown[one.entry], one) for one in found if one.judge == str(n)]
        entries = sorted(close, key=lambda one: one.code) if may_know else None
        checked.append(Checked(candidate=candidate, is_close=bool(close), entries=entries))
    return CheckPage(round=facts, may_know=may_know, checked=checked)


def _close(entry: Any, one: ties.Found) -> Close:
    return Close(
        code=entry["code"],
        title_en=entry["title_en"],
        title_zh=entry["title_zh"],
        words=ties.words(one.kind, one.shown),
    )


def _as_judge(number: int, candidate: Candidate, record: ties.Judge | None) -> ties.Judge:
    """A candidate as typed, with what is on record about the address."""
    said = (candidate.organisation,) if candidate.organisation else ()
    # A line that is one name may be a person's or an organisation's.
    alone = (candidate.name,) if candidate.name and not candidate.email and not said else ()
    base = record or ties.Judge(key="", email=candidate.email)
    return msgspec.structs.replace(
        base,
        key=str(number),
        names=(*base.names, *((candidate.name,) if candidate.name else ())),
        organisations=(*base.organisations, *said, *alone),
    )
