"""What a venture is to deliver by which day, what it showed, and what was said of it."""

from typing import Any

from piccolo.columns import UUID, Date, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.incubator.tables import Venture, VentureFile
from contest.lib.clock import now
from contest.lib.ids import uuid7


class Milestone(Table, tablename="milestone"):
    """Something to be delivered by `due_on`; `after`: the one of the same venture that has to be accepted before.
    `note` is what its people said when they handed it in."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    title = Varchar(length=200)
    deliverable = Text(default="")
    due_on = Date(index=True)
    owner = ForeignKey(Person, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    after: ForeignKey[Any] = ForeignKey("self", null=True, index=True, default=None, on_delete=OnDelete.restrict)
    state = Varchar(length=9, default="planned")
    note = Text(default="")
    created_at = Timestamptz(default=now)
    changed_at = Timestamptz(default=now)

    milestone_state_ck = Check("state in ('planned', 'submitted', 'returned', 'accepted', 'dropped')")
    milestone_after_ck = Check("after <> id")


class MilestoneDocument(Table, tablename="milestone_document"):
    """A document that shows a milestone."""

    id = UUID(primary_key=True, default=uuid7)
    milestone = ForeignKey(Milestone, null=False, index=True, on_delete=OnDelete.cascade)
    evidence = ForeignKey(VentureFile, null=False, index=True, on_delete=OnDelete.restrict)

    milestone_document_uq = Unique([milestone, evidence])


class MilestoneEvent(Table, tablename="milestone_event"):
    """What became of a milestone, line by line; `from_on`, `to_on`: of a move."""

    id = UUID(primary_key=True, default=uuid7)
    milestone = ForeignKey(Milestone, null=False, index=True, on_delete=OnDelete.cascade)
    what = Varchar(length=9)
    reason = Text(default="")
    from_on = Date(null=True, default=None)
    to_on = Date(null=True, default=None)
    by = UUID(null=True, default=None)
    at = Timestamptz(default=now)

    milestone_event_what_ck = Check("what in ('planned', 'moved', 'submitted', 'returned', 'accepted', 'dropped')")
    milestone_event_reason_ck = Check("what not in ('moved', 'returned', 'dropped') or reason <> ''")
    milestone_event_moved_ck = Check("(what = 'moved') = (from_on is not null and to_on is not null)")
