from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A seal is written once; records from before wait for theirs"

REFUSE = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is insert-only', tg_table_name using errcode = 'restrict_violation';
end $$
"""


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def create():
        await RawTable.raw(REFUSE)
        await RawTable.raw(
            "create trigger audit_seal_stays before update or delete on audit_seal"
            " for each row execute function refuse_change()"
        )
        await RawTable.raw(
            "insert into audit_waiting (record) select id from audit_record r"
            " where not exists (select from audit_seal s where s.record = r.id)"
        )

    async def drop():
        await RawTable.raw("drop trigger audit_seal_stays on audit_seal")
        await RawTable.raw("drop function refuse_change()")

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
