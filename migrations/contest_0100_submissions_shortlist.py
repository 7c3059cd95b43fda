from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Integer
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-26T11:01:43:306341"
VERSION = "1.38.0"
DESCRIPTION = "Shortlist"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="contest", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="InformationRequest",
        tablename="information_request",
        column_name="purpose",
        db_column_name="purpose",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 10,
            "default": "screening",
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

    manager.add_column(
        table_class_name="ScreeningRound",
        tablename="screening_round",
        column_name="shortlist_days",
        db_column_name="shortlist_days",
        column_class_name="Integer",
        column_class=Integer,
        params={
            "default": 14,
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

    manager.alter_column(
        table_class_name="InformationRequest",
        tablename="information_request",
        column_name="asked_by",
        db_column_name="asked_by",
        params={"default": None, "null": True},
        old_params={"default": UUID4(), "null": False},
        column_class=UUID,
        old_column_class=UUID,
        schema=None,
    )

    manager.add_constraint(
        table_class_name="InformationRequest",
        tablename="information_request",
        constraint_name="information_request_purpose_ck",
        constraint_class=Check,
        params={"condition": "purpose in ('screening', 'shortlist')"},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="ScreeningRound",
        tablename="screening_round",
        constraint_name="screening_round_days_ck",
        constraint_class=Check,
        params={"condition": "shortlist_days between 1 and 90"},
        schema=None,
    )

    return manager
