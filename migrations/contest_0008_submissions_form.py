from uuid import uuid4

import msgspec
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import ForeignKey
from piccolo.table import Table

from contest.challenge.rules.forms import KINDS, default_form

ID = "2026-11-23T02:56:06:013189"
VERSION = "1.38.0"
DESCRIPTION = "Every entry has a form"


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def fill():
        """Until now every edition asked what the default forms ask."""
        for row in await RawTable.raw("select id from edition"):
            for kind in KINDS:
                await RawTable.raw(
                    "insert into entry_form (id, edition, kind, number, state, content, reason_en, reason_zh,"
                    " created_at, published_at) values ({}, {}, {}, 1, 'published', {}::jsonb, '', '', now(), now())",
                    uuid4(),
                    row["id"],
                    kind,
                    msgspec.json.encode(default_form(kind)).decode(),
                )
        await RawTable.raw(
            "update submission s set form = f.id from entry_form f where f.edition = s.edition and f.kind = s.kind"
        )

    manager.add_raw(fill)
    manager.alter_column(
        table_class_name="Submission",
        tablename="submission",
        column_name="form",
        db_column_name="form",
        params={"null": False},
        old_params={"null": True},
        column_class=ForeignKey,
        old_column_class=ForeignKey,
        schema=None,
    )
    return manager
