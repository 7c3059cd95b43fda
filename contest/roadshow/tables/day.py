"""The day of an event: its audience, what is printed for it, and the letters with which people ask for a visa."""

from piccolo.columns import JSONB, UUID, Boolean, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.roadshow.tables import PartyPerson, RoadshowEvent


class EventGuest(Table, tablename="event_guest"):
    """Somebody of the audience, who said that they come or walked in. Some weeks after the event nobody knows who.

    `body` is whom they come from. `gone_at`: since when they do not come after all. An index of the migrations holds
    that nobody is on a list twice.
    """

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, index=True, on_delete=OnDelete.cascade)
    name = Varchar(length=120)
    email = Varchar(length=254, default="")
    body = Varchar(length=200, default="")
    photos = Varchar(length=3)
    locale = Varchar(length=5)
    is_walk_in = Boolean(default=False)
    said_at = Timestamptz(default=now)
    here_at = Timestamptz(null=True, default=None)
    gone_at = Timestamptz(null=True, default=None)

    event_guest_photos_ck = Check("photos in ('yes', 'no')")


class VenuePack(Table, tablename="venue_pack"):
    """What is printed for the house, for who asked for it: made by a job. `files` is a list of `rules.day.Printed`."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, index=True, on_delete=OnDelete.cascade)
    state = Varchar(length=6, default="asked")
    files = JSONB(default="[]")
    asked_by = UUID()
    asked_at = Timestamptz(default=now)
    finished_at = Timestamptz(null=True, default=None)

    venue_pack_state_ck = Check("state in ('asked', 'done', 'failed')")


class VisaLetter(Table, tablename="visa_letter"):
    """Somebody who comes asks to be invited in writing. What stands in their passport is `sealed`; `number` is what
    a consulate quotes."""

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(PartyPerson, null=False, unique=True, on_delete=OnDelete.cascade)
    number = Varchar(length=20, unique=True)
    sealed = Text()
    state = Varchar(length=7, default="asked")
    asked_at = Timestamptz(default=now)
    decided_by = UUID(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)

    visa_letter_state_ck = Check("state in ('asked', 'issued', 'refused')")
    visa_letter_decided_ck = Check("(state = 'asked') = (decided_at is null)")
