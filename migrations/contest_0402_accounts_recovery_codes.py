from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import ForeignKey

ID = "2026-11-27T11:13:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Recovery codes are a person's, whichever factor they stand in for"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    manager.drop_column(
        table_class_name="RecoveryCode",
        tablename="recovery_code",
        column_name="factor",
        db_column_name="factor",
        schema=None,
    )

    manager.alter_column(
        table_class_name="RecoveryCode",
        tablename="recovery_code",
        column_name="person",
        db_column_name="person",
        params={"null": False},
        old_params={"null": True},
        column_class=ForeignKey,
        old_column_class=ForeignKey,
        schema=None,
    )

    return manager
