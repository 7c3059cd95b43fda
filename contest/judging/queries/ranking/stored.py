"""The ranking as a job worked it out and wrote it down, with the mark of the scores that it was worked out from."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.queries.ranking.lines import RANKED, EntryLine, JudgeLine, Stands
from contest.judging.queries.rounds import Judging
from contest.judging.rules.calibration import Answer, Severity
from contest.judging.rules.ranking import UNCERTAIN, is_uncertain
from contest.judging.rules.scores import to_cents
from contest.judging.rules.stages import places
from contest.lib import db
from contest.submissions.queries import ties_hide_sql

PAGE_ROWS = 100
NEAR_ROWS = 12  # of a group, in the picture of its cut line


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a group as a whole. `least` and `most` of all totals; where its quota ends, on both scales.

    The spreads, in points, say how far apart entries lie, how far judges, and how far a judge from themselves.
    `parts` above 1: the panel falls into parts that share no entry. `uncertain` entries are neither in nor out.
    `quota` entries go on, to the next stage or by the decision.
    """

    key: str
    count: int
    quota: int | None = None
    gaps: int
    least: Decimal
    most: Decimal
    cut: Decimal | None
    cut_calibrated: Decimal | None = None
    spread_entries: Decimal | None = None
    spread_judges: Decimal | None = None
    spread_noise: Decimal | None = None
    parts: int = 1
    uncertain: int = 0
    severities: list[Severity] = []


def summary(key: str, lines: list[EntryLine], answer: Answer | None, *, facts: RoundFacts, judging: Judging) -> Summary:
    """Of the lines of one group."""
    totals = [total for line in lines for total in line.totals]
    made = Summary(
        key=key,
        count=len(lines),
        quota=places(judging.following, entries=len(lines), quota=facts.quota),
        gaps=sum(line.has_gap for line in lines if not line.is_out),
        least=min(totals, default=Decimal(0)),
        most=max(totals, default=Decimal(100)),
        cut=next((line.score for line in lines if line.is_last_in), None),
    )
    if answer is None:
        return made
    return msgspec.structs.replace(
        made,
        cut_calibrated=None if answer.cut is None else to_cents(Decimal(answer.cut)),
        spread_entries=to_cents(Decimal(answer.spread_entries)),
        spread_judges=to_cents(Decimal(answer.spread_judges)),
        spread_noise=to_cents(Decimal(answer.spread_noise)),
        parts=answer.parts,
        uncertain=sum(is_uncertain(line.chance) for line in lines),
        severities=answer.severities,
    )


def without_hidden(group: Summary, lines: list[EntryLine], *, facts: RoundFacts, judging: Judging) -> Summary:
    """The summary as it is of those lines alone that its reader may see."""
    own = [line for line in lines if line.group == group.key]
    shown = summary(group.key, own, None, facts=facts, judging=judging)
    return msgspec.structs.replace(
        group,
        count=shown.count,
        gaps=shown.gaps,
        least=shown.least,
        most=shown.most,
        cut=shown.cut,
        uncertain=sum(is_uncertain(line.chance) for line in own),
    )


# From which scores, entries and rules figures were worked out. A review's revision rises with every step it takes.
MARK = f"""
concat_ws('/',
    (select count(*) || ':' || coalesce(bit_xor(uuid_hash_extended(rv.id, rv.revision)), 0)
       from review rv where rv.judging_round = jr.id and rv.state = 'signed'),
    (select count(*) || ':' || coalesce(bit_xor(uuid_hash_extended(st.id, 0)), 0)
       from standing st join submission s on s.id = st.submission and s.state = 'submitted'
      where st.round = jr.round and st.state in {RANKED}),
    (select count(*) || ':' || coalesce(max(d.final_at), 'epoch') from decision d
       join round before on before.id = d.round and before.edition = r.edition and before.id <> r.id
      where d.state = 'final' and d.final_at < jr.opened_at),
    jr.rule, jr.stage, jr.least_valid, r.quota, jr.talent_rubric is not null)
"""  # noqa: S608 - no value is in it

_STATE = f"""
select {MARK} as mark, k.id, k.mark as worked_mark, k.groups, k.worked_at,
       (select count(distinct st.id) from tie t
          join standing st on st.submission = t.submission and st.round = jr.round and st.state in {RANKED}
          join submission s on s.id = st.submission and s.state = 'submitted'
         where t.person = $2) as hidden,
       (with unsigned as materialized (  -- else the round's reviews are walked through in the order of its entries
            select rv.judge, rv.submission from review rv
             where rv.judging_round = $1 and rv.state in ('assigned', 'draft', 'reopened'))
        select coalesce(json_agg(json_build_array(u.judge, p.name, u.owed) order by p.name, u.judge), '[]')
          from (select unsigned.judge, count(*) as owed from unsigned
                  join submission s on s.id = unsigned.submission and s.state = 'submitted' and {ties_hide_sql("$2")}
                 group by unsigned.judge) u
          join person p on p.id = u.judge) as late,
       (select id from decision where round = jr.round and state = 'drafted') as draft_id
  from judging_round jr join round r on r.id = jr.round left join ranking k on k.judging_round = jr.id
 where jr.id = $1
"""  # noqa: S608 - no value is in it

# Which rows are shown is told before anything is joined to them; limits are numbers, so that the kept plan fits.
_LINES = """
with l as (
    select submission, place, chance, data from ranking_line k
     where ranking = $2 and not exists (select from tie t where t.submission = k.submission and t.person = $3) {which}
)
select s.id as submission_id, s.code, st.state as standing, v.title_en, v.title_zh, v.translated_title, l.data,
       {reviews} as reviews
  from l
  join submission s on s.id = l.submission
  join standing st on st.submission = s.id and st.round = $1
  join submission_version v on v.id = st.version
 order by l.place
"""
_REVIEWS = """
(select coalesce(json_agg(json_build_object(
            'id', rv.id, 'judge', rv.judge, 'name', p.name, 'state', rv.state, 'total', rv.total::text,
            'recusal', rv.recusal, 'reason', case when rv.state in ('recused', 'waived') then rv.reason end)
          order by rv.id), '[]')
   from review rv join person p on p.id = rv.judge
  where rv.judging_round = $4 and rv.submission = s.id and rv.stage = coalesce(l.data->>'stage', 'full'))
"""


async def state(*, judging_id: UUID, person_id: UUID | None) -> Any:
    """Of a round's figures: their mark now and when they were worked out, and what the person owes or may not see."""
    return await db.fetchrow(_STATE, judging_id, person_id)


async def uncertain(*, judging_id: UUID) -> list[UUID]:
    """The entries whose chance leaves open whether they are in."""
    rows = await db.fetch(
        "select l.submission from ranking_line l join ranking k on k.id = l.ranking"
        " where k.judging_round = $1 and l.chance > $2 and l.chance < $3 order by l.place",
        judging_id,
        *UNCERTAIN,
    )
    return [row["submission"] for row in rows]


async def page_of(
    *, round_id: UUID, judging_id: UUID, ranking_id: UUID, person_id: UUID | None, page: int | None = 1
) -> list[EntryLine]:
    """A page of what is stored, or all of it; less what the person is tied to."""
    which = "" if page is None else f"order by place limit {PAGE_ROWS:d} offset {PAGE_ROWS * (page - 1):d}"
    lines = _LINES.format(reviews=_REVIEWS, which=which)
    return [_line(row) for row in await db.fetch(lines, round_id, ranking_id, person_id, judging_id)]


async def near_cut(*, round_id: UUID, ranking_id: UUID, person_id: UUID | None, groups: int) -> list[EntryLine]:
    """The entries about the cut line, the best figure first."""
    which = f"and chance is not null order by abs(chance - 0.5), place limit {NEAR_ROWS * groups:d}"
    lines = _LINES.format(reviews="'[]'", which=which)
    found = [_line(row) for row in await db.fetch(lines, round_id, ranking_id, person_id)]
    return sorted(found, key=lambda line: -(line.calibrated or Decimal(0)))


def _line(row: Any) -> EntryLine:
    stands = msgspec.structs.asdict(msgspec.json.decode(row["data"], type=Stands))
    return EntryLine(
        submission_id=row["submission_id"],
        code=row["code"],
        title_en=row["title_en"],
        title_zh=row["title_zh"],
        translated_title=row["translated_title"],
        standing=row["standing"],
        reviews=msgspec.json.decode(row["reviews"], type=list[JudgeLine]),
        **stands,
    )
