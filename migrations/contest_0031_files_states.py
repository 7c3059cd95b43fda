from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-25T22:46:04:000000"
VERSION = "1.38.0"
DESCRIPTION = "Uploads that were given up, and files that came before a virus scanner was asked for"

BEFORE = "check (state in ('announced', 'uploaded', 'checked', 'refused'))"
AFTER = "check (state in ('announced', 'uploaded', 'checked', 'refused', 'dropped'))"

STEPS = (
    "alter table file drop constraint file_state_ck",
    f"alter table file add constraint file_state_ck {AFTER}",
    "create index file_announced_ix on file (moved_at) where state = 'announced'",
    "update file set moved_at = coalesce(uploaded_at, announced_at), is_scan_waived = true",
    "update edition set scan_waiver = 'Its call opened before files were looked at by a virus scanner.',"
    " scan_waived_at = now() where state <> 'draft'",
)

BACK = (
    "drop index file_announced_ix",
    "delete from file f where state = 'dropped' and not exists (select from submission_file sf where sf.file = f.id)",
    "update file set state = 'announced' where state = 'dropped'",
    "alter table file drop constraint file_state_ck",
    f"alter table file add constraint file_state_ck {BEFORE}",
    "update edition set scan_waiver = '', scan_waived_at = null",
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
