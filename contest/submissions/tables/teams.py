"""The people of an entry beside its owner, what they say to the staff, and who may never see it."""

from piccolo.columns import UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.challenge.tables import Edition
from contest.files.tables import File
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission


class TeamMember(Table, tablename="team_member"):
    """A person who works on an entry beside its owner. Who left stays on record, and tied to it."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    role = Varchar(length=6)
    joined_at = Timestamptz(default=now)
    left_at = Timestamptz(null=True, default=None)

    team_member_person_uq = Unique([submission, person])
    team_member_role_ck = Check("role in ('view', 'edit', 'submit')")


class TeamInvitation(Table, tablename="team_invitation"):
    """A place on a team, or with `role` own the entry itself, offered to an address. `outcome` is empty while open."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    email = Varchar(length=254, index=True)
    role = Varchar(length=6)
    digest = Varchar(length=64, unique=True)
    invited_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    created_at = Timestamptz(default=now)
    expires_at = Timestamptz()
    outcome = Varchar(length=10, default="")
    closed_at = Timestamptz(null=True, default=None)
    accepted_by = UUID(null=True, default=None)

    team_invitation_role_ck = Check("role in ('view', 'edit', 'submit', 'own')")
    team_invitation_outcome_ck = Check("outcome in ('', 'accepted', 'declined', 'withdrawn')")


class Referee(Table, tablename="referee"):
    """Whom a talent's applicant named, and their letter, which no applicant reads. `outcome` is empty while open."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    name = Varchar(length=120)
    email = Varchar(length=254)
    asked_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    asked_at = Timestamptz(default=now)
    expires_at = Timestamptz()
    reminded_at = Timestamptz(null=True, default=None)
    outcome = Varchar(length=10, default="")
    closed_at = Timestamptz(null=True, default=None)
    relation = Varchar(length=300, default="")
    letter = Text(default="")
    file = ForeignKey(File, null=True, unique=True, default=None, on_delete=OnDelete.restrict)

    referee_outcome_ck = Check("outcome in ('', 'given', 'declined', 'withdrawn')")


class NeverSeen(Table, tablename="never_seen"):
    """Who must never see a talent's entry: everybody of an organisation, or with an address at a domain."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.cascade)
    name = Varchar(length=200, default="")
    domain = Varchar(length=120, default="")
    added_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    added_at = Timestamptz(default=now)

    never_seen_what_ck = Check("name <> '' or domain <> ''")


class EntryMessage(Table, tablename="entry_message"):
    """A word between a team and the staff about an entry; `is_internal`: the staff's own.

    It is a task of the other side while it `asks` and is not settled: answered, or said to need no answer.
    """

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, index=True, on_delete=OnDelete.restrict)
    by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    side = Varchar(length=5)
    is_internal = Boolean(default=False)
    asks = Boolean(default=True)
    text = Text()
    at = Timestamptz(default=now)
    settled_at = Timestamptz(null=True, default=None)
    settled_by = UUID(null=True, default=None)

    entry_message_side_ck = Check("side in ('team', 'staff')")
    entry_message_internal_ck = Check("not is_internal or (side = 'staff' and not asks)")


class EntryCap(Table, tablename="entry_cap"):
    """How many entries of an edition a person, and an organisation, may have. Without a row, or null: any number."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, unique=True, on_delete=OnDelete.cascade)
    per_person = Integer(null=True, default=None)
    per_organisation = Integer(null=True, default=None)

    entry_cap_person_ck = Check("per_person is null or per_person > 0")
    entry_cap_organisation_ck = Check("per_organisation is null or per_organisation > 0")


class EntryTag(Table, tablename="entry_tag"):
    """A word that its staff put on an entry, to find it again. The applicant and the judges never see it."""

    id = UUID(primary_key=True, default=uuid7)
    submission = ForeignKey(Submission, null=False, on_delete=OnDelete.cascade)
    tag = Varchar(length=40, index=True)
    by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    at = Timestamptz(default=now)

    entry_tag_uq = Unique([submission, tag])
