from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-27T01:16:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Codes that prove who asks, and which requests wait"

STEPS = (
    "alter table one_time_code drop constraint one_time_code_purpose_ck",
    "alter table one_time_code add constraint one_time_code_purpose_ck"
    " check (purpose in ('sign_in', 'confirm', 'reset', 'invite', 'request'))",
    # Nobody asks twice for the same while the first is not answered.
    "create unique index person_request_open_uq on person_request (person, kind)"
    " where state in ('unproved', 'open', 'working')",
)

BACK = (
    "drop index person_request_open_uq",
    "delete from one_time_code where purpose = 'request'",
    "alter table one_time_code drop constraint one_time_code_purpose_ck",
    "alter table one_time_code add constraint one_time_code_purpose_ck"
    " check (purpose in ('sign_in', 'confirm', 'reset', 'invite'))",
)


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def run():
        for step in STEPS:
            await RawTable.raw(step)

    async def undo():
        for step in BACK:
            await RawTable.raw(step)

    manager.add_raw(run)
    manager.add_raw_backwards(undo)
    return manager
