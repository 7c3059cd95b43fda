from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-27T15:00:00:000471"
VERSION = "1.38.0"
DESCRIPTION = "Indexes for jobs that go in one sending, for a queue that is read by itself, and for likenesses"

OPEN = "done_at is null and dead_at is null"
FORWARDS = (
    f"create index outbox_job_due_ix on outbox_job (queue, due_at, id) where sent_at is null and {OPEN}",
    f"create index outbox_job_sending_ix on outbox_job (sending) where sending is not null and {OPEN}",
    "drop index outbox_job_unsent_ix",
    "alter table outbox_job set (fillfactor = 60)",  # a job is claimed on the page where it is
    # At a deadline each entry is looked for among all that came before: what waits to be put into the index is read
    # from end to end each time.
    "alter index fingerprint_marks_ix set (fastupdate = off)",
)
BACKWARDS = (
    "alter index fingerprint_marks_ix reset (fastupdate)",
    f"create index outbox_job_unsent_ix on outbox_job (due_at) where sent_at is null and {OPEN}",
    "alter table outbox_job reset (fillfactor)",
    "drop index outbox_job_sending_ix",
    "drop index outbox_job_due_ix",
)


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def create():
        for statement in FORWARDS:
            await RawTable.raw(statement)

    async def drop():
        for statement in BACKWARDS:
            await RawTable.raw(statement)

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
