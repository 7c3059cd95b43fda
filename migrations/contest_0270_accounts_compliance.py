from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T16:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The role of who answers for people's data"

ROLES = (
    "'programme_organiser', 'round_organiser', 'screener', 'judge', 'panel_chair', 'partner', 'counterpart',"
    " 'founder', 'auditor'"
)

STEPS = (
    "alter table role_grant drop constraint role_grant_role_ck",
    f"alter table role_grant add constraint role_grant_role_ck check (role in ({ROLES}, 'compliance_officer'))",
)

BACK = (
    "delete from role_grant where role = 'compliance_officer'",
    "alter table role_grant drop constraint role_grant_role_ck",
    f"alter table role_grant add constraint role_grant_role_ck check (role in ({ROLES}))",
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
