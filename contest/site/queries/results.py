"""What was decided and published."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.judging.queries.rounds import apart_sql
from contest.lib import db


class ResultLine(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome that was published, with the judged version's title.

    Title, `owner` and `country` are empty where the owner did not agree to be named in public, and where the round
    gives codes alone; that is agreed to for an award, so `owner` is empty where an entry only advanced. Scores and
    those left out stay inside.
    """

    rank: int | None
    outcome: str
    kind: str
    is_apart: bool  # ranked among talent alone
    code: str
    title_en: str
    title_zh: str
    translated_title: str
    owner: str
    country: str
    scene_en: str | None
    scene_zh: str | None
    award_en: str
    award_zh: str


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, by the decision `id`, while its notice runs (`published`) or for good (`final`)."""

    id: UUID
    state: str
    published_at: datetime
    notice_ends_at: datetime | None
    final_at: datetime | None
    has_bundle: bool
    lines: list[ResultLine]

    @property
    def groups(self) -> dict[str, list[ResultLine]]:
        """What is read together, as it was ranked together: `entries` and `talent` of what was awarded, `advanced`."""
        found: dict[str, list[ResultLine]] = {"entries": [], "talent": [], "advanced": []}
        for line in self.lines:
            awarded = "talent" if line.is_apart else "entries"
            found["advanced" if line.outcome == "advanced" else awarded].append(line)
        return {name: lines for name, lines in found.items() if lines}


_DECISION = """
select id, state, published_at, notice_ends_at, final_at,
       exists (select from result_bundle b where b.decision = decision.id and b.kind = 'public') as has_bundle
  from decision
 where round = $1 and state in ('published', 'final') order by published_at desc, id desc limit 1
"""

_RESULTS = f"""
select i.rank, i.outcome, v.content->>'kind' as kind, s.code, i.award_en, i.award_zh,
       {apart_sql("s", "d.round")} as is_apart, c.name_en as scene_en, c.name_zh as scene_zh,
       case when named then v.title_en else '' end as title_en,
       case when named then v.title_zh else '' end as title_zh,
       case when named then v.translated_title else '' end as translated_title,
       case when named and i.outcome = 'awarded' then p.name else '' end as owner,
       case when named then s.country else '' end as country
  from decision_item i
  join decision d on d.id = i.decision
  join submission s on s.id = i.submission and s.state = 'submitted'
  join round r on r.id = d.round
  join standing g on g.submission = s.id and g.round = d.round
  join submission_version v on v.id = g.version
  join person p on p.id = s.owner
  left join scene c on c.id = s.scene
 cross join lateral (select r.publicity <> 'codes' and {accounts.named_sql("s.owner")} as named) asked
 where i.decision = $1 and i.outcome in ('advanced', 'awarded')
 order by i.outcome = 'advanced', i.rank nulls last, i.id
"""  # noqa: S608 - no value is in it


async def results(*, round_id: UUID) -> Results | None:
    """The decision that holds now; None before one is published, and after it was reversed until the next is."""
    decision = await db.fetchrow(_DECISION, round_id)
    if decision is None:
        return None
    lines = [ResultLine(**row) for row in await db.fetch(_RESULTS, decision["id"])]
    return Results(**decision, lines=lines)
