from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-25T23:10:21:000000"
VERSION = "1.38.0"
DESCRIPTION = "A form has at most one draft"


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def one_draft():
        await RawTable.raw(
            "create unique index entry_form_draft_uq on entry_form (edition, kind) where state = 'draft'"
        )

    async def undo():
        await RawTable.raw("drop index entry_form_draft_uq")

    manager.add_raw(one_draft)
    manager.add_raw_backwards(undo)
    return manager
