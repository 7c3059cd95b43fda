"""Every setting of a round on one page, and what is missing."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, round_
from contest.desk.queries.calendar import Calendar, round_calendar
from contest.desk.rules import setup
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What is set of a round beside its own row. `stages` are (kind, reads), `forms` (kind, version) of those asked."""

    has_rules: bool
    rules_number: int | None
    forms: list[tuple[str, int]]
    check_of: str
    needs_second: bool
    reasons: int | None
    rubric_en: str | None
    rubric_zh: str | None
    talent_en: str | None
    talent_zh: str | None
    rule: str | None
    stages: list[tuple[str, int]]
    panels: int
    seats: int
    undeclared: int
    expected_entries: int | None
    has_event: bool
    worded: int


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """A round's page of settings."""

    round: RoundFacts
    settings: Settings
    missing: list[setup.Missing]
    calendar: Calendar


_FACTS = """
select e.slug as edition_slug,
       (e.name_en <> '' and e.name_zh <> '' and e.purpose_en <> '' and e.purpose_zh <> '') as is_edition_bilingual,
       (select count(*) from scene where edition = e.id) as scenes,
       (select coalesce(array_agg(state::text), '{}') from round where edition = e.id) as edition_rounds,
       (select max(number) from rules_text where edition = e.id and published_at is not null) as rules_number,
       (select coalesce(json_agg(json_build_array(kind, number) order by kind), '[]') from (
          select kind, max(number) as number from entry_form
           where edition = e.id and state = 'published' and kind = any(r.kinds) group by kind) f) as forms,
       (select coalesce(array_agg(kind::text), '{}') from entry_form where edition = e.id and state = 'draft')
         as drafted_forms,
       case when exists (select from self_check where round = r.id) then 'round'
            when exists (select from self_check where edition = e.id and round is null) then 'edition' else '' end
         as check_of,
       coalesce((select needs_second from screening_round where round = r.id), false) as needs_second,
       (select json_array_length(reasons::json) from screening_plan where edition = e.id) as reasons,
       b.name_en as rubric_en, b.name_zh as rubric_zh, t.name_en as talent_en, t.name_zh as talent_zh, j.rule,
       (select coalesce(json_agg(json_build_array(kind, reads)
                                 order by array_position(array['triage', 'full', 'live'], kind::text)), '[]')
          from judging_stage where judging_round = j.id) as stages,
       coalesce(b.kinds, '{}')::text[] as own_kinds, coalesce(t.kinds, '{}')::text[] as talent_kinds,
       t.id is not null as has_talent, coalesce(j.reviews_each, 0) as reviews_each,
       coalesce(j.least_valid, 0) as least_valid, j.expected_entries,
       (select count(*) from panel where judging_round = j.id) as panels, m.seats, m.undeclared,
       v.id is not null as has_event, exists (select from programme_item where event = v.id) as has_programme,
       (select count(distinct letter) from mail_wording where edition_id = e.id) as worded
  from round r join edition e on e.id = r.edition
  left join judging_round j on j.round = r.id
  left join rubric b on b.id = j.rubric
  left join rubric t on t.id = j.talent_rubric
  left join roadshow_event v on v.round = r.id
  cross join lateral (
    select count(*) as seats, count(*) filter (where declared_at is null) as undeclared
      from panel_member where judging_round = j.id and left_at is null) m
 where r.id = $1
"""


async def round_setup(*, actor: Actor, round_id: UUID, now: datetime) -> Setup:
    """The settings of a round for who organises it, else `NotFound`; four statements."""
    facts = await round_(actor=actor, round_id=round_id)
    if facts is None:
        raise NotFound
    row: Any = dict(await db.fetchrow(_FACTS, round_id))  # type: ignore[arg-type]
    lists = {name: msgspec.json.decode(row[name], type=list[tuple[str, int]]) for name in ("forms", "stages")}
    row |= lists | {"has_rules": row["rules_number"] is not None, "rubric_kinds": _judged_kinds(row)}
    plain = {name: getattr(facts, name) for name in setup.Round.__struct_fields__}
    return Setup(
        round=facts,
        settings=Settings(**{name: row[name] for name in Settings.__struct_fields__}),
        missing=setup.missing(
            setup.Round(**plain), setup.Plan(**{name: row[name] for name in setup.Plan.__struct_fields__}), now
        ),
        calendar=await round_calendar(actor=actor, now=now),
    )


def _judged_kinds(row: Any) -> list[str]:
    """The kinds that its rubrics judge: talent by its own where one is chosen."""
    if not row["has_talent"]:
        return list(row["own_kinds"])
    others = [kind for kind in row["own_kinds"] if kind != "talent"]
    return others + [kind for kind in row["talent_kinds"] if kind == "talent"]
