from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-23T00:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What lists show of a frozen version, read out of it once"

# Lists of a hundred entries show these; computed when the version is written, they cannot differ from what was frozen.
SHOWN = ("title_en", "title_zh", "organisation_name", "country")


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def add():
        for name in SHOWN:
            await RawTable.raw(
                f"alter table submission_version add column {name} text not null"
                f" generated always as (coalesce(content ->> '{name}', '')) stored"
            )

    async def drop():
        for name in SHOWN:
            await RawTable.raw(f"alter table submission_version drop column {name}")

    manager.add_raw(add)
    manager.add_raw_backwards(drop)
    return manager
