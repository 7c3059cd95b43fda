from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T22:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes that Piccolo cannot describe"

INDEXES = {
    # The relay and the sweeper look at what is not done; done rows are the many.
    "outbox_event_waiting_ix": "outbox_event (id) where relayed_at is null",
    "outbox_job_unsent_ix": "outbox_job (due_at) where sent_at is null and done_at is null and dead_at is null",
    "outbox_job_open_ix": "outbox_job (sent_at) where sent_at is not null and done_at is null and dead_at is null",
    "message_waiting_ix": "message (id) where state in ('drafted', 'approved', 'queued', 'sending', 'uncertain')",
    "standing_round_state_ix": "standing (round, state)",
    "submission_round_state_ix": "submission (round, state)",
    "review_round_state_ix": "review (judging_round, state)",
    "audit_record_at_ix": "audit_record (at)",
}


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def create():
        for name, what in INDEXES.items():
            await RawTable.raw(f"create index {name} on {what}")

    async def drop():
        for name in INDEXES:
            await RawTable.raw(f"drop index {name}")

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
