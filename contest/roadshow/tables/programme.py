"""The programme of an event: what takes place when, in which order entries pitch, and what of it was released."""

from piccolo.columns import JSONB, UUID, Array, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.roadshow.tables import Party, RoadshowEvent


class ProgrammeItem(Table, tablename="programme_item"):
    """Something that everybody may go to: a session, a break, or a part of the pitches."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=7)
    title_en = Varchar(length=200, default="")
    title_zh = Varchar(length=200, default="")
    room = Varchar(length=80, default="")
    starts_at = Timestamptz()
    ends_at = Timestamptz()

    programme_item_kind_ck = Check("kind in ('session', 'pitches', 'break')")
    programme_item_ends_ck = Check("starts_at < ends_at")


class PitchDraw(Table, tablename="pitch_draw"):
    """A draw of the running order, which stays as it is: `rules.draw.order` of these codes with this seed.

    `source` says where a seed came from that was not made here, `reason` why it was drawn again.
    """

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, on_delete=OnDelete.cascade)
    number = Integer()
    seed = Varchar(length=200)
    source = Varchar(length=300, default="")
    codes = Array(base_column=Varchar(length=20))
    reason = Text(default="")
    drawn_by = UUID(null=True, default=None)
    drawn_at = Timestamptz(default=now)

    pitch_draw_number_uq = Unique([event, number])


class Pitch(Table, tablename="pitch"):
    """An entry's place in the running order, and what the clock said of it: each moment a stage begins, once begun.

    `held_at`: since when the clock is held. `moved_because`: why it is not where it was drawn.
    """

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, on_delete=OnDelete.cascade)
    party = ForeignKey(Party, null=False, index=True, on_delete=OnDelete.cascade)
    place = Integer()
    moved_because = Varchar(length=300, default="")
    begun_at = Timestamptz(null=True, default=None)
    questions_at = Timestamptz(null=True, default=None)
    change_at = Timestamptz(null=True, default=None)
    over_at = Timestamptz(null=True, default=None)
    held_at = Timestamptz(null=True, default=None)

    pitch_party_uq = Unique([event, party])
    pitch_stages_ck = Check(
        "(begun_at is null) = (over_at is null)"
        " and begun_at <= questions_at and questions_at <= change_at and change_at <= over_at"
    )


class ProgrammeRelease(Table, tablename="programme_release"):
    """A version of the programme as it was released: `content` is a `rules.programme.Programme`. It stays as it is."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, on_delete=OnDelete.cascade)
    number = Integer()
    content = JSONB()
    note_en = Text(default="")
    note_zh = Text(default="")
    released_by = UUID(null=True, default=None)
    released_at = Timestamptz(default=now)

    programme_release_number_uq = Unique([event, number])


class CalendarFeed(Table, tablename="calendar_feed"):
    """The address from which a person's calendar fetches their appointments: a secret, found by its `digest`."""

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, unique=True, on_delete=OnDelete.cascade)
    digest = Varchar(length=64, unique=True)
    sealed = Text()
    made_at = Timestamptz(default=now)
