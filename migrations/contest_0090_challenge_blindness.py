from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-26T11:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What the judges of a round see of who applied, and of one another"


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
    _column(manager, "blindness", "none", 10)
    _column(manager, "judges_known", "signed", 6)
    manager.add_constraint(
        table_class_name="Round",
        tablename="round",
        constraint_name="round_blindness_ck",
        constraint_class=Check,
        params={
            "condition": "blindness in ('none', 'names', 'anonymous') and judges_known in ('signed', 'never')",
        },
        schema=None,
    )
    manager.alter_column(  # a question for an anonymous copy has a longer key than any that organisers give
        table_class_name="SubmissionFile",
        tablename="submission_file",
        column_name="field",
        db_column_name="field",
        params={"length": 50},
        old_params={"length": 40},
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )
    return manager
