"""A review under lock, and what keeps a judge from changing it."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from contest.judging.queries.rounds import hold_round
from contest.judging.queries.terms import agreed_sql
from contest.judging.rules import permissions
from contest.judging.rules.versions import plain
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.submissions.queries import judge_reads_sql


class StaleReview(Conflict):
    """The review was saved elsewhere since this form was opened; `revision` is what it is now."""

    code = "stale_review"
    default = N_("This review was saved in another window or by another device since you opened it.")

    def __init__(self, *, revision: int) -> None:
        super().__init__(revision=revision)
        self.revision = revision


class Criterion(msgspec.Struct, frozen=True):
    id: UUID
    key: str
    weight: int


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A review under lock, with what its steps depend on."""

    id: UUID
    judge: UUID
    submission: UUID
    state: str
    revision: int
    signed_at: datetime | None
    total: Decimal | None
    round_id: UUID
    edition_id: UUID
    round_state: str
    judging_id: UUID
    is_hidden: bool
    is_past: bool
    blindness: str
    has_agreed: bool
    highest: Decimal
    step: Decimal
    criteria: list[Criterion]
    points: dict[str, Decimal]
    comment_applicant: str
    comment_panel: str
    notes: dict[str, str]
    saved_at: datetime | None

    @property
    def weights(self) -> dict[str, int]:
        return {one.key: one.weight for one in self.criteria}

    @property
    def texts(self) -> dict[str, str]:
        """Every field of the form as it is saved: `score_<key>`, `note_<key>`, `to_applicant`, `to_panel`."""
        scores = {f"score_{one.key}": plain(self.points.get(one.key)) for one in self.criteria}
        notes = {f"note_{one.key}": self.notes.get(one.key, "") for one in self.criteria}
        return {**scores, **notes, "to_applicant": self.comment_applicant, "to_panel": self.comment_panel}


_HOLD = f"""
select rv.id, rv.judge, rv.submission, rv.state, rv.revision, rv.signed_at, rv.total,
       rv.comment_applicant, rv.comment_panel, rv.notes, rv.saved_at,
       r.id as round_id, r.edition as edition_id, r.state as round_state, jr.id as judging_id,
       rv.stage <> jr.stage as is_past, r.blindness,
       r.state <> 'judging' or {agreed_sql("rv.judge", "r.edition")} as has_agreed,
       s.state <> 'submitted' or not {judge_reads_sql("rv.judge")} as is_hidden,
       ru.highest, ru.step,
       (select json_agg(json_build_array(c.id, c.key, c.weight) order by c.position)
          from criterion c where c.rubric = rv.rubric) as criteria,
       (select coalesce(json_object_agg(c.key, sc.points::text), '{{}}')
          from score sc join criterion c on c.id = sc.criterion where sc.review = rv.id) as points
  from review rv
  join judging_round jr on jr.id = rv.judging_round
  join round r on r.id = jr.round
  join submission s on s.id = rv.submission
  join rubric ru on ru.id = rv.rubric
 where rv.id = $1 for update of rv
"""  # noqa: S608 - no value is in it


async def hold(review_id: UUID) -> Held:
    row = await db.fetchrow(_HOLD, review_id)
    if row is None:
        raise NotFound
    criteria = [Criterion(*one) for one in msgspec.json.decode(row["criteria"], type=list[tuple[UUID, str, int]])]
    points = msgspec.json.decode(row["points"], type=dict[str, Decimal])
    notes = msgspec.json.decode(row["notes"], type=dict[str, str])
    return Held(**{**row, "criteria": criteria, "points": points, "notes": notes})


async def hold_its_round(review_id: UUID) -> None:
    """Before figures that a decision rests on are taken back: a decision is not published between look and change."""
    round_id = await db.fetchval(
        "select jr.round from review rv join judging_round jr on jr.id = rv.judging_round where rv.id = $1", review_id
    )
    if round_id is not None:
        await hold_round(round_id)


async def hold_own(actor: Actor, review_id: UUID) -> Held:
    """The actor's own review, readable by them; a signed one can be neither saved nor signed again."""
    held = await hold(review_id)
    if held.judge != actor.person_id or not permissions.may_read_review(
        actor,
        judge_id=held.judge,
        edition_id=held.edition_id,
        round_id=held.round_id,
        state=held.state,
        round_state=held.round_state,
        is_hidden=held.is_hidden,
    ):
        raise NotFound
    permissions.refuse_reader(
        actor,
        blindness=held.blindness,
        has_agreed=held.has_agreed,
        edition_id=held.edition_id,
        round_id=held.round_id,
    )
    return held


def refuse_closed(held: Held) -> None:
    if held.state == "signed":
        raise Conflict(
            N_("This review is signed. It cannot be changed or signed again; the organiser can reopen it."),
            signed_at=held.signed_at,
        )
    if held.round_state != "judging":
        raise Conflict(N_("Judging of this round is over: reviews can no longer be changed."))
