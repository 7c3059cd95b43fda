"""Judges beyond one round: what they know, what they agreed to, whom they are linked to, who proposed them."""

from piccolo.columns import JSONB, UUID, Array, Boolean, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.challenge.tables import Edition, Round
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission


class JudgeProfile(Table, tablename="judge_profile"):
    """What a judge says of themselves; their time zone and organisation are the person's own.

    `languages` are codes (en, zh) of what they read well, `scenes` keys that mean the same in every edition, `keywords`
    in any language. `least` and `most` bound the reviews they take in a round, `hours_week` what they give in a week,
    `away` is a list of [first day, last day]. `is_kept` is their consent to be found by organisers of later editions.
    """

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, unique=True, on_delete=OnDelete.cascade)
    scenes = Array(base_column=Varchar(length=40))
    keywords = Array(base_column=Varchar(length=60))
    languages = Array(base_column=Varchar(length=8))
    other_names = Array(base_column=Varchar(length=120))
    least = Integer(default=0)
    most = Integer(default=12)
    hours_week = Numeric(digits=(4, 1), null=True, default=None)
    away = JSONB(default="[]")
    about = Text(default="")
    is_kept = Boolean(default=False)
    confirmed_at = Timestamptz(null=True, default=None)
    changed_at = Timestamptz(default=now)

    judge_profile_load_ck = Check("least >= 0 and most >= least and most >= 1")
    judge_profile_hours_ck = Check("hours_week is null or (hours_week >= 0 and hours_week <= 80)")


class JudgeLink(Table, tablename="judge_link"):
    """Somebody or something a judge is close to, in their own words; entries that it stands behind are hidden.

    `name` is that of an organisation or of a person; of a city it is its key.
    """

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=12)
    name = Varchar(length=200)
    said_at = Timestamptz(default=now)

    judge_link_uq = Unique([person, kind, name])
    judge_link_kind_ck = Check("kind in ('employer', 'investment', 'mentoring', 'coauthor', 'family', 'city')")


class JudgeTerms(Table, tablename="judge_terms"):
    """One version of what the judges of an edition agree to. It never changes: a new version follows it."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.restrict)
    version = Integer()
    terms_en = Text()
    terms_zh = Text()
    confidentiality_en = Text()
    confidentiality_zh = Text()
    published_by = UUID(null=True, default=None)
    published_at = Timestamptz(default=now)

    judge_terms_version_uq = Unique([edition, version])


class JudgeAcceptance(Table, tablename="judge_acceptance"):
    """A judge's yes to one version of the terms, and in which language it was shown."""

    id = UUID(primary_key=True, default=uuid7)
    terms = ForeignKey(JudgeTerms, null=False, index=True, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    locale = Varchar(length=5)
    accepted_at = Timestamptz(default=now)

    judge_acceptance_uq = Unique([terms, person])


class JudgeProposal(Table, tablename="judge_proposal"):
    """A partner's word that somebody would be a good judge. Nobody is written to before an organiser invites them."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.cascade)
    round = ForeignKey(Round, null=True, index=True, default=None, on_delete=OnDelete.cascade)
    name = Varchar(length=120)
    email = Varchar(length=254)
    organisation = Varchar(length=200, default="")
    note = Text(default="")
    scenes = Array(base_column=Varchar(length=40))
    languages = Array(base_column=Varchar(length=8))
    state = Varchar(length=10, default="proposed")
    proposed_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    proposed_at = Timestamptz(default=now)
    decided_by = UUID(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    reason = Text(default="")

    judge_proposal_state_ck = Check("state in ('proposed', 'invited', 'declined')")


class TieRuling(Table, tablename="tie_ruling"):
    """An organiser's ruling that a person is, or is not, too close to an entry: no search for ties undoes it."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    is_tied = Boolean()
    reason = Text()
    ruled_by = UUID()
    ruled_at = Timestamptz(default=now)

    tie_ruling_uq = Unique([submission, person])
