from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T16:46:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A message may be known to have been delivered"

STATES = "'drafted', 'approved', 'queued', 'sending', 'kept', 'sent', 'bounced', 'uncertain', 'withdrawn'"


class RawTable(Table):
    """Only for running SQL."""


async def _allow(states: str) -> None:
    await RawTable.raw("alter table message drop constraint message_state_ck")
    await RawTable.raw(f"alter table message add constraint message_state_ck check (state in ({states}))")


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def add():
        await _allow(f"{STATES}, 'delivered'")

    async def drop():
        await RawTable.raw("update message set state = 'sent' where state = 'delivered'")
        await _allow(STATES)

    manager.add_raw(add)
    manager.add_raw_backwards(drop)
    return manager
