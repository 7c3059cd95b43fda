"""What belongs to judging a round: rubric, panel, reviews, scores, decisions."""

from decimal import Decimal
from typing import Any

from piccolo.columns import JSONB, UUID, Array, Boolean, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.challenge.tables import Edition, Round
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission, SubmissionVersion


class Rubric(Table, tablename="rubric"):
    """A set of weighted criteria for some kinds of entries. It never changes: a change is its next version.

    `anchors` say what points mean on any criterion: [{points, en, zh}]. `tie_break` is the order in which equal scores
    are told apart: `mean`, the mean of all judges' totals, keys of criteria, and `earlier_round`, the score in the
    round before.
    """

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.restrict)
    key = Varchar(length=40)
    version = Integer(default=1)
    name_en = Varchar(length=120)
    name_zh = Varchar(length=120)
    highest = Numeric(digits=(4, 1), default=Decimal(10))
    step = Numeric(digits=(3, 1), default=Decimal("0.5"))
    anchors = JSONB()
    kinds = Array(base_column=Varchar(length=10))
    tie_break = Array(base_column=Varchar(length=40))
    created_at = Timestamptz(default=now)

    rubric_edition_key_version_uq = Unique([edition, key, version])


class Criterion(Table, tablename="criterion"):
    """One criterion; the weights of a rubric add up to 100.

    An entry whose mean of points lies under `floor` cannot advance. `adaptation` is the variant by which entries that
    are declared as adaptation are judged: {name_en, name_zh, guide_en, guide_zh, floor, anchors}, under the same key.
    """

    id = UUID(primary_key=True, default=uuid7)
    rubric = ForeignKey(Rubric, null=False, index=True, on_delete=OnDelete.restrict)
    key = Varchar(length=40)
    position = Integer()
    name_en = Varchar(length=160)
    name_zh = Varchar(length=160)
    guide_en = Text()
    guide_zh = Text()
    weight = Integer()
    anchors = JSONB(default="[]")
    floor = Numeric(digits=(4, 1), null=True, default=None)
    adaptation = JSONB(null=True, default=None)

    criterion_rubric_key_uq = Unique([rubric, key])
    criterion_weight_ck = Check("weight > 0 and weight <= 100")
    criterion_floor_ck = Check("floor > 0")


class JudgingRound(Table, tablename="judging_round"):
    """How a round is judged, frozen when judging opens.

    `expected_entries` is what the capacity of its panel is reckoned with while entries are still coming in. Judges may
    say what they would like to read while `takes_bids`, and take the next entry themselves while `on_request`.
    `stage` is the one that is judged; `reviews_each` and `least_valid` are of its full reviews. `venue_code`,
    encrypted, is what a link asks for on a device that did not show it yet, and `link_passkey` says that it asks for
    the judge's passkey each time; `discussion` says from when the
    judges of an entry talk about it (`rules.discussion.OPENS`), `feedback_shows` what applicants
    are told beside the judges' words (`rules.feedback.SHOWS`).
    """

    id = UUID(primary_key=True, default=uuid7)
    round = ForeignKey(Round, null=False, unique=True, on_delete=OnDelete.restrict)
    rubric = ForeignKey(Rubric, null=False, index=True, on_delete=OnDelete.restrict)
    talent_rubric = ForeignKey(Rubric, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    rule = Varchar(length=10, default="trimmed")
    reviews_each = Integer(default=3)
    least_valid = Integer(default=3)
    stage = Varchar(length=10, default="full")
    expected_entries = Integer(null=True, default=None)
    takes_bids = Boolean(default=False)
    on_request = Boolean(default=False)
    venue_code = Text(null=True, default=None)
    link_passkey = Boolean(default=False)
    discussion = Varchar(length=6, default="off")
    feedback_shows = Varchar(length=8, default="band")
    opened_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=now)

    judging_round_rule_ck = Check("rule in ('mean', 'trimmed', 'calibrated')")
    judging_round_feedback_ck = Check("feedback_shows in ('rank', 'band', 'nothing')")
    judging_round_discussion_ck = Check("discussion in ('off', 'signed', 'all')")
    judging_round_stage_ck = Check("stage in ('triage', 'full', 'live')")
    judging_round_counts_ck = Check("least_valid >= 1 and reviews_each >= least_valid")


class JudgingStage(Table, tablename="judging_stage"):
    """One stage of a round's judging: `reads` of `minutes` each for the best `share` per cent of all its entries.

    The row of the full reviews says of `reads` and `least_valid` what the round's own row says.
    """

    id = UUID(primary_key=True, default=uuid7)
    judging_round = ForeignKey(JudgingRound, null=False, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=10)
    reads = Integer()
    minutes = Integer()
    share = Integer(default=100)
    least_valid = Integer()

    judging_stage_kind_uq = Unique([judging_round, kind])
    judging_stage_kind_ck = Check("kind in ('triage', 'full', 'live')")
    judging_stage_counts_ck = Check("least_valid >= 1 and reads >= least_valid and minutes >= 1")
    judging_stage_share_ck = Check("share >= 1 and share <= 100")


class StageEntry(Table, tablename="stage_entry"):
    """An entry that was taken on to a later stage of its round's judging; all entries are in the first one."""

    id = UUID(primary_key=True, default=uuid7)
    judging_round = ForeignKey(JudgingRound, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=10)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    taken_at = Timestamptz(default=now)

    stage_entry_uq = Unique([judging_round, kind, submission])
    stage_entry_kind_ck = Check("kind in ('full', 'live')")


class Panel(Table, tablename="panel"):
    """A part of a round's judges, for the entries of some scenes (keys) and of some home cities; none means all."""

    id = UUID(primary_key=True, default=uuid7)
    judging_round = ForeignKey(JudgingRound, null=False, index=True, on_delete=OnDelete.cascade)
    name_en = Varchar(length=120)
    name_zh = Varchar(length=120)
    scenes = Array(base_column=Varchar(length=40))
    cities = Array(base_column=UUID())
    created_at = Timestamptz(default=now)


class PanelMember(Table, tablename="panel_member"):
    """A judge of a round, invited or at work. What they know and speak is in their `JudgeProfile`.

    Nobody sees a name before `accepted_at`, when they agreed to the terms, nor an entry before `declared_at`, when
    conflicts were declared. `scenes` and `most` are what the organiser asks of them here; no scene means those of the
    profile. Without a `panel` they read for all of the round. `publishes_scores`: they agreed that what they gave is
    published without their name.
    """

    id = UUID(primary_key=True, default=uuid7)
    judging_round = ForeignKey(JudgingRound, null=False, index=True, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    panel = ForeignKey(Panel, null=True, index=True, default=None, on_delete=OnDelete.set_null)
    scenes = JSONB()
    least = Integer(default=0)
    most = Integer(default=12)
    is_lead = Boolean(default=False)
    invited_at = Timestamptz(default=now)
    accepted_at = Timestamptz(null=True, default=None)
    declared_at = Timestamptz(null=True, default=None)
    left_at = Timestamptz(null=True, default=None)
    left_reason = Text(default="")
    publishes_scores = Boolean(default=False)

    panel_member_round_person_uq = Unique([judging_round, person])
    panel_member_load_ck = Check("least >= 0 and most >= least")


class Review(Table, tablename="review"):
    """One judge's review of one frozen version in one stage. `total` (0 to 100) is set when it is signed.

    `notes` are the judge's own by criterion key; `recusal` says which reason of the list a recused judge chose.
    """

    id = UUID(primary_key=True, default=uuid7)
    judging_round = ForeignKey(JudgingRound, null=False, index=True, on_delete=OnDelete.restrict)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    version = ForeignKey(SubmissionVersion, null=False, index=True, on_delete=OnDelete.restrict)
    judge = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    rubric = ForeignKey(Rubric, null=False, index=True, on_delete=OnDelete.restrict)
    stage = Varchar(length=10, default="full")
    state = Varchar(length=10, default="assigned")
    comment_applicant = Text(default="")
    comment_panel = Text(default="")
    notes = JSONB(default="{}")
    recusal = Varchar(length=10, null=True, default=None)
    skipped_at = Timestamptz(null=True, default=None)
    reason = Text(null=True, default=None)
    total = Numeric(digits=(5, 2), null=True, default=None)
    revision = Integer(default=1)
    assigned_at = Timestamptz(default=now)
    saved_at = Timestamptz(null=True, default=None)
    signed_at = Timestamptz(null=True, default=None)

    review_round_submission_judge_stage_uq = Unique([judging_round, submission, judge, stage])
    review_stage_ck = Check("stage in ('triage', 'full', 'live')")
    review_state_ck = Check("state in ('assigned', 'draft', 'signed', 'reopened', 'recused', 'waived')")
    review_signed_ck = Check("(state = 'signed') = (total is not null and signed_at is not null)")


class Score(Table, tablename="score"):
    """A judge's point on one criterion, in the rubric's steps."""

    id = UUID(primary_key=True, default=uuid7)
    review = ForeignKey(Review, null=False, index=True, on_delete=OnDelete.cascade)
    criterion = ForeignKey(Criterion, null=False, index=True, on_delete=OnDelete.restrict)
    points = Numeric(digits=(4, 1))

    score_review_criterion_uq = Unique([review, criterion])
    score_points_ck = Check("points >= 0 and points <= 100")


class Decision(Table, tablename="decision"):
    """What the organiser decided for a round. Published, it opens the public notice; final, it starts certificates.

    `ask`: the advancement rule it was drafted by, of each group of the ranking, as it was asked. `leads_to`: the round
    that entries are entered in which advance, once it is final and who runs that round has accepted. `publish_at`: when
    a draft is published by itself in the name of `publish_by`, if it is still as they saw it (`publish_seen`).
    """

    id = UUID(primary_key=True, default=uuid7)
    round = ForeignKey(Round, null=False, index=True, on_delete=OnDelete.restrict)
    state = Varchar(length=10, default="drafted")
    rule = Varchar(length=10)
    reason = Text(default="")
    drafted_by = UUID()
    drafted_at = Timestamptz(default=now)
    published_at = Timestamptz(null=True, default=None)
    notice_ends_at = Timestamptz(null=True, default=None)
    final_at = Timestamptz(null=True, default=None)
    ask = JSONB(null=True, default=None)
    leads_to = ForeignKey(Round, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    onward_accepted_at = Timestamptz(null=True, default=None)
    onward_refused_at = Timestamptz(null=True, default=None)
    publish_at = Timestamptz(null=True, default=None)
    publish_by = UUID(null=True, default=None)
    publish_seen = Varchar(length=40, default="")
    reverses: ForeignKey[Any] = ForeignKey("self", null=True, index=True, default=None, on_delete=OnDelete.restrict)

    decision_state_ck = Check("state in ('drafted', 'published', 'final', 'reversed')")


class DecisionItem(Table, tablename="decision_item"):
    """One entry's outcome in a decision, with the figures it rests on, and how the rule came to it.

    `way`: `rules.advancement.HOW`, empty where an organiser chose by hand; `reserve`: its place among those who wait;
    `reason` of a wild card.
    """

    id = UUID(primary_key=True, default=uuid7)
    decision = ForeignKey(Decision, null=False, index=True, on_delete=OnDelete.cascade)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    outcome = Varchar(length=14)
    rank = Integer(null=True, default=None)
    score = Numeric(digits=(5, 2), null=True, default=None)
    award_en = Varchar(length=120, default="")
    award_zh = Varchar(length=120, default="")
    way = Varchar(length=12, default="")
    reserve = Integer(null=True, default=None)
    reason = Text(default="")

    decision_item_uq = Unique([decision, submission])
    decision_item_outcome_ck = Check("outcome in ('advanced', 'not_advanced', 'awarded')")
