from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.constraints import Unique

ID = "2026-11-22T23:04:16:284387"
VERSION = "1.38.0"
DESCRIPTION = "One certificate a line of a decision, a kind and a person"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    manager.alter_column(
        table_class_name="Certificate",
        tablename="certificate",
        column_name="sha256",
        db_column_name="sha256",
        params={"index": True},
        old_params={"index": False},
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )
    manager.drop_constraint(
        table_class_name="Certificate",
        tablename="certificate",
        constraint_name="certificate_item_kind_version_uq",
        schema=None,
    )
    manager.add_constraint(
        table_class_name="Certificate",
        tablename="certificate",
        constraint_name="certificate_item_kind_recipient_uq",
        constraint_class=Unique,
        params={"columns": ["item", "kind", "recipient_id", "version"], "nulls_distinct": True},
        schema=None,
    )
    return manager
