"""One review with the rubric it is judged by, and the next one after it."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge import rules as challenge
from contest.judging.queries.rubrics import CRITERIA
from contest.judging.queries.sealed import revealed_sql
from contest.judging.queries.terms import agreed_sql
from contest.judging.rules import permissions, steps
from contest.judging.rules.pile import MINUTES_EACH, Place, minutes_left, next_open
from contest.judging.rules.rubrics import AnchorDraft, CriterionDraft
from contest.judging.rules.versions import plain
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.submissions.queries import FileLine, FrozenEntry, frozen_entry, judge_reads_sql, ties_hide_sql


# What a judge may find of their own; the review page asks `permissions.may_read_review`, a test holds the two equal.
def readable_sql(judge: str) -> str:
    """The condition on `rv`, `r` and `s`; `judge` is its judge: `rv.judge`, or the parameter that says who that is."""
    return (
        "rv.state not in ('recused', 'waived') and r.state = any(array['judging', 'deliberation', 'notice', 'decided'])"
        f" and s.state = 'submitted' and {judge_reads_sql(judge, key='rv.submission')}"
    )


class Beside(msgspec.Struct, frozen=True):
    """Another judge's signed total; `name` is empty where the judges of a round do not know one another."""

    name: str
    total: Decimal


class ReviewPage(msgspec.Struct, frozen=True, kw_only=True):
    """One review as it is read: by its judge, or, once it was signed, by the organisers of its round."""

    id: UUID
    stage: str
    state: str
    revision: int
    saved_at: datetime | None
    signed_at: datetime | None
    reason: str | None
    total: Decimal | None
    comment_applicant: str
    comment_panel: str
    judge_id: UUID
    judge_name: str
    version_id: UUID
    round_id: UUID
    round_state: str
    round_en: str
    round_zh: str
    edition_id: UUID
    edition_en: str
    edition_zh: str
    time_zone: str
    due_at: datetime
    is_demo: bool
    highest: Decimal
    step: Decimal
    anchors: list[AnchorDraft]
    criteria: list[CriterionDraft]
    points: dict[str, Decimal]
    notes: dict[str, str]
    minutes_each: int
    pile: list[Place]
    beside: list[Beside]
    entry: FrozenEntry
    is_own: bool
    may_reopen: bool
    is_discussed: bool

    @property
    def place(self) -> int | None:
        """Where in the pile this review lies, from 0; None where it is not in it."""
        return next((place for place, one in enumerate(self.pile) if one.id == self.id), None)

    @property
    def next_open(self) -> UUID | None:
        return next_open(self.pile, self.id)

    @property
    def minutes_left(self) -> int:
        return minutes_left(self.pile, each=self.minutes_each)

    @property
    def saved(self) -> dict[str, str]:
        """Every field of the form as it is saved."""
        points = {f"score_{one.key}": plain(self.points.get(one.key)) for one in self.criteria}
        notes = {f"note_{one.key}": self.notes.get(one.key, "") for one in self.criteria}
        return {**points, **notes, "to_applicant": self.comment_applicant, "to_panel": self.comment_panel}

    @property
    def is_locked(self) -> bool:
        return not self.is_own or self.state == "signed" or self.round_state != "judging"


_PAGE = f"""
select rv.id, rv.stage, rv.state, rv.revision, rv.saved_at, rv.signed_at, rv.reason, rv.total, rv.comment_applicant,
       rv.comment_panel, rv.notes, rv.judge as judge_id, p.name as judge_name, rv.version as version_id,
       r.id as round_id, r.state as round_state, r.name_en as round_en, r.name_zh as round_zh,
       e.id as edition_id, e.name_en as edition_en, e.name_zh as edition_zh, r.time_zone, r.reviews_due_at as due_at,
       r.blindness, e.is_demo, ru.highest, ru.step, ru.anchors,
       s.state <> 'submitted' or not {ties_hide_sql("$2")} or not {ties_hide_sql("rv.judge")}
           or (rv.judge = $2 and not {judge_reads_sql("rv.judge")}) as is_hidden,
       {CRITERIA} as criteria,
       (select coalesce(json_object_agg(c.key, sc.points::text), '{{}}')
          from score sc join criterion c on c.id = sc.criterion where sc.review = rv.id) as points,
       coalesce((select minutes from judging_stage js where js.judging_round = rv.judging_round and js.kind = rv.stage),
                {MINUTES_EACH}) as minutes_each,
       (select coalesce(json_agg(json_build_array(case r.judges_known when 'signed' then q.name else '' end,
                                                  o.total::text)
                                 order by o.id), '[]')
          from review o join person q on q.id = o.judge
         where o.judging_round = rv.judging_round and o.submission = rv.submission and o.stage = rv.stage
           and o.state = 'signed'
           and o.id <> rv.id and rv.state = 'signed' and {revealed_sql("rv")}) as beside,
       jr.discussion <> 'off' and rv.state in ('signed', 'reopened') as is_discussed,
       rv.stage <> jr.stage as is_past, r.state <> 'judging' or {agreed_sql("rv.judge", "r.edition")} as has_agreed,
       rv.judge <> $2 and not {revealed_sql("rv")} as is_sealed,
       rv.judge <> $2 and exists (
           select from review mine where mine.judging_round = rv.judging_round and mine.submission = rv.submission
              and mine.judge = $2 and mine.state in ('assigned', 'draft', 'reopened')
              and r.state = 'judging') as is_owed
  from review rv
  join judging_round jr on jr.id = rv.judging_round
  join round r on r.id = jr.round
  join edition e on e.id = r.edition
  join submission s on s.id = rv.submission
  join person p on p.id = rv.judge
  join rubric ru on ru.id = rv.rubric
 where rv.id = $1 and (rv.judge = $2 or $3)
"""  # noqa: S608 - no value is in it

# The judge's pile in this round, in the order of the codes: what is before and behind the review on the page. The judge
# is a parameter, so that what they may not read is looked up once and not at each of a hundred entries.
_PILE = f"""
select rv.id, rv.state, rv.signed_at, rv.skipped_at
  from review one
  join review rv on rv.judging_round = one.judging_round and rv.judge = $2 and rv.stage = one.stage
  join judging_round jr on jr.id = rv.judging_round
  join round r on r.id = jr.round
  join submission s on s.id = rv.submission
 where one.id = $1 and one.judge = $2 and {readable_sql("$2")}
 order by s.code
"""  # noqa: S608 - no value is in it


async def review_page(*, actor: Actor, review_id: UUID) -> ReviewPage:
    """A review with its rubric, its entry as far as the actor may see it, and its place in the judge's pile."""
    row = await review_row(actor, review_id)
    is_own = row["judge_id"] == actor.person_id
    entry = await frozen_entry(version_id=row["version_id"], blindness=row["blindness_to"])
    if entry is None:
        raise NotFound
    facts = {key: row[key] for key in ReviewPage.__struct_fields__ if key in row}
    return ReviewPage(
        **facts
        | {
            "anchors": msgspec.json.decode(row["anchors"], type=list[AnchorDraft]),
            "criteria": [
                one.as_read(is_adaptation=entry.is_adaptation)
                for one in msgspec.json.decode(row["criteria"], type=list[CriterionDraft])
            ],
            "points": msgspec.json.decode(row["points"], type=dict[str, Decimal]),
            "notes": msgspec.json.decode(row["notes"], type=dict[str, str]),
            "beside": [Beside(name, Decimal(total)) for name, total in msgspec.json.decode(row["beside"])],
        },
        pile=await _pile(actor, review_id) if is_own else [],
        entry=entry,
        is_own=is_own,
    )


async def _pile(actor: Actor, review_id: UUID) -> list[Place]:
    return [Place(**row) for row in await db.fetch(_PILE, review_id, actor.person_id)]


async def next_review(*, actor: Actor, review_id: UUID) -> UUID | None:
    """The review that the actor goes on with after this one of theirs, or None where all are done."""
    if actor.person_id != await db.fetchval("select judge from review where id = $1", review_id):
        raise NotFound
    return next_open(await _pile(actor, review_id), review_id)


async def live_round_of(*, review_id: UUID) -> UUID | None:
    """The round of a review whose judge follows pitches now; None of another. Asks nobody who is looking."""
    found: UUID | None = await db.fetchval(
        "select jr.round from review rv join judging_round jr on jr.id = rv.judging_round"
        " where rv.id = $1 and rv.stage = 'live' and jr.stage = 'live'",
        review_id,
    )
    return found


async def review_row(actor: Actor, review_id: UUID) -> dict[str, Any]:
    """The review, if the actor may read it; who has to sign one of the same entry reads no other's before.

    A live score is read by others once it is revealed. A judge who asks for another's finds no row, at the same cost as
    where there is none.
    """
    row = await db.fetchrow(_PAGE, review_id, actor.person_id, permissions.follows_any(actor))
    if row is not None and row["state"] == "waived" and row["judge_id"] == actor.person_id and not row["is_hidden"]:
        raise Conflict(N_("The organisers went on without this review. Nothing more is asked of you here."))
    if (
        row is None
        or row["is_owed"]
        or row["is_sealed"]
        or not permissions.may_read_review(
            actor,
            judge_id=row["judge_id"],
            edition_id=row["edition_id"],
            round_id=row["round_id"],
            state=row["state"],
            round_state=row["round_state"],
            is_hidden=row["is_hidden"],
        )
    ):
        raise NotFound
    place = {"edition_id": row["edition_id"], "round_id": row["round_id"]}
    if row["judge_id"] == actor.person_id:
        permissions.refuse_reader(actor, blindness=row["blindness"], has_agreed=row["has_agreed"], **place)
    may_reopen = (
        permissions.may_run(actor, **place)
        and steps.may_step_review(row["state"], "reopened")
        and row["round_state"] in steps.DECIDING
        and not row["is_past"]
    )
    blindness = permissions.blindness_to(actor, blindness=row["blindness"], judge_id=row["judge_id"], **place)
    return {**row, "may_reopen": may_reopen, "blindness_to": blindness}


async def review_file(*, actor: Actor, review_id: UUID, file_id: UUID) -> tuple[FileLine, bool]:
    """A file of the entry of a review that the actor may read, under the name that they may see, and whether blind."""
    row = await review_row(actor, review_id)
    entry = await frozen_entry(version_id=row["version_id"], blindness=row["blindness_to"])
    for file in entry.files if entry else []:
        if file.file_id == file_id:
            return file, challenge.hides_names(row["blindness_to"])
    raise NotFound
