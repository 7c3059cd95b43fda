from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-25T23:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "How names of organisations are compared in a condition"

# Without case, width, spaces and punctuation, whatever the database's own collation: `ACME (上海)` is `acme上海`.
PLAIN_NAME = """
create function plain_name(name text) returns text language sql immutable parallel safe as $$
    select translate(lower(normalize(coalesce(name, ''), NFKC)), E' \\t\\n.,;:!?()[]{{}}<>/\\\\|-_+&*#"''`·•、。，；：（）《》“”‘’—–…', '')
$$
"""


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def make():
        await RawTable.raw(PLAIN_NAME)

    async def undo():
        await RawTable.raw("drop function plain_name(text)")

    manager.add_raw(make)
    manager.add_raw_backwards(undo)
    return manager
