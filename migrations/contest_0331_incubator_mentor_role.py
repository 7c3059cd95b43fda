from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-27T01:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The role of a mentor, and the tie that a mentor has to an entry"

ROLES = (
    "'programme_organiser', 'round_organiser', 'screener', 'judge', 'panel_chair', 'partner', 'counterpart', 'founder',"
    " 'auditor', 'compliance_officer'"
)
KINDS = (
    "'own', 'team', 'namesake', 'organisation', 'domain', 'investment', 'mentoring', 'coauthor', 'family', 'city',"
    " 'declared', 'ruled'"
)


def _allow(roles, kinds):
    return (
        "alter table role_grant drop constraint role_grant_role_ck,"
        f" add constraint role_grant_role_ck check (role in ({roles}))",
        f"alter table tie drop constraint tie_kind_ck, add constraint tie_kind_ck check (kind in ({kinds}))",
    )


STEPS = _allow(f"{ROLES}, 'mentor'", f"{KINDS}, 'mentor'")
BACK = (
    "delete from role_grant where role = 'mentor'",
    "delete from tie where kind = 'mentor'",
    *_allow(ROLES, KINDS),
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
