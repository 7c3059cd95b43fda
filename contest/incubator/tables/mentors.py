"""Mentors, the ventures they mentor, the hours they offer, and what came of each session."""

from piccolo.columns import UUID, Array, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.challenge.tables import Edition
from contest.incubator.tables import Venture
from contest.lib.clock import now
from contest.lib.ids import uuid7


class Mentor(Table, tablename="mentor"):
    """Somebody who mentors ventures of an edition: of which `scenes` (keys) and `stages`, in which languages, and at
    `most` how many at once. `left_at`: since when they are one no longer."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    scenes = Array(base_column=Varchar(length=40))
    stages = Array(base_column=Varchar(length=14))
    languages = Array(base_column=Varchar(length=2))
    most = Integer(default=3)
    about = Text(default="")
    created_at = Timestamptz(default=now)
    left_at = Timestamptz(null=True, default=None)

    mentor_once_uq = Unique([edition, person])
    mentor_most_ck = Check("most between 0 and 20")


class Mentoring(Table, tablename="mentoring"):
    """That a mentor is with a venture from `since_on` to `until_on`, both included; without an end: until it is
    ended."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    mentor = ForeignKey(Mentor, null=False, index=True, on_delete=OnDelete.restrict)
    since_on = Date()
    until_on = Date(null=True, default=None)
    reason = Text(default="")
    created_at = Timestamptz(default=now)

    mentoring_once_uq = Unique([venture, mentor])
    mentoring_days_ck = Check("until_on is null or since_on <= until_on")


class OfficeHour(Table, tablename="office_hour"):
    """A time that a mentor offers; `question`: what the venture that booked it wants to talk about."""

    id = UUID(primary_key=True, default=uuid7)
    mentor = ForeignKey(Mentor, null=False, index=True, on_delete=OnDelete.cascade)
    starts_at = Timestamptz(index=True)
    ends_at = Timestamptz()
    place = Varchar(length=300, default="")
    venture = ForeignKey(Venture, null=True, index=True, default=None, on_delete=OnDelete.cascade)
    question = Text(default="")
    booked_by = ForeignKey(Person, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    booked_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)

    office_hour_span_ck = Check("starts_at < ends_at")
    office_hour_booked_ck = Check("(venture is null) = (booked_at is null)")


class MentorSession(Table, tablename="mentor_session"):
    """What came of a session. `note` is for the incubator alone; the next step has an owner and a day, or there is
    none."""

    id = UUID(primary_key=True, default=uuid7)
    mentoring = ForeignKey(Mentoring, null=False, index=True, on_delete=OnDelete.cascade)
    hour = ForeignKey(OfficeHour, null=True, unique=True, default=None, on_delete=OnDelete.restrict)
    held_on = Date()
    minutes = Integer()
    way = Varchar(length=8)
    topic = Varchar(length=200)
    decision = Text(default="")
    next_step = Text(default="")
    next_owner = ForeignKey(Person, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    next_on = Date(null=True, default=None)
    done_on = Date(null=True, default=None)
    note = Text(default="")
    at = Timestamptz(default=now)

    mentor_session_minutes_ck = Check("minutes between 5 and 480")
    mentor_session_way_ck = Check("way in ('online', 'phone', 'place')")
    mentor_session_next_ck = Check(
        "(next_step = '') = (next_owner is null) and (next_step = '') = (next_on is null)"
        " and (done_on is null or next_step <> '')"
    )
