"""Everything that decides who judges what in a round."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

import msgspec

from contest.judging.queries import panel
from contest.judging.queries.assignment.wishes import bids_of
from contest.judging.queries.rounds import Judging, in_stage_sql
from contest.judging.rules.assignment import Case, Entry, Judge
from contest.judging.rules.stages import bounds
from contest.lib import db
from contest.submissions.queries import judge_reads_sql


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked of a plan: fairness to the worst-off, and entries that want one review more than they have."""

    is_fair: bool = True
    more: list[UUID] = []


class EntryFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as a plan sees it, and where its reviews stand: (judge, state)."""

    id: UUID
    code: str
    kind: str
    version: UUID
    title_en: str
    title_zh: str
    translated_title: str
    scene: str | None
    city: UUID | None
    text: str
    languages: list[str]
    reviews: list[tuple[UUID, str]]


_ENTRIES = f"""
select s.id, s.code, s.kind, st.version, v.title_en, v.title_zh, v.translated_title,
       nullif(v.scene, '') as scene, r.city,
       lower(concat_ws(' ', v.title_en, v.title_zh, v.content->>'summary_en', v.content->>'summary_zh')) as text,
       array_remove(array[case when coalesce(v.content->>'summary_en', '') <> '' then 'en' end,
                          case when coalesce(v.content->>'summary_zh', '') <> '' then 'zh' end], null) as languages,
       (select coalesce(json_agg(json_build_array(rv.judge, rv.state) order by rv.id), '[]') from review rv
         where rv.judging_round = $2 and rv.submission = s.id and rv.stage = $3
           and rv.state not in ('recused', 'waived')
           and (rv.state = 'signed' or {judge_reads_sql("rv.judge")})) as reviews
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  join submission_version v on v.id = st.version
  join round r on r.id = s.round
 where st.round = $1 and st.state in ('eligible', 'in_review') and {in_stage_sql("$2", "$3")}
 order by s.code
"""  # noqa: S608 - no value is in it

# What a plan depends on, cheaply: who is on the panel and how, which entries there are, and where their reviews stand.
MARK = """
select concat_ws('/',
    (select count(*) || ':' || coalesce(bit_xor(uuid_hash_extended(rv.id, hashtext(rv.state))), 0)
       from review rv where rv.judging_round = $2),
    (select string_agg(concat_ws(',', m.person, m.panel, m.scenes, m.least, m.most, m.declared_at is not null,
                                 jp.changed_at), ';' order by m.id)
       from panel_member m left join judge_profile jp on jp.person = m.person
      where m.judging_round = $2 and m.left_at is null),
    (select count(*) || ':' || coalesce(bit_xor(uuid_hash_extended(st.id, hashtext(st.version::text))), 0)
       from standing st join submission s on s.id = st.submission and s.state = 'submitted'
      where st.round = $1 and st.state in ('eligible', 'in_review')),
    (select string_agg(concat_ws(',', p.submission, p.judge, p.is_pinned), ';' order by p.id)
       from pair_ruling p where p.judging_round = $2),
    (select count(*) || ':' || coalesce(bit_xor(uuid_hash_extended(b.id, b.wish)), 0)
       from bid b where b.judging_round = $2),
    (select concat_ws(',', jr.reviews_each, jr.stage, js.reads, js.minutes) from judging_round jr
       left join judging_stage js on js.judging_round = jr.id and js.kind = jr.stage where jr.id = $2))
"""


async def mark_of(*, round_id: UUID, judging_id: UUID) -> str:
    """What tells whether a plan was worked out from the panel, entries and reviews as they are."""
    found = await db.fetchval(MARK, round_id, judging_id)
    apart = sorted(f"{entry}{judge}" for entry, judge in await panel.kept_from(judging_id=judging_id))
    return sha256("".join([found, *apart]).encode()).hexdigest()


async def entries_of(*, round_id: UUID, judging: Judging) -> list[EntryFacts]:
    """The entries that are judged in the stage of a round. Asks nobody who is looking."""
    rows = await db.fetch(_ENTRIES, round_id, judging.id, judging.stage)
    kind = list[tuple[UUID, str]]
    return [EntryFacts(**{**row, "reviews": msgspec.json.decode(row["reviews"], type=kind)}) for row in rows]


async def case_of(*, round_id: UUID, judging: Judging, terms: Terms) -> tuple[Case, list[EntryFacts]]:
    """Everything that decides who judges what. Only judges who declared their conflicts read."""
    seats = [seat for seat in await panel.seats(judging_id=judging.id) if seat.declared_at is not None]
    facts = await entries_of(round_id=round_id, judging=judging)
    ties = await panel.kept_from(judging_id=judging.id)
    rulings = await db.fetch(
        "select submission, judge, is_pinned from pair_ruling where judging_round = $1 order by id", judging.id
    )
    present = {str(seat.person_id) for seat in seats}
    stands = [(str(one.id), str(judge), state) for one in facts for judge, state in one.reviews]
    # A review that is begun stays, as does one of a judge who is no longer there to be asked again.
    kept = frozenset((entry, judge) for entry, judge, state in stands if state != "assigned" or judge not in present)
    gone = [Judge(key=judge, most=0) for judge in sorted({judge for _, judge in kept} - present)]
    tied = frozenset((str(entry), str(person)) for entry, person in ties)
    pinned = frozenset((str(row["submission"]), str(row["judge"])) for row in rulings if row["is_pinned"])
    forbidden = frozenset((str(row["submission"]), str(row["judge"])) for row in rulings if not row["is_pinned"])
    return (
        Case(
            entries=entries_for(facts, seats, judging, terms),
            judges=[judge_for(seat, judging) for seat in seats] + gone,
            each=judging.reviews_each,
            tied=tied,
            forbidden=forbidden | frozenset(_out_of_bounds(facts, seats)),
            pinned=frozenset(pair for pair in pinned - tied if pair[1] in present),
            kept=kept,
            given=frozenset((entry, judge) for entry, judge, state in stands if state == "assigned") - kept,
            bids=await bids_of(judging),
            is_fair=terms.is_fair,
        ),
        facts,
    )


def judge_for(seat: panel.Seat, judging: Judging) -> Judge:
    least, most = bounds(judging.stages, judging.stage, least=seat.least, most=seat.most)
    return Judge(
        key=str(seat.person_id),
        scenes=frozenset(seat.scenes),
        keywords=frozenset(word.casefold() for word in seat.keywords),
        languages=frozenset(seat.languages),
        least=least,
        most=most,
    )


def entries_for(facts: Iterable[EntryFacts], seats: list[panel.Seat], judging: Judging, terms: Terms) -> list[Entry]:
    """Entries as the rules see them: their keywords are those of the panel that their title and summary hold."""
    words = sorted({word.casefold() for seat in seats for word in seat.keywords})
    more = set(terms.more)
    return [
        Entry(
            key=str(one.id),
            scene=one.scene,
            keywords=frozenset(word for word in words if word in one.text),
            languages=frozenset(one.languages),
            each=max(len(one.reviews) + 1, judging.reviews_each) if one.id in more else None,
        )
        for one in facts
    ]


def _out_of_bounds(facts: list[EntryFacts], seats: list[panel.Seat]) -> Iterable[tuple[str, str]]:
    """A panel of some scenes or cities reads nothing else."""
    for seat in seats:
        scenes, cities = set(seat.panel_scenes), set(seat.panel_cities)
        if scenes or cities:
            for one in facts:
                if (scenes and one.scene not in scenes) or (cities and one.city not in cities):
                    yield str(one.id), str(seat.person_id)
