"""What came of a meeting, as each side says it for itself."""

from piccolo.columns import UUID, Date, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.lib.clock import now
from contest.lib.ids import uuid7
from contest.roadshow.tables import Meeting, Party, RoadshowEvent
from contest.zone.tables import Agreement


class MeetingOutcome(Table, tablename="meeting_outcome"):
    """What a party says came of a meeting. The other side sees nothing of it, organisers all but the `note`."""

    id = UUID(primary_key=True, default=uuid7)
    meeting = ForeignKey(Meeting, null=False, on_delete=OnDelete.cascade)
    party = ForeignKey(Party, null=False, index=True, on_delete=OnDelete.cascade)
    outcome = Varchar(length=9)
    next_step = Varchar(length=300, default="")
    who = Varchar(length=120, default="")
    next_on = Date(null=True, default=None)
    note = Varchar(length=2000, default="")
    said_by = UUID(null=True, default=None)
    said_at = Timestamptz(default=now)

    meeting_outcome_uq = Unique([meeting, party])
    meeting_outcome_ck = Check("outcome in ('absent', 'none', 'follow_up', 'letter')")


class EventAgreement(Table, tablename="event_agreement"):
    """Where an agreement of the register was signed, once; by an entry and a counterpart who take part, or others."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(RoadshowEvent, null=False, index=True, on_delete=OnDelete.cascade)
    agreement = ForeignKey(Agreement, null=False, unique=True, on_delete=OnDelete.cascade)
    entry = ForeignKey(Party, null=True, index=True, default=None, on_delete=OnDelete.cascade)
    other = ForeignKey(Party, null=True, index=True, default=None, on_delete=OnDelete.cascade)
    linked_by = UUID(null=True, default=None)
    linked_at = Timestamptz(default=now)

    event_agreement_pair_ck = Check("(entry is null) = (other is null)")
