from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T10:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What conditions ask of an entry, and the scene it was handed in for, without reading all of its answers"

ADD = (
    # whose entry it is and whether it stands: asked by every list, of rows a hundred times as wide
    "create index submission_cover_ix on submission (id) include (owner, state, code)",
    "alter table submission_version add column scene text not null"
    " generated always as (coalesce(content ->> 'scene', '')) stored",
)
DROP = (
    "alter table submission_version drop column scene",
    "drop index submission_cover_ix",
)


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def add():
        for what in ADD:
            await RawTable.raw(what)

    async def drop():
        for what in DROP:
            await RawTable.raw(what)

    manager.add_raw(add)
    manager.add_raw_backwards(drop)
    return manager
