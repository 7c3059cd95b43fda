from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-27T19:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What of a round is public, and the language that it is held in"


def _column(manager, name, default, length):
    manager.add_column(
        table_class_name="Round",
        tablename="round",
        column_name=name,
        db_column_name=name,
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": length,
            "default": default,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)
    _column(manager, "publicity", "listed", 10)
    _column(manager, "language", "both", 5)
    manager.add_constraint(
        table_class_name="Round",
        tablename="round",
        constraint_name="round_public_ck",
        constraint_class=Check,
        params={
            "condition": "publicity in ('listed', 'codes', 'unlisted') and language in ('both', 'en', 'zh')",
        },
        schema=None,
    )
    return manager
