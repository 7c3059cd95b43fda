"""A roadshow event of a round: its slots and tables, who takes part, what they wish for, plans and meetings.

A person comes for one party only, and a party has one meeting in a slot at most: so nobody is asked to be at two
places at once, whatever a verb forgets.
"""

from piccolo.columns import JSONB, UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.challenge.tables import Round
from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.submissions.tables import Submission
from contest.zone.tables import Counterpart


class RoadshowEvent(Table, tablename="roadshow_event"):
    """The meetings of one round. `floor` meetings are promised to each entry, `most` is what a party takes unless it
    says otherwise, `musts` how many it may mark; `walk_minutes` from one room to another. A pitch is followed by
    questions and by the change to the next one, each of so many minutes. `seats`: how many of the audience may come;
    without it nobody is asked to. `visa_days`: the working days that a consulate takes."""

    id = UUID(primary_key=True, default=uuid7)
    round = ForeignKey(Round, null=False, unique=True, on_delete=OnDelete.restrict)
    venue_en = Varchar(length=200, default="")
    venue_zh = Varchar(length=200, default="")
    wishes_close_at = Timestamptz()
    floor = Integer(default=2)
    most = Integer(default=8)
    musts = Integer(default=5)
    walk_minutes = Integer(default=0)
    pitch_minutes = Integer(default=8)
    question_minutes = Integer(default=7)
    change_minutes = Integer(default=2)
    seats = Integer(null=True, default=None)
    visa_days = Integer(default=30)
    created_at = Timestamptz(default=now)

    roadshow_event_numbers_ck = Check("floor >= 0 and most >= 1 and floor <= most and musts >= 1 and walk_minutes >= 0")
    roadshow_event_pitch_ck = Check("pitch_minutes >= 1 and question_minutes >= 0 and change_minutes >= 0")
    roadshow_event_seats_ck = Check("seats >= 0")
    roadshow_event_visa_ck = Check("visa_days between 0 and 200")


class MeetingSlot(Table, tablename="meeting_slot"):
    """A time for meetings. Breaks are the time between slots."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, on_delete=OnDelete.cascade)
    starts_at = Timestamptz()
    ends_at = Timestamptz()

    meeting_slot_start_uq = Unique([event, starts_at])
    meeting_slot_ends_ck = Check("starts_at < ends_at")


class MeetingTable(Table, tablename="meeting_table"):
    """A table, in a room where there is more than one."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, on_delete=OnDelete.cascade)
    name = Varchar(length=40)
    room = Varchar(length=80, default="")

    meeting_table_name_uq = Unique([event, name])


class Party(Table, tablename="party"):
    """An entry or a counterpart at an event: no other side sees it before it joined. One or two people come for it.

    `absent_at`: since when it is known, on the day, that nobody comes; `reminded_at`: when asked what came of it.
    `recording` is the address of a pitch that was recorded before, should nobody be able to give it.
    """

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, index=True, on_delete=OnDelete.cascade)
    submission = ForeignKey(Submission, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    counterpart = ForeignKey(Counterpart, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    is_remote = Boolean(default=False)
    least = Integer(default=0)
    most = Integer(null=True, default=None)
    joined_at = Timestamptz(null=True, default=None)
    left_at = Timestamptz(null=True, default=None)
    absent_at = Timestamptz(null=True, default=None)
    reminded_at = Timestamptz(null=True, default=None)
    recording = Varchar(length=500, default="")

    party_submission_uq = Unique([event, submission])
    party_counterpart_uq = Unique([event, counterpart])
    party_side_ck = Check("(submission is null) <> (counterpart is null)")
    party_numbers_ck = Check("least >= 0 and most >= 1 and least <= most")


class PartyPerson(Table, tablename="party_person"):
    """Who comes for a party; nobody comes to an event for two. `here_at`: since when they are in the house; `photos`:
    whether they may be photographed, empty until they say."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, on_delete=OnDelete.cascade)
    party = ForeignKey(Party, null=False, index=True, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    here_at = Timestamptz(null=True, default=None)
    photos = Varchar(length=3, default="")

    party_person_uq = Unique([event, person])
    party_person_photos_ck = Check("photos in ('', 'yes', 'no')")


class PartyAssistant(Table, tablename="party_assistant"):
    """A link with which somebody marks wishes for a person of a party: found by its `digest`, until it is over."""

    id = UUID(primary_key=True, default=uuid7)
    party = ForeignKey(Party, null=False, index=True, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    label = Varchar(length=80)
    digest = Varchar(length=64, unique=True)
    sealed = Text()
    made_at = Timestamptz(default=now)
    expires_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)
    used_at = Timestamptz(null=True, default=None)


class PartyAway(Table, tablename="party_away"):
    """A slot in which a party can't come."""

    id = UUID(primary_key=True, default=uuid7)
    party = ForeignKey(Party, null=False, on_delete=OnDelete.cascade)
    slot = ForeignKey(MeetingSlot, null=False, index=True, on_delete=OnDelete.cascade)

    party_away_uq = Unique([party, slot])


class Wish(Table, tablename="wish"):
    """What a party wishes about another. Its own people see it, and who plans; the other side never."""

    id = UUID(primary_key=True, default=uuid7)
    party = ForeignKey(Party, null=False, on_delete=OnDelete.cascade)
    about = ForeignKey(Party, null=False, index=True, on_delete=OnDelete.cascade)
    mark = Varchar(length=5)
    note = Varchar(length=500, default="")
    said_at = Timestamptz(default=now)

    wish_about_uq = Unique([party, about])
    wish_mark_ck = Check("mark in ('must', 'nice', 'never', 'open') and party <> about")


class MeetingFit(Table, tablename="meeting_fit"):
    """How well an entry fits what a counterpart looks for, in per cent, as it was when a plan was last worked out."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, index=True, on_delete=OnDelete.cascade)
    entry = ForeignKey(Party, null=False, on_delete=OnDelete.cascade)
    other = ForeignKey(Party, null=False, index=True, on_delete=OnDelete.cascade)
    score = Integer()

    meeting_fit_uq = Unique([entry, other])
    meeting_fit_score_ck = Check("score between 1 and 100")


class MeetingPlan(Table, tablename="meeting_plan"):
    """A plan of meetings: asked for, worked out by a job, looked at, and then applied or not.

    `share` is how much of the work is done, in thousandths; `mark` tells from which wishes and times it was worked
    out, `plan` what came of it.
    """

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, index=True, on_delete=OnDelete.cascade)
    state = Varchar(length=8, default="asked")
    share = Integer(default=0)
    is_to_prove = Boolean(default=False)
    mark = Varchar(length=64, default="")
    plan = JSONB(null=True, default=None)
    error = Text(default="")
    asked_by = UUID(null=True, default=None)
    asked_at = Timestamptz(default=now)
    finished_at = Timestamptz(null=True, default=None)
    applied_at = Timestamptz(null=True, default=None)

    meeting_plan_state_ck = Check("state in ('asked', 'running', 'done', 'failed', 'stopped')")
    meeting_plan_share_ck = Check("share >= 0 and share <= 1000")
    meeting_plan_done_ck = Check("(state = 'done') = (plan is not null)")


class Meeting(Table, tablename="meeting"):
    """A meeting at a table, or by video where `seat` is empty. `*_yes`: what each side answered, empty until it does.

    What both accepted is published with the next version of the programme.

    Indexes of the migrations hold that no party and no table has two meetings in a slot that may take place.
    """

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, index=True, on_delete=OnDelete.cascade)
    slot = ForeignKey(MeetingSlot, null=False, on_delete=OnDelete.restrict)
    seat = ForeignKey(MeetingTable, null=True, default=None, on_delete=OnDelete.restrict)
    entry = ForeignKey(Party, null=False, on_delete=OnDelete.cascade)
    other = ForeignKey(Party, null=False, on_delete=OnDelete.cascade)
    state = Varchar(length=9, default="proposed")
    entry_yes = Boolean(null=True, default=None)
    other_yes = Boolean(null=True, default=None)
    made_at = Timestamptz(default=now)

    meeting_state_ck = Check("state in ('proposed', 'accepted', 'declined', 'published', 'cancelled', 'no_show')")
    meeting_accepted_ck = Check("state not in ('accepted', 'published') or (entry_yes and other_yes)")
    meeting_pair_uq = Unique([event, entry, other])
