from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check


ID = "2026-11-27T02:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What a round's feedback shows"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="contest", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="JudgingRound",
        tablename="judging_round",
        column_name="feedback_shows",
        db_column_name="feedback_shows",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 8,
            "default": "band",
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

    manager.add_constraint(
        table_class_name="JudgingRound",
        tablename="judging_round",
        constraint_name="judging_round_feedback_ck",
        constraint_class=Check,
        params={
            "condition": "feedback_shows in ('rank', 'band', 'nothing')",
            "name": "judging_round_feedback_ck",
        },
        schema=None,
    )

    return manager
