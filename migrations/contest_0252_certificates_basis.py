from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import UUID
from piccolo.columns.defaults.uuid import UUID4

ID = "2026-11-26T16:15:20:661729"
VERSION = "1.38.0"
DESCRIPTION = "Each certificate has an edition and something that it was earned by"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="contest", description=DESCRIPTION
    )

    manager.alter_column(
        table_class_name="Certificate",
        tablename="certificate",
        column_name="basis_id",
        db_column_name="basis_id",
        params={"default": UUID4(), "null": False},
        old_params={"default": None, "null": True},
        column_class=UUID,
        old_column_class=UUID,
        schema=None,
    )

    manager.alter_column(
        table_class_name="Certificate",
        tablename="certificate",
        column_name="edition",
        db_column_name="edition",
        params={"null": False},
        old_params={"null": True},
        column_class=ForeignKey,
        old_column_class=ForeignKey,
        schema=None,
    )

    return manager
