from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-26T11:22:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "One policy: the flag that it replaces goes"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)
    manager.drop_column(
        table_class_name="Round", tablename="round", column_name="is_blind", db_column_name="is_blind", schema=None
    )
    return manager
