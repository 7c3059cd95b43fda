"""What the capacity of a panel is reckoned from: the entries that are there or expected, the stages, the judges."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.queries.people import scenes_known
from contest.judging.queries.rounds import Judging, judging_of, round_to_run
from contest.judging.rules import capacity, steps
from contest.judging.rules.profiles import Away
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.i18n import locale
from contest.submissions.queries import ties_hide_sql


class CapacityPage(msgspec.Struct, frozen=True, kw_only=True):
    """`stages` are those planned, or the usual ones while nothing is (`is_planned` says which)."""

    round: RoundFacts
    judging: Judging | None
    entries_there: int
    expected: int | None
    stages: list[capacity.Stage]
    is_planned: bool
    judges: int
    verdict: capacity.Verdict
    may_plan: bool


_STAGES = """
select kind, reads, minutes, share, least_valid from judging_stage where judging_round = $1
 order by array_position(array['triage', 'full', 'live'], kind::text)
"""

_MEMBERS = """
select p.name, least(m.most, coalesce(jp.most, m.most)) as most,
       least(greatest(m.least, coalesce(jp.least, 0)), m.most, coalesce(jp.most, m.most)) as least,
       jp.hours_week, coalesce(jp.away, '[]') as away, p.time_zone, coalesce(jp.languages, '{}') as languages,
       coalesce(pa.scenes, '{}') as scenes
  from panel_member m
  join person p on p.id = m.person
  left join judge_profile jp on jp.person = m.person
  left join panel pa on pa.id = m.panel
 where m.judging_round = $1 and m.left_at is null
 order by m.id
"""

# What the reader is tied to is not counted: a number that is one too high tells of the entry.
_ENTRIES = f"""
select s.id, v.scene, v.title_en <> '' as is_en,
       v.title_zh <> '' as is_zh,
       (select count(*) from panel_member m where m.judging_round = $2 and m.left_at is null)
       - coalesce(tied.judges, 0) as free
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  join submission_version v on v.id = st.version
  left join (select t.submission, count(distinct t.person) as judges
               from tie t join panel_member m on m.person = t.person and m.judging_round = $2 and m.left_at is null
              group by 1) tied on tied.submission = s.id
 where st.round = $1 and st.state <> 'ineligible' and {ties_hide_sql("$3")}
"""  # noqa: S608 - no value is in it


async def capacity_page(*, actor: Actor, round_id: UUID, now: datetime) -> CapacityPage:
    """Whether the panel of a round can read what is asked of it, for those who run the round."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_of(round_id=round_id)
    judging_id = None if judging is None else judging.id
    planned = [capacity.Stage(**row) for row in await db.fetch(_STAGES, judging_id)]
    entries = await db.fetch(_ENTRIES, round_id, judging_id, actor.person_id)
    members = [_member(row, facts, now) for row in await db.fetch(_MEMBERS, judging_id)]
    expected = None if judging is None else judging.expected_entries
    is_growing = facts.state in {"planned", "open"}
    case = capacity.Case(
        entries=max(len(entries), expected or 0) if is_growing else len(entries),
        stages=tuple(planned or capacity.DEFAULT),
        members=tuple(members),
        groups=_groups(entries),
        free=tuple(row["free"] for row in entries),
    )
    names = {
        one.key: (one.name_zh or one.name_en) if locale() == "zh" else (one.name_en or one.name_zh)
        for one in await scenes_known(edition_id=facts.edition_id)
    }
    return CapacityPage(
        round=facts,
        judging=judging,
        entries_there=len(entries),
        expected=expected,
        stages=planned or list(capacity.DEFAULT),
        is_planned=bool(planned),
        judges=len(members),
        verdict=capacity.weigh(case, scenes=names),
        may_plan=judging is not None and facts.state in steps.SETTING_UP,
    )


def _member(row: Any, facts: RoundFacts, now: datetime) -> capacity.Member:
    week = None if row["hours_week"] is None else float(row["hours_week"])
    away = msgspec.json.decode(row["away"], type=list[Away])
    first = max(now, facts.closes_at)
    return capacity.Member(
        name=row["name"],
        least=row["least"],
        most=row["most"],
        hours=None
        if week is None
        else capacity.hours_between(week, first, facts.reviews_due_at, away, row["time_zone"] or "UTC"),
        hours_day=(week or 0) / 7,
        languages=frozenset(row["languages"]),
        scenes=frozenset(row["scenes"]),
    )


def _groups(entries: list[Any]) -> tuple[capacity.Group, ...]:
    count: dict[tuple[str, frozenset[str]], int] = {}
    for row in entries:
        spoken = frozenset(code for code, said in (("en", row["is_en"]), ("zh", row["is_zh"])) if said)
        key = (row["scene"], spoken)
        count[key] = count.get(key, 0) + 1
    return tuple(
        capacity.Group(entries=number, scene=scene, languages=spoken) for (scene, spoken), number in count.items()
    )
