"""An entry's data room: what its applicant agreed to, with whom it is shared, and who opened what."""

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.challenge.tables import Round
from contest.files.tables import File
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission
from contest.zone.tables import Counterpart, Need


class SharingConsent(Table, tablename="sharing_consent"):
    """How much of an entry its applicant lets counterparts read. Without a row: nothing."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, unique=True, on_delete=OnDelete.cascade)
    level = Varchar(length=10)
    agreed_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    agreed_at = Timestamptz(default=now)

    sharing_consent_level_ck = Check("level in ('none', 'summary', 'answers', 'files')")


class EntryShare(Table, tablename="entry_share"):
    """An entry that an organiser shared with a counterpart, until they or the applicant end it."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    counterpart = ForeignKey(Counterpart, null=False, index=True, on_delete=OnDelete.cascade)
    shared_by = UUID(null=True, default=None)
    shared_at = Timestamptz(default=now)
    ended_at = Timestamptz(null=True, default=None)
    ended_by = Varchar(length=10, default="")

    entry_share_uq = Unique([submission, counterpart])
    entry_share_ended_ck = Check("(ended_at is null) = (ended_by = '') and ended_by in ('', 'organiser', 'applicant')")


class EntryOpening(Table, tablename="entry_opening"):
    """That somebody opened a shared entry (`file` none), or one of its files."""

    id = UUID(primary_key=True, default=uuid7)
    share = ForeignKey(EntryShare, null=False, index=True, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    file = ForeignKey(File, null=True, index=True, default=None, on_delete=OnDelete.cascade)
    opened_at = Timestamptz(default=now)


class SuggestionPlan(Table, tablename="suggestion_plan"):
    """How much each part of a suggestion counts in a round: part to weight. Without a row: `rules.suggest.WEIGHTS`."""

    id = UUID(primary_key=True, default=uuid7)
    round = ForeignKey(Round, null=False, unique=True, on_delete=OnDelete.cascade)
    weights = JSONB()
    changed_at = Timestamptz(default=now)


class FitNews(Table, tablename="fit_news"):
    """That an entry was held against an open thesis, once: what fits was told to the thesis's owner."""

    id = UUID(primary_key=True, default=uuid7)
    need = ForeignKey(Need, null=False, on_delete=OnDelete.cascade)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    score = Integer()
    made_at = Timestamptz(default=now)

    fit_news_uq = Unique([need, submission])
    fit_news_score_ck = Check("score between 0 and 100")
