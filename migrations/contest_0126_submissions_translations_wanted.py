from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T12:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Which versions were written in one language, without reading all of their answers"

ADD = (
    "alter table submission_version add column is_in_one_language boolean not null generated always as ("
    "(coalesce(content ->> 'title_en', '') = '') <> (coalesce(content ->> 'title_zh', '') = '')"
    " or (coalesce(content ->> 'summary_en', '') = '') <> (coalesce(content ->> 'summary_zh', '') = '')) stored"
)
DROP = "alter table submission_version drop column is_in_one_language"


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def add():
        await RawTable.raw(ADD)

    async def drop():
        await RawTable.raw(DROP)

    manager.add_raw(add)
    manager.add_raw_backwards(drop)
    return manager
