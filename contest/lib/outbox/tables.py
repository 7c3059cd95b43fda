"""Events and the jobs they started."""

from piccolo.columns import JSONB, UUID, BigInt, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from contest.lib.clock import now
from contest.lib.ids import uuid7


class OutboxEvent(Table, tablename="outbox_event"):
    """Something that happened. `moved_at` is the moment of a played demonstration, else null."""

    id = UUID(primary_key=True, default=uuid7)
    name = Varchar(length=80)
    payload = JSONB()
    created_at = Timestamptz(default=now)
    moved_at = Timestamptz(null=True, default=None)
    relayed_at = Timestamptz(null=True, default=None)


class OutboxJob(Table, tablename="outbox_job"):
    """One job that an event started. Its effect and `done_at` commit together.

    `sends` counts how often it was put into a queue, `sending` is the name under which it lies there, and `attempts`
    how often it was begun; `worker` is the lock of the worker that runs it now.
    """

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(OutboxEvent, null=False, index=True, on_delete=OnDelete.cascade)
    name = Varchar(length=80)
    queue = Varchar(length=20)
    attempts = Integer(default=0)
    created_at = Timestamptz(default=now)
    due_at = Timestamptz(default=now)
    sends = Integer(default=0)
    sending = Varchar(length=60, null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)
    worker = BigInt(null=True, default=None)
    started_at = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)
    dead_at = Timestamptz(null=True, default=None)
    error = Text(null=True, default=None)

    outbox_job_event_name_uq = Unique([event, name])
