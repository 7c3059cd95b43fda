"""The entries of a round with their reviews, as they are taken away: row by row."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.judging.queries.ranking.lines import RANKED, rubrics_of_groups
from contest.judging.queries.rounds import Judging, judging_set_up, round_to_run
from contest.judging.queries.sealed import refuse_sealed
from contest.judging.rules import permissions
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.countries import country_name
from contest.lib.errors import Conflict
from contest.lib.i18n import N_
from contest.lib.sheets import Row
from contest.submissions.queries import ties_hide_sql

ENTRIES_EACH = 200

_BEFORE = (
    *(N_("Code"), N_("Kind of entry"), N_("Title in English"), N_("Title in Chinese"), N_("Organisation")),
    *(
        N_("Country"),
        N_("Zero-carbon scene"),
        N_("Judge"),
        N_("Stage"),
        N_("State of the review"),
        N_("Signed at"),
        N_("Total"),
    ),
)
_AFTER = (N_("For the applicant"), N_("For the organisers only"))


class ReviewTable(msgspec.Struct, frozen=True, kw_only=True):
    """What stands over the rows, and what they are made from. `criteria` are columns, in this order."""

    round: RoundFacts
    judging: Judging
    heading: list[str]
    criteria: list[UUID]


_CRITERIA = """
select c.id, c.name_en, c.name_zh, ru.name_en as rubric_en, ru.name_zh as rubric_zh
  from criterion c join rubric ru on ru.id = c.rubric
 where ru.id = any($1::uuid[]) order by array_position($1::uuid[], ru.id), c.position
"""

_OWES = f"""
select exists (
    select from review rv join submission s on s.id = rv.submission and s.state = 'submitted' and {ties_hide_sql("$2")}
     where rv.judging_round = $1 and rv.judge = $2 and rv.state in ('assigned', 'draft', 'reopened'))
"""  # noqa: S608 - no value is in it

_NEXT = f"""
with page as (
    select s.id, s.owner, s.code, s.kind, v.title_en, v.title_zh, v.scene, v.organisation_name, v.country
      from standing st
      join submission s on s.id = st.submission and s.state = 'submitted'
      join submission_version v on v.id = st.version
     where st.round = $1 and st.state in {RANKED} and st.code > $4
       and {ties_hide_sql("$2", key="st.submission")}
     order by st.code limit {ENTRIES_EACH}
), reviewed as materialized (
    select rv.id, rv.submission, p.name as judge, rv.stage, rv.state, rv.signed_at, rv.total, rv.comment_applicant,
           rv.comment_panel, rv.state = 'signed' and {ties_hide_sql("rv.judge", entry="page")} as is_told
      from page join review rv on rv.judging_round = $3 and rv.submission = page.id
      join person p on p.id = rv.judge
)
select page.code, page.kind, page.title_en, page.title_zh, page.organisation_name, page.country,
       sc.name_en as scene_en, sc.name_zh as scene_zh, rv.judge, rv.stage, rv.state, rv.signed_at, rv.is_told,
       case when rv.is_told then rv.total end as total,
       case when rv.is_told then rv.comment_applicant end as to_applicant,
       case when rv.is_told then rv.comment_panel end as to_panel,
       case when rv.is_told then array(
           select sco.points from unnest($5::uuid[]) with ordinality as c(id, place)
             left join score sco on sco.review = rv.id and sco.criterion = c.id order by c.place) end as points
  from page
  left join scene sc on sc.edition = $6 and sc.key = page.scene
  left join reviewed rv on rv.submission = page.id
 order by page.code, rv.judge, rv.id
"""  # noqa: S608 - no value is in it


async def review_table(*, actor: Actor, round_id: UUID) -> ReviewTable:
    """For who runs the round, and owes no review of it: until then others' points would lead theirs (`Conflict`)."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    if facts.state == "judging" and await db.fetchval(_OWES, judging.id, actor.person_id):
        raise Conflict(N_("Sign your own reviews first: this list shows what the others gave."))
    await refuse_sealed(judging)
    rubrics = [rubric.id for rubric in (await rubrics_of_groups(judging)).values()]
    criteria = await db.fetch(_CRITERIA, rubrics)
    heading = [str(name) for name in _BEFORE]
    heading += [_named(row, in_rubric=len(set(rubrics)) > 1) for row in criteria]
    heading += [str(name) for name in _AFTER]
    return ReviewTable(round=facts, judging=judging, heading=heading, criteria=[row["id"] for row in criteria])


def _named(row: Any, *, in_rubric: bool) -> str:
    name = _both(row["name_en"], row["name_zh"])
    return f"{_both(row['rubric_en'], row['rubric_zh'])}: {name}" if in_rubric else name


def _both(*names: str | None) -> str:
    return " / ".join(dict.fromkeys(name for name in names if name))


async def review_rows(*, actor: Actor, of: ReviewTable, words: Mapping[str, str]) -> AsyncIterator[Row]:
    """A row for each review, and one for an entry that has none: what the ranking counts, less what ties hide.

    Points and comments are told once they are signed. `words` says kinds and states in the reader's language. So many
    entries come with each statement, so that memory and transactions stay small.
    """
    place = {"edition_id": of.round.edition_id, "round_id": of.round.id}
    assert permissions.may_run(actor, **place)
    after, nothing = "", (None,) * len(of.criteria)
    while True:
        rows = await db.fetch(
            _NEXT,
            *(of.round.id, actor.person_id, of.judging.id, after, of.criteria),
            of.round.edition_id,
        )
        for row in rows:
            yield (
                *(row["code"], words[row["kind"]], row["title_en"], row["title_zh"]),
                *(row["organisation_name"], country_name(row["country"])),
                *(_both(row["scene_en"], row["scene_zh"]), row["judge"]),
                *(words[row["stage"]] if row["stage"] else None, words[row["state"]] if row["state"] else None),
                *(row["signed_at"], row["total"], *(row["points"] or nothing), row["to_applicant"], row["to_panel"]),
            )
        if not rows:
            return
        after = rows[-1]["code"]
